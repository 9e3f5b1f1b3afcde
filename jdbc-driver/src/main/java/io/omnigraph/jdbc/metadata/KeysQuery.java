package io.omnigraph.jdbc.metadata;

import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlCatalog.Table;
import java.util.ArrayList;
import java.util.List;

/** getPrimaryKeys. */
final class KeysQuery {
  static final Shape SHAPE =
      Shape.of()
          .text("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME")
          .shorts("KEY_SEQ")
          .text("PK_NAME")
          .sortedBy(3, 0, 1, 2);

  private KeysQuery() {}

  static MetaRows of(SqlCatalog graph, TableFilter filter) {
    List<Object[]> rows = new ArrayList<>();
    filter.tables(graph).forEach(table -> add(graph.graph(), table, rows));
    return SHAPE.rows(rows);
  }

  private static void add(String graph, Table table, List<Object[]> rows) {
    List<String> columns = table.primaryKey().columns();
    for (int i = 0; i < columns.size(); i++) {
      rows.add(
          new Object[] {
            graph, table.schema(), table.name(), columns.get(i), i + 1, table.primaryKey().name()
          });
    }
  }
}
