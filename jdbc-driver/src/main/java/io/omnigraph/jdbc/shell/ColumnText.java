package io.omnigraph.jdbc.shell;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A column as SQL writes it.
 *
 * @param defaultSql null = none
 */
record ColumnText(
    String name, String type, boolean nullable, String defaultSql, boolean generated) {
  static List<ColumnText> of(Connection connection, String table) throws SQLException {
    List<ColumnText> columns = new ArrayList<>();
    try (ResultSet r =
        connection
            .getMetaData()
            .getColumns(
                connection.getCatalog(),
                Listing.branchPattern(connection),
                Listing.escape(connection, table),
                "%")) {
      while (r.next()) {
        columns.add(
            new ColumnText(
                r.getString("COLUMN_NAME"),
                r.getString("TYPE_NAME"),
                !"NO".equals(r.getString("IS_NULLABLE")),
                r.getString("COLUMN_DEF"),
                "YES".equals(r.getString("IS_GENERATEDCOLUMN"))));
      }
    }
    return columns;
  }
}
