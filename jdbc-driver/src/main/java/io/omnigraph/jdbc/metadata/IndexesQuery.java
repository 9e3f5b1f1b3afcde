package io.omnigraph.jdbc.metadata;

import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlCatalog.Index;
import io.omnigraph.sql.session.SqlCatalog.Table;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;

/** getIndexInfo. */
final class IndexesQuery {
  static final Shape SHAPE =
      Shape.of()
          .text("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME")
          .booleans("NON_UNIQUE")
          .text("INDEX_QUALIFIER", "INDEX_NAME")
          .shorts("TYPE", "ORDINAL_POSITION")
          .text("COLUMN_NAME", "ASC_OR_DESC")
          .longs("CARDINALITY", "PAGES")
          .text("FILTER_CONDITION")
          .sortedBy(3, 6, 5, 7);

  private IndexesQuery() {}

  static MetaRows of(SqlCatalog graph, TableFilter filter, boolean uniqueOnly) {
    List<Object[]> rows = new ArrayList<>();
    filter
        .tables(graph)
        .forEach(
            table ->
                table.indexes().stream()
                    .filter(index -> index.unique() || !uniqueOnly)
                    .forEach(index -> add(graph.graph(), table, index, rows)));
    return SHAPE.rows(rows);
  }

  private static void add(String graph, Table table, Index index, List<Object[]> rows) {
    for (int i = 0; i < index.columns().size(); i++) {
      rows.add(
          new Object[] {
            graph,
            table.schema(),
            table.name(),
            !index.unique(),
            null,
            index.name(),
            (int) DatabaseMetaData.tableIndexOther,
            i + 1,
            index.columns().get(i),
            null,
            // Distinct values of an index that is not unique are not counted.
            index.unique() ? (Long) table.rowCount() : null,
            null,
            null
          });
    }
  }
}
