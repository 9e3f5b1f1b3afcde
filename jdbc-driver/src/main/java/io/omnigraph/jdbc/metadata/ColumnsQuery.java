package io.omnigraph.jdbc.metadata;

import io.omnigraph.jdbc.types.TypeTable;
import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlCatalog.Table;
import io.omnigraph.sql.session.SqlCatalog.TableColumn;
import io.omnigraph.sql.session.SqlColumn;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;

/** getColumns. */
final class ColumnsQuery {
  static final Shape SHAPE =
      Shape.of()
          .text("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME")
          .ints("DATA_TYPE")
          .text("TYPE_NAME")
          .ints("COLUMN_SIZE", "BUFFER_LENGTH", "DECIMAL_DIGITS", "NUM_PREC_RADIX", "NULLABLE")
          .text("REMARKS", "COLUMN_DEF")
          .ints("SQL_DATA_TYPE", "SQL_DATETIME_SUB", "CHAR_OCTET_LENGTH", "ORDINAL_POSITION")
          .text("IS_NULLABLE", "SCOPE_CATALOG", "SCOPE_SCHEMA", "SCOPE_TABLE")
          .shorts("SOURCE_DATA_TYPE")
          .text("IS_AUTOINCREMENT", "IS_GENERATEDCOLUMN")
          .sortedBy(0, 1, 2, 16);

  private ColumnsQuery() {}

  static MetaRows of(SqlCatalog graph, TableFilter filter, NamePattern column) {
    List<Object[]> rows = new ArrayList<>();
    filter
        .tables(graph)
        .forEach(
            table -> {
              for (int i = 0; i < table.columns().size(); i++) {
                if (column.matches(table.columns().get(i).column().name())) {
                  rows.add(row(graph.graph(), table, i));
                }
              }
            });
    return SHAPE.rows(rows);
  }

  private static Object[] row(String graph, Table table, int index) {
    TableColumn listed = table.columns().get(index);
    SqlColumn column = listed.column();
    return new Object[] {
      graph,
      table.schema(),
      table.name(),
      column.name(),
      TypeTable.of(column.type()).code(),
      column.typeName(),
      TypeTable.precision(column),
      null,
      ColumnSize.decimalDigits(column),
      ColumnSize.radix(column),
      column.nullable() ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls,
      listed.remarks().orElse(null),
      listed.defaultSql().orElse(null),
      null,
      null,
      ColumnSize.octets(column),
      index + 1,
      yesNo(column.nullable()),
      null,
      null,
      null,
      null,
      "NO",
      yesNo(listed.generated())
    };
  }

  static String yesNo(boolean yes) {
    return yes ? "YES" : "NO";
  }
}
