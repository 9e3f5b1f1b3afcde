package io.omnigraph.jdbc.metadata;

import io.omnigraph.sql.session.SqlCatalog;
import java.util.Arrays;
import java.util.Set;

/** getTables. */
final class TablesQuery {
  static final Shape SHAPE =
      Shape.of()
          .text("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "TABLE_TYPE", "REMARKS", "TYPE_CAT")
          .text("TYPE_SCHEM", "TYPE_NAME", "SELF_REFERENCING_COL_NAME", "REF_GENERATION")
          .sortedBy(3, 0, 1, 2);

  private TablesQuery() {}

  /**
   * @param types kinds wanted, null = all
   */
  static MetaRows of(SqlCatalog graph, TableFilter filter, String[] types) {
    Set<String> wanted = types == null ? null : Set.copyOf(Arrays.asList(types));
    return SHAPE.rows(
        filter
            .tables(graph)
            .filter(t -> wanted == null || wanted.contains(t.kind()))
            .map(
                t ->
                    new Object[] {
                      graph.graph(),
                      t.schema(),
                      t.name(),
                      t.kind(),
                      t.remarks().orElse(null),
                      null,
                      null,
                      null,
                      null,
                      null
                    })
            .toList());
  }
}
