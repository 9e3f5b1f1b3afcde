package io.omnigraph.jdbc.shell;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tables as the DDL that would make them, from metadata. */
final class SchemaText {
  private SchemaText() {}

  static void print(ShellSession session, List<String> args) throws SQLException {
    Connection connection = session.connection();
    if (args.size() > 1) {
      throw new UsageException("Usage: !schema [TABLE]");
    }
    List<String> tables =
        args.isEmpty()
            ? Listing.tableNames(connection)
            : List.of(Listing.storedName(connection, args.get(0)));
    List<String> nodes = new ArrayList<>();
    List<String> edges = new ArrayList<>();
    for (String table : tables) {
      Map<String, String> ends = ends(connection, table);
      (ends.isEmpty() ? nodes : edges).add(of(connection, table, ends));
    }
    nodes.forEach(session.out()::println);
    edges.forEach(session.out()::println);
  }

  /** Table of each end: src and dst of an edge table, nothing of a node table. */
  private static Map<String, String> ends(Connection connection, String table) throws SQLException {
    Map<String, String> ends = new TreeMap<>();
    try (ResultSet r =
        connection
            .getMetaData()
            .getImportedKeys(connection.getCatalog(), connection.getSchema(), table)) {
      while (r.next()) {
        String column = r.getString("FKCOLUMN_NAME");
        String end = column.equals("src") || column.startsWith("src_") ? "src" : "";
        end = column.equals("dst") || column.startsWith("dst_") ? "dst" : end;
        if (!end.isEmpty()) {
          ends.put(end, r.getString("PKTABLE_NAME"));
        }
      }
    }
    return ends.size() == 2 ? ends : Map.of();
  }

  private static String of(Connection connection, String table, Map<String, String> ends)
      throws SQLException {
    List<String> lines = new ArrayList<>();
    for (ColumnText column : ColumnText.of(connection, table)) {
      boolean implied =
          !ends.isEmpty() && (column.name().startsWith("src") || column.name().startsWith("dst"));
      if (!implied && !column.generated()) {
        lines.add(columnText(column));
      }
    }
    List<String> key = primaryKey(connection, table);
    if (!key.isEmpty() && !key.contains("_id")) {
      lines.add("PRIMARY KEY (" + String.join(", ", key) + ")");
    }
    String body = lines.isEmpty() ? "" : " (\n  " + String.join(",\n  ", lines) + ")";
    return ends.isEmpty()
        ? "CREATE TABLE " + quoted(table) + body + ";"
        : "CREATE EDGE TABLE "
            + quoted(table)
            + body
            + " FROM "
            + quoted(ends.get("src"))
            + " TO "
            + quoted(ends.get("dst"))
            + ";";
  }

  private static String columnText(ColumnText column) {
    return quoted(column.name())
        + " "
        + column.type()
        + (column.nullable() ? "" : " NOT NULL")
        + (column.defaultSql() == null ? "" : " DEFAULT " + column.defaultSql());
  }

  private static List<String> primaryKey(Connection connection, String table) throws SQLException {
    Map<Integer, String> byPosition = new TreeMap<>();
    try (ResultSet r =
        connection
            .getMetaData()
            .getPrimaryKeys(connection.getCatalog(), connection.getSchema(), table)) {
      while (r.next()) {
        byPosition.put(r.getInt("KEY_SEQ"), quoted(r.getString("COLUMN_NAME")));
      }
    }
    return List.copyOf(byPosition.values());
  }

  private static String quoted(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
