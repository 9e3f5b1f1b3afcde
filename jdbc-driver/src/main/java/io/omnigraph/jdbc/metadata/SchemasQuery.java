package io.omnigraph.jdbc.metadata;

import io.omnigraph.sql.session.SqlCatalog;
import java.util.List;

/** getSchemas, getCatalogs and getTableTypes. */
final class SchemasQuery {
  private static final Shape SCHEMAS =
      Shape.of().text("TABLE_SCHEM", "TABLE_CATALOG").sortedBy(1, 0);
  private static final Shape CATALOGS = Shape.of().text("TABLE_CAT").sortedBy(0);
  private static final Shape TABLE_TYPES = Shape.of().text("TABLE_TYPE").sortedBy(0);

  private SchemasQuery() {}

  static MetaRows schemas(SqlCatalog graph, TableFilter filter) {
    return SCHEMAS.rows(
        filter.schemas(graph).stream()
            .map(schema -> new Object[] {schema, graph.graph()})
            .toList());
  }

  static MetaRows catalogs(SqlCatalog graph) {
    return CATALOGS.rows(List.<Object[]>of(new Object[] {graph.graph()}));
  }

  static MetaRows tableTypes() {
    return TABLE_TYPES.rows(
        List.of(new Object[] {"SYSTEM TABLE"}, new Object[] {"TABLE"}, new Object[] {"VIEW"}));
  }
}
