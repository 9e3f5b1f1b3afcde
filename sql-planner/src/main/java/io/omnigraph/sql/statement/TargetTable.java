package io.omnigraph.sql.statement;

import io.omnigraph.engine.schema.NearNames;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.schema.Ulid;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.plan.QueryPlan;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.sql.types.PropertyTypes;
import io.omnigraph.sql.types.ValueConverter;
import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;

/**
 * The table that a statement changes.
 *
 * @param defaults plans of one value, by ordinal of the column that has a default
 */
record TargetTable(TableType type, Map<Integer, QueryPlan> defaults) {
  /**
   * @throws OmnigraphException TABLE_NOT_FOUND; UNSUPPORTED for a table of another branch
   */
  static TargetTable resolve(SqlIdentifier name, StatementPlanner planner) {
    StatementScope scope = planner.scope();
    List<String> names = name.names;
    String branch = scope.view().branch();
    if (names.size() > 1 && !names.get(names.size() - 2).equalsIgnoreCase(branch)) {
      throw EngineSession.unsupported(
          "Writing to " + name + " from branch \"" + branch + "\"",
          " SET SCHEMA \"" + names.get(names.size() - 2) + "\" first.");
    }
    String table = names.get(names.size() - 1);
    Optional<TableType> type = scope.view().schema().table(table);
    if (type.isEmpty()) {
      throw new OmnigraphException(
          ErrorCode.TABLE_NOT_FOUND,
          table,
          branch,
          NearNames.hint(
              table, scope.view().schema().tables().stream().map(TableType::name).toList()));
    }
    Map<Integer, QueryPlan> defaults = new HashMap<>();
    List<Property> columns = type.get().columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).defaultSql().isPresent()) {
        defaults.put(i, planner.value(columns.get(i).defaultSql().get()));
      }
    }
    return new TargetTable(type.get(), defaults);
  }

  /**
   * @throws OmnigraphException COLUMN_NOT_FOUND
   */
  int column(String name) {
    int at = type.columnIndex(name);
    if (at < 0) {
      throw new OmnigraphException(
          ErrorCode.COLUMN_NOT_FOUND,
          name,
          "\"" + type.name() + "\"",
          NearNames.hint(name, type.columns().stream().map(Property::name).toList()));
    }
    return at;
  }

  /**
   * All columns that a statement without a column list means: a generated key is not among them.
   */
  int[] visibleColumns() {
    return java.util.stream.IntStream.range(0, type.columns().size())
        .filter(i -> !(type.generatedKey() && i == type.keyColumns()[0]))
        .toArray();
  }

  boolean isKey(int column) {
    return Arrays.stream(type.keyColumns()).anyMatch(k -> k == column);
  }

  /** The type of a parameter that goes into the column. */
  VectorType parameterType(int column) {
    VectorType shown = PropertyTypes.shown(type.columns().get(column).type());
    // No length here: a text that is too long is refused with the column's name, not cut.
    return shown.isText() ? VectorType.VARCHAR : shown;
  }

  Layout layout(int column) {
    return type.storedSchema().columns().get(column).type().layout();
  }

  /** A value for a column in stored boxed memory form. */
  Object stored(Object value, int column) {
    if (value == null) {
      return null;
    }
    Property property = type.columns().get(column);
    if (property.type().scalar() == Scalar.ULID) {
      return Ulid.parse(value.toString());
    }
    // A CHAR is stored without its padding, by load too: two spellings of a key are one key.
    Object unpadded =
        property.type().scalar() == Scalar.CHAR && value instanceof String text
            ? text.replaceAll(" +$", "")
            : value;
    return ValueConverter.assign(
        unpadded, PropertyTypes.stored(property.type()), type.name() + "." + property.name());
  }

  /** A column of a query's result as a stored column. */
  Column stored(Column values, VectorType from, int column) {
    Property property = type.columns().get(column);
    VectorType to = PropertyTypes.stored(property.type());
    boolean same =
        to.sqlType() != SqlType.CHAR // whose blanks at the end are not stored
            && from.sqlType() == to.sqlType()
            && from.layout() == to.layout()
            && from.scale() == to.scale()
            && from.precision() <= (to.precision() == 0 ? Integer.MAX_VALUE : to.precision())
            && (to.precision() == 0 || from.precision() != 0)
            && from.kind() == to.kind()
            && property.type().scalar() != Scalar.ULID;
    if (same) {
      return values;
    }
    ColumnBuilder out = ColumnBuilder.of(layout(column), values.length());
    for (int i = 0; i < values.length(); i++) {
      Object value = inZone(ValueReader.object(values, i, from), to);
      out.appendBoxed(stored(value, column));
    }
    return out.build();
  }

  /** Instants become local times, and back, in the session's zone: that of the JVM. */
  private static Object inZone(Object value, VectorType to) {
    boolean instant = to.sqlType() == SqlType.TIMESTAMP_WITH_TIMEZONE;
    if (value instanceof OffsetDateTime t && !instant && !to.isText()) {
      return t.atZoneSameInstant(ZoneId.systemDefault()).toLocalDateTime();
    }
    if (value instanceof LocalDateTime t && instant) {
      return t.atZone(ZoneId.systemDefault()).toOffsetDateTime();
    }
    return value;
  }

  /** All rows of a plan. */
  static ColumnBatch drain(QueryPlan plan, Execution execution) {
    RowParts parts = new RowParts(plan.root().types());
    try (BatchCursor cursor = plan.root().open(execution)) {
      for (ColumnBatch batch; (batch = cursor.next()) != null; ) {
        execution.checkpoint();
        parts.add(batch);
      }
    }
    return parts.take();
  }

  /** A column filled with its default, or NULL. */
  Column defaults(int column, int rows, Execution execution) {
    QueryPlan plan = defaults.get(column);
    if (plan == null) {
      return Columns.nulls(layout(column), rows);
    }
    Object value = defaultValue(column, execution);
    ColumnBuilder out = ColumnBuilder.of(layout(column), rows);
    for (int i = 0; i < rows; i++) {
      out.appendBoxed(value);
    }
    return out.build();
  }

  /** The default in stored form, or null. */
  Object defaultValue(int column, Execution execution) {
    QueryPlan plan = defaults.get(column);
    if (plan == null) {
      return null;
    }
    ColumnBatch one = drain(plan, execution);
    return stored(ValueReader.object(one.column(0), 0, plan.root().types().get(0)), column);
  }

  /** Stored rows by number, all columns. */
  Column[] gather(StatementScope scope, int[] rows) {
    int[] all = new int[type.columns().size()];
    Arrays.setAll(all, i -> i);
    ColumnBatch batch = scope.view().table(type.name()).gather(rows, rows.length, all);
    return Columns.compact(batch).columns();
  }
}
