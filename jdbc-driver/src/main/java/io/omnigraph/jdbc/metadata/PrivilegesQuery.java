package io.omnigraph.jdbc.metadata;

import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlCatalog.Table;
import java.util.List;

/**
 * getTablePrivileges and getColumnPrivileges: whoever can open the directory may do everything to
 * tables, and read the rest.
 */
final class PrivilegesQuery {
  private static final String EVERYBODY = "PUBLIC";
  private static final Shape TABLES =
      Shape.of()
          .text("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "GRANTOR", "GRANTEE", "PRIVILEGE")
          .text("IS_GRANTABLE")
          .sortedBy(0, 1, 2, 5);
  private static final Shape COLUMNS =
      Shape.of()
          .text("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "GRANTOR", "GRANTEE")
          .text("PRIVILEGE", "IS_GRANTABLE")
          .sortedBy(3, 6, 1);

  private PrivilegesQuery() {}

  static MetaRows tables(SqlCatalog graph, TableFilter filter, boolean readOnly) {
    return TABLES.rows(
        filter
            .tables(graph)
            .flatMap(
                table ->
                    privileges(table, readOnly, List.of("DELETE", "INSERT", "SELECT", "UPDATE"))
                        .stream()
                        .map(
                            privilege ->
                                new Object[] {
                                  graph.graph(),
                                  table.schema(),
                                  table.name(),
                                  null,
                                  EVERYBODY,
                                  privilege,
                                  "NO"
                                }))
            .toList());
  }

  static MetaRows columns(
      SqlCatalog graph, TableFilter filter, NamePattern column, boolean readOnly) {
    return COLUMNS.rows(
        filter
            .tables(graph)
            .flatMap(
                table ->
                    table.columns().stream()
                        .map(listed -> listed.column().name())
                        .filter(column::matches)
                        .flatMap(name -> rows(graph.graph(), table, name, readOnly).stream()))
            .toList());
  }

  private static List<Object[]> rows(String graph, Table table, String column, boolean readOnly) {
    return privileges(table, readOnly, List.of("INSERT", "SELECT", "UPDATE")).stream()
        .map(
            privilege ->
                new Object[] {
                  graph, table.schema(), table.name(), column, null, EVERYBODY, privilege, "NO"
                })
        .toList();
  }

  private static List<String> privileges(Table table, boolean readOnly, List<String> all) {
    return readOnly || !table.kind().equals("TABLE") ? List.of("SELECT") : all;
  }
}
