package io.omnigraph.jdbc.metadata;

import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlCatalog.ForeignKey;
import io.omnigraph.sql.session.SqlCatalog.Table;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;

/** getImportedKeys, getExportedKeys and getCrossReference: the same rows, sorted differently. */
final class ForeignKeysQuery {
  private static final int FK_NAME = 11;

  private ForeignKeysQuery() {}

  private static Shape shape() {
    return Shape.of()
        .text("PKTABLE_CAT", "PKTABLE_SCHEM", "PKTABLE_NAME", "PKCOLUMN_NAME")
        .text("FKTABLE_CAT", "FKTABLE_SCHEM", "FKTABLE_NAME", "FKCOLUMN_NAME")
        .shorts("KEY_SEQ", "UPDATE_RULE", "DELETE_RULE")
        .text("FK_NAME", "PK_NAME")
        .shorts("DEFERRABILITY");
  }

  /** What the tables point to. The name keeps two keys to one table apart. */
  static MetaRows imported(SqlCatalog graph, TableFilter from) {
    return shape()
        .sortedBy(0, 1, 2, FK_NAME, 8)
        .rows(rows(graph, from, TableFilter.named(null, null, null, from.listed())));
  }

  /** Who points to the tables. */
  static MetaRows exported(SqlCatalog graph, TableFilter to) {
    return shape()
        .sortedBy(4, 5, 6, FK_NAME, 8)
        .rows(rows(graph, TableFilter.named(null, null, null, to.listed()), to));
  }

  static MetaRows cross(SqlCatalog graph, TableFilter to, TableFilter from) {
    return shape().sortedBy(4, 5, 6, FK_NAME, 8).rows(rows(graph, from, to));
  }

  private static List<Object[]> rows(SqlCatalog graph, TableFilter from, TableFilter to) {
    List<Object[]> rows = new ArrayList<>();
    List<String> targetSchemas = to.schemas(graph);
    from.tables(graph)
        .filter(table -> targetSchemas.contains(table.schema()))
        .forEach(
            table ->
                table.foreignKeys().stream()
                    .filter(key -> to.table().test(key.target()))
                    .forEach(key -> add(graph, table, key, rows)));
    return rows;
  }

  private static void add(SqlCatalog graph, Table table, ForeignKey key, List<Object[]> rows) {
    String primaryKey =
        graph.tables(table.schema()).stream()
            .filter(t -> t.name().equals(key.target()))
            .findFirst()
            .map(t -> t.primaryKey().name())
            .orElse(null);
    for (int i = 0; i < key.columns().size(); i++) {
      rows.add(
          new Object[] {
            graph.graph(),
            table.schema(),
            key.target(),
            key.targetColumns().get(i),
            graph.graph(),
            table.schema(),
            table.name(),
            key.columns().get(i),
            i + 1,
            DatabaseMetaData.importedKeyNoAction,
            DatabaseMetaData.importedKeyCascade,
            key.name(),
            primaryKey,
            DatabaseMetaData.importedKeyInitiallyDeferred
          });
    }
  }
}
