package io.omnigraph.sql.statement;

import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.sql.exec.KeyLookupNode;
import io.omnigraph.sql.exec.TableBinding;
import io.omnigraph.sql.exec.TableColumn;
import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.sql.plan.QueryPlan;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.types.PropertyTypes;
import io.omnigraph.sql.types.ValueConverter;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plans the plainest look-ups without Calcite, whose classes take most of a second to load: {@code
 * SELECT columns FROM table WHERE key = constant}, for a key of one integer or text column. The
 * text must be unmistakable; anything else is left to the planner. Both make the same plan, which a
 * test checks.
 */
final class SimpleSelects {
  // Lower-case letters, digits and _ only after the first letter of a bare name: no quotes, no
  // dots.
  private static final String NAME = "([A-Za-z][A-Za-z0-9_]*)";
  private static final Pattern SELECT =
      Pattern.compile(
          "\\s*(?i:SELECT)\\s+(\\*|"
              + NAME
              + "(?:\\s*,\\s*[A-Za-z][A-Za-z0-9_]*)*)\\s+(?i:FROM)\\s+"
              + NAME
              + "\\s+(?i:WHERE)\\s+"
              + NAME
              + "\\s*=\\s*(\\?|[0-9]{1,18}|'[^']*')\\s*;?\\s*");

  private SimpleSelects() {}

  static Optional<StatementPlan> plan(String sql, ReadView view) {
    Matcher match = SELECT.matcher(sql);
    if (!match.matches()) {
      return Optional.empty();
    }
    Optional<TableType> table = view.schema().table(match.group(3));
    if (table.isEmpty() || table.get().generatedKey() || table.get().keyColumns().length != 1) {
      return Optional.empty();
    }
    TableType type = table.get();
    int key = type.keyColumns()[0];
    int[] columns = columns(match.group(1), type);
    if (columns == null || type.columnIndex(match.group(4)) != key) {
      return Optional.empty();
    }
    VectorType keyType = PropertyTypes.shown(type.columns().get(key).type());
    return keyValue(match.group(5), keyType)
        .map(value -> plan(view, type, columns, keyType, value));
  }

  /** Null when a name is no column: Calcite knows whether it is a function or an error. */
  private static int[] columns(String list, TableType type) {
    if (list.equals("*")) {
      return java.util.stream.IntStream.range(0, type.columns().size()).toArray();
    }
    String[] names = list.split(",", -1);
    int[] columns = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      columns[i] = type.columnIndex(names[i].strip());
      if (columns[i] < 0 || Words.isReserved(names[i].strip())) {
        return null;
      }
    }
    return columns;
  }

  /** A constant in stored form; for a parameter a null inside. */
  private record Key(String text, Object constant) {}

  private static Optional<Key> keyValue(String text, VectorType type) {
    boolean number = type.isInteger() && type.layout() != Layout.DOUBLE;
    if (text.equals("?")) {
      return number || type.isText() ? Optional.of(new Key("?0", null)) : Optional.empty();
    }
    boolean quoted = text.startsWith("'");
    if (quoted != type.isText() || (!quoted && !number)) {
      return Optional.empty();
    }
    Object value = quoted ? text.substring(1, text.length() - 1) : (Object) Long.valueOf(text);
    try {
      VectorType unbounded = type.isText() ? VectorType.VARCHAR : type;
      return Optional.of(new Key(text, ValueConverter.assign(value, unbounded, "key")));
    } catch (OmnigraphException e) {
      return Optional.empty(); // out of range: the planner compares it right
    }
  }

  private static StatementPlan plan(
      ReadView view, TableType type, int[] columns, VectorType keyType, Key key) {
    List<TableColumn> sources = new ArrayList<>();
    List<SqlColumn> shown = new ArrayList<>();
    for (int column : columns) {
      Property property = type.columns().get(column);
      VectorType vector = PropertyTypes.shown(property.type());
      TableColumn.Conversion conversion =
          property.type().scalar() == Scalar.ULID
              ? TableColumn.Conversion.ULID
              : property.type().scalar() == Scalar.U64
                  ? TableColumn.Conversion.UNSIGNED
                  : TableColumn.Conversion.NONE;
      sources.add(new TableColumn(column, property.name(), vector, conversion));
      shown.add(
          new SqlColumn(
              property.name(),
              property.name(),
              view.branch(),
              type.name(),
              vector.sqlType(),
              PropertyTypes.typeName(property.type()),
              vector.jdbcPrecision(),
              vector.jdbcScale(),
              property.nullable()));
    }
    boolean parameter = key.constant() == null;
    Function<Evaluation, Object> value = parameter ? e -> e.parameter(0) : e -> key.constant();
    KeyLookupNode node =
        new KeyLookupNode(
            new TableBinding("", type.name()),
            sources,
            List.of(value),
            List.of(keyType.layout()),
            key.text());
    List<VectorType> parameters = parameter ? List.of(keyType) : List.of();
    Map<String, String> hashes = Map.of(view.branch(), view.schema().hash());
    return new QueryStatement(
        new QueryPlan(node, shown, parameters, hashes, java.util.Set.of(), java.util.Set.of()));
  }

  /** Words that mean something else than a column when they stand alone in a select list. */
  private static final class Words {
    private static final java.util.Set<String> RESERVED =
        java.util.Set.of(
            "ALL",
            "ANY",
            "ARRAY",
            "AS",
            "CASE",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "CURRENT_TIMESTAMP",
            "CURRENT_USER",
            "DATE",
            "DISTINCT",
            "FALSE",
            "FROM",
            "INTERVAL",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "MATCH",
            "NOT",
            "NULL",
            "ROW",
            "SELECT",
            "SESSION_USER",
            "STREAM",
            "SYSTEM_USER",
            "TIME",
            "TIMESTAMP",
            "TRUE",
            "UNKNOWN",
            "USER",
            "VALUES",
            "WHERE",
            "END",
            "ORDER",
            "GROUP",
            "TABLE");

    static boolean isReserved(String word) {
      return RESERVED.contains(word.toUpperCase(java.util.Locale.ROOT));
    }
  }
}
