package io.omnigraph.sql.statement;

import io.omnigraph.engine.schema.Constraint;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.schema.TypeNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Prints the DDL that makes a table. */
final class TableDdl {
  private TableDdl() {}

  static String of(TableType type) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < type.columns().size(); i++) {
      if (!isDerived(type, i)) {
        elements.add(column(type.columns().get(i)));
      }
    }
    if (!type.generatedKey()) {
      elements.add("PRIMARY KEY (" + names(type, type.keyColumns()) + ")");
    }
    for (Constraint constraint : type.constraints()) {
      String text = constraint(constraint, type);
      if (!text.isEmpty()) {
        elements.add(text);
      }
    }
    StringBuilder out = new StringBuilder();
    out.append(type instanceof EdgeType ? "CREATE EDGE TABLE " : "CREATE TABLE ");
    out.append(quoted(type.name())).append(" (\n  ");
    out.append(String.join(",\n  ", elements)).append(elements.isEmpty() ? ")" : "\n)");
    if (type instanceof EdgeType edge) {
      out.append(" FROM ").append(quoted(edge.from())).append(" TO ").append(quoted(edge.to()));
      if (edge.minEdges() > 0 || edge.maxEdges().isPresent()) {
        String most = edge.maxEdges().map(String::valueOf).orElse("*");
        out.append(" CARDINALITY (").append(edge.minEdges()).append(", ").append(most).append(')');
      }
    }
    type.description().ifPresent(d -> out.append(" COMMENT ").append(literal(d)));
    return out.toString();
  }

  /** src, dst and the generated key are not written. */
  private static boolean isDerived(TableType type, int column) {
    if (type.generatedKey() && type.keyColumns()[0] == column) {
      return true;
    }
    return type instanceof EdgeType edge
        && (Arrays.stream(edge.srcColumns()).anyMatch(c -> c == column)
            || Arrays.stream(edge.dstColumns()).anyMatch(c -> c == column));
  }

  private static String column(Property property) {
    return quoted(property.name())
        + " "
        + TypeNames.sql(property.type())
        + (property.nullable() ? "" : " NOT NULL")
        + property.defaultSql().map(d -> " DEFAULT " + d).orElse("")
        + property.description().map(d -> " COMMENT " + literal(d)).orElse("");
  }

  private static String constraint(Constraint constraint, TableType type) {
    String name = constraint.name().map(n -> "CONSTRAINT " + quoted(n) + " ").orElse("");
    if (constraint instanceof Constraint.Unique unique) {
      return name + "UNIQUE (" + names(type, unique.columns()) + ")";
    }
    if (constraint instanceof Constraint.Range range) {
      String column = quoted(type.columns().get(range.column()).name());
      String text =
          range.min().isPresent() && range.max().isPresent()
              ? column + " BETWEEN " + range.min().get() + " AND " + range.max().get()
              : range
                  .min()
                  .map(m -> column + " >= " + m)
                  .orElseGet(() -> column + " <= " + range.max().orElse(""));
      return name + "CHECK (" + text + ")";
    }
    if (constraint instanceof Constraint.Pattern pattern) {
      return name
          + "CHECK (REGEXP_LIKE("
          + quoted(type.columns().get(pattern.column()).name())
          + ", "
          + literal(pattern.regex())
          + "))";
    }
    return "";
  }

  private static String names(TableType type, int[] columns) {
    return Arrays.stream(columns)
        .mapToObj(c -> quoted(type.columns().get(c).name()))
        .collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
