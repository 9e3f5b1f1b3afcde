package io.omnigraph.jdbc.shell;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is in the graph, from {@link DatabaseMetaData}. */
final class Listing {
  private Listing() {}

  static void tables(ShellSession session) throws SQLException {
    Connection connection = session.connection();
    List<Object[]> rows = new ArrayList<>();
    DatabaseMetaData meta = connection.getMetaData();
    try (ResultSet r =
        meta.getTables(connection.getCatalog(), branchPattern(connection), "%", null)) {
      while (r.next()) {
        rows.add(
            new Object[] {
              r.getString("TABLE_NAME"), r.getString("TABLE_TYPE"), orEmpty(r.getString("REMARKS"))
            });
      }
    }
    session.print(Rows.of(texts("table", "type", "remarks"), rows));
  }

  static void describe(ShellSession session, String table) throws SQLException {
    Connection connection = session.connection();
    String name = storedName(connection, table);
    Map<String, String> keys = keys(connection, name);
    List<Object[]> rows = new ArrayList<>();
    for (ColumnText column : ColumnText.of(connection, name)) {
      rows.add(
          new Object[] {
            column.name(),
            column.type(),
            column.nullable() ? "yes" : "no",
            orEmpty(column.defaultSql()),
            keys.getOrDefault(column.name(), "")
          });
    }
    session.print(Rows.of(texts("column", "type", "nullable", "default", "key"), rows));
  }

  static void branches(ShellSession session) throws SQLException {
    String current = session.connection().getSchema();
    List<Object[]> rows = new ArrayList<>();
    for (String branch : branchNames(session.connection())) {
      rows.add(new Object[] {branch.equals(current) ? "*" : "", branch});
    }
    session.print(Rows.of(texts("", "branch"), rows));
  }

  /** JDBC's schemas without the two that hold system views. */
  static List<String> branchNames(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet r = connection.getMetaData().getSchemas()) {
      while (r.next()) {
        String name = r.getString("TABLE_SCHEM");
        if (!name.equals("information_schema") && !name.equals("omnigraph")) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** The name as stored: typed names match without regard to case. */
  static String storedName(Connection connection, String typed) throws SQLException {
    List<String> names = tableNames(connection);
    for (String name : names) {
      if (name.equalsIgnoreCase(typed)) {
        return name;
      }
    }
    throw new UsageException(
        "There is no table " + typed + ". Tables: " + String.join(", ", names) + ".");
  }

  static List<String> tableNames(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    DatabaseMetaData meta = connection.getMetaData();
    try (ResultSet r =
        meta.getTables(connection.getCatalog(), branchPattern(connection), "%", null)) {
      while (r.next()) {
        names.add(r.getString("TABLE_NAME"));
      }
    }
    return names;
  }

  /** The branch as a metadata pattern that matches nothing else. */
  static String branchPattern(Connection connection) throws SQLException {
    return escape(connection, connection.getSchema());
  }

  static String escape(Connection connection, String name) throws SQLException {
    String escape = connection.getMetaData().getSearchStringEscape();
    return name.replace(escape, escape + escape)
        .replace("_", escape + "_")
        .replace("%", escape + "%");
  }

  private static Map<String, String> keys(Connection connection, String table) throws SQLException {
    Map<String, String> keys = new HashMap<>();
    DatabaseMetaData meta = connection.getMetaData();
    String catalog = connection.getCatalog();
    String branch = connection.getSchema();
    try (ResultSet r = meta.getPrimaryKeys(catalog, branch, table)) {
      while (r.next()) {
        keys.merge(r.getString("COLUMN_NAME"), "primary", (a, b) -> a + ", " + b);
      }
    }
    try (ResultSet r = meta.getImportedKeys(catalog, branch, table)) {
      while (r.next()) {
        String target = "→ " + r.getString("PKTABLE_NAME") + "." + r.getString("PKCOLUMN_NAME");
        keys.merge(r.getString("FKCOLUMN_NAME"), target, (a, b) -> a + ", " + b);
      }
    }
    return keys;
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static List<Rows.Column> texts(String... labels) {
    return List.of(labels).stream().map(Rows.Column::text).toList();
  }
}
