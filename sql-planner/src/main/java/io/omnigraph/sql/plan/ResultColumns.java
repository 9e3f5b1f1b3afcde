package io.omnigraph.sql.plan;

import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.sql.catalog.CalciteTypes;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.types.PropertyTypes;
import io.omnigraph.sql.types.VectorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;

/** What a query's columns are called and where they come from. */
public record ResultColumns(PlanningScope scope) {
  /**
   * @param origins schema, table and column of each that is a plain column, else null
   */
  List<SqlColumn> of(RelDataType row, RelRoot root, List<List<String>> origins) {
    List<SqlColumn> out = new ArrayList<>();
    for (int i = 0; i < row.getFieldCount(); i++) {
      RelDataTypeField field = row.getFieldList().get(i);
      String label = i < root.fields.size() ? root.fields.get(i).getValue() : field.getName();
      List<String> origin = i < origins.size() ? origins.get(i) : null;
      out.add(column(label, field.getType(), origin));
    }
    return out;
  }

  private SqlColumn column(String label, RelDataType type, List<String> origin) {
    VectorType vector = CalciteTypes.vector(type);
    if (origin != null && origin.size() >= 3) {
      String branch = origin.get(origin.size() - 3);
      String table = origin.get(origin.size() - 2);
      String name = origin.get(origin.size() - 1);
      Optional<Property> property = property(branch, table, name);
      if (property.isPresent()) {
        boolean unaliased = label.equalsIgnoreCase(name);
        return column(
            property.get(),
            unaliased ? property.get().name() : label,
            branch,
            table,
            type.isNullable());
      }
      return plain(label, name, branch, table, vector, type.isNullable());
    }
    String shown =
        label.startsWith("EXPR$") ? "C" + (Integer.parseInt(label.substring(5)) + 1) : label;
    return plain(shown, shown, "", "", vector, type.isNullable());
  }

  /** A column that is a plain property of a table. */
  public static SqlColumn column(
      Property property, String label, String branch, String table, boolean nullable) {
    VectorType type = PropertyTypes.shown(property.type());
    return new SqlColumn(
        label,
        property.name(),
        branch,
        table,
        type.sqlType(),
        PropertyTypes.typeName(property.type()),
        type.jdbcPrecision(),
        type.jdbcScale(),
        nullable);
  }

  private static SqlColumn plain(
      String label, String name, String branch, String table, VectorType type, boolean nullable) {
    return new SqlColumn(
        label,
        name,
        branch,
        table,
        type.sqlType(),
        type.typeName(),
        type.jdbcPrecision(),
        type.jdbcScale(),
        nullable);
  }

  private Optional<Property> property(String branch, String table, String name) {
    if (branch.equals("information_schema") || branch.equals("omnigraph")) {
      return Optional.empty();
    }
    Optional<TableType> type = scope.views().apply(branch).schema().table(table);
    return type.filter(t -> t.columnIndex(name) >= 0)
        .map(t -> t.columns().get(t.columnIndex(name)));
  }
}
