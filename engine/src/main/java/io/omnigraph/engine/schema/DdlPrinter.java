package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.Declaration.Kind;
import io.omnigraph.engine.schema.SchemaModel.ConstraintKind;
import io.omnigraph.engine.schema.SchemaModel.ConstraintModel;
import io.omnigraph.engine.schema.SchemaModel.PropertyModel;
import io.omnigraph.engine.schema.SchemaModel.TypeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints a table as SQL DDL. Metadata that DDL cannot say (unknown annotations) is left out. */
final class DdlPrinter {
  private final TypeModel type;
  private final StringBuilder text = new StringBuilder();

  private DdlPrinter(TypeModel type) {
    this.type = type;
  }

  /** {@code CREATE [EDGE] TABLE ...} and a {@code CREATE INDEX} for each {@code @index}. */
  static String create(TypeModel type) {
    return new DdlPrinter(type).print();
  }

  private String print() {
    boolean edge = type.kind() == Kind.EDGE;
    text.append(edge ? "CREATE EDGE TABLE " : "CREATE TABLE ").append(Names.sql(type.name()));
    List<String> lines = new ArrayList<>();
    type.properties().forEach(p -> lines.add(column(p)));
    type.constraints().stream().map(this::constraint).flatMap(Optional::stream).forEach(lines::add);
    if (!lines.isEmpty() || !edge) {
      text.append(
          lines.isEmpty()
              ? " ()"
              : lines.stream().collect(Collectors.joining(",\n  ", " (\n  ", "\n)")));
    }
    type.ends().ifPresent(this::ends);
    if (!type.implemented().isEmpty()) {
      text.append("\nIMPLEMENTS ");
      text.append(type.implemented().stream().map(Names::sql).collect(Collectors.joining(", ")));
    }
    TypeBuilder.description(type.annotations())
        .ifPresent(d -> text.append("\n").append(comment(d)));
    text.append(";\n");
    type.constraints().stream().filter(c -> c.kind() == ConstraintKind.INDEX).forEach(this::index);
    return text.toString();
  }

  private String column(PropertyModel property) {
    StringBuilder line = new StringBuilder(Names.sql(property.name())).append(' ');
    line.append(TypeNames.sql(property.type()));
    boolean key = type.key().filter(k -> k.columns().equals(List.of(property.name()))).isPresent();
    boolean inKey = type.key().filter(k -> k.columns().contains(property.name())).isPresent();
    if (!property.nullable() && !inKey) {
      line.append(" NOT NULL");
    }
    property.annotations().stream()
        .filter(a -> a.name().equals("default"))
        .flatMap(a -> a.argument().stream())
        .map(a -> new DefaultValue(a.kind(), a.value()).sql(property.type()))
        .forEach(sql -> line.append(" DEFAULT ").append(sql));
    if (key && type.key().get().name().isEmpty()) {
      line.append(" PRIMARY KEY");
    }
    for (ConstraintModel embed : type.constraints()) {
      if (embed.kind() == ConstraintKind.EMBED && embed.columns().get(0).equals(property.name())) {
        line.append(" EMBEDDING OF ").append(Names.sql(embed.columns().get(1)));
        if (!embed.text().isEmpty()) {
          line.append(" MODEL ").append(literal(embed.text()));
        }
      }
    }
    TypeBuilder.description(property.annotations())
        .ifPresent(d -> line.append(' ').append(comment(d)));
    return line.toString();
  }

  private Optional<String> constraint(ConstraintModel constraint) {
    String columns = columns(constraint);
    String rule =
        switch (constraint.kind()) {
          case KEY -> {
            boolean atColumn =
                constraint.columns().size() == 1
                    && constraint.name().isEmpty()
                    && type.property(constraint.columns().get(0)).isPresent();
            yield atColumn ? "" : "PRIMARY KEY (" + columns + ")";
          }
          case UNIQUE -> "UNIQUE (" + columns + ")";
          case RANGE -> "CHECK (" + range(columns, constraint.text()) + ")";
          case CHECK -> "CHECK (REGEXP_LIKE(" + columns + ", " + literal(constraint.text()) + "))";
          case INDEX, EMBED -> "";
        };
    if (rule.isEmpty()) {
      return Optional.empty();
    }
    String prefix = constraint.name().map(n -> "CONSTRAINT " + Names.sql(n) + " ").orElse("");
    return Optional.of(prefix + rule);
  }

  private static String range(String column, String range) {
    Optional<String> min = RangeBounds.min(range);
    Optional<String> max = RangeBounds.max(range);
    if (min.isPresent() && max.isPresent()) {
      return column + " BETWEEN " + min.get() + " AND " + max.get();
    }
    return min.isPresent() ? column + " >= " + min.get() : column + " <= " + max.orElseThrow();
  }

  private void ends(SchemaModel.Ends ends) {
    text.append("\nFROM ").append(Names.sql(ends.from()));
    text.append(" TO ").append(Names.sql(ends.to()));
    if (ends.min() != 0 || ends.max().isPresent()) {
      text.append(" CARDINALITY (").append(ends.min()).append(", ");
      text.append(ends.max().map(String::valueOf).orElse("*")).append(')');
    }
  }

  private void index(ConstraintModel index) {
    text.append("CREATE INDEX ");
    index.name().ifPresent(n -> text.append(Names.sql(n)).append(' '));
    text.append("ON ").append(Names.sql(type.name())).append(" (").append(columns(index));
    String method = index.text().equals("fts") ? "FULLTEXT" : Names.upper(index.text());
    text.append(") USING ").append(method);
    if (!index.option().isEmpty()) {
      text.append(" WITH (metric = ").append(literal(index.option())).append(')');
    }
    text.append(";\n");
  }

  private static String columns(ConstraintModel constraint) {
    return constraint.columns().stream().map(Names::sql).collect(Collectors.joining(", "));
  }

  private static String comment(String description) {
    return "COMMENT " + literal(description);
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
