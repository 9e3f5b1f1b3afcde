package io.omnigraph.jdbc.metadata;

import io.omnigraph.jdbc.types.TypeTable;
import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlCatalog.Table;
import io.omnigraph.sql.session.SqlColumn;
import java.sql.DatabaseMetaData;
import java.util.List;

/** getBestRowIdentifier: the primary key, which stays for the row's life. */
final class RowIdentifierQuery {
  static final Shape SHAPE =
      Shape.of()
          .shorts("SCOPE")
          .text("COLUMN_NAME")
          .ints("DATA_TYPE")
          .text("TYPE_NAME")
          .ints("COLUMN_SIZE", "BUFFER_LENGTH")
          .shorts("DECIMAL_DIGITS", "PSEUDO_COLUMN")
          .sortedBy(0);

  private RowIdentifierQuery() {}

  static MetaRows of(SqlCatalog graph, TableFilter filter) {
    return SHAPE.rows(filter.tables(graph).flatMap(t -> rows(t).stream()).toList());
  }

  private static List<Object[]> rows(Table table) {
    return table.primaryKey().columns().stream()
        .flatMap(
            name -> table.columns().stream().filter(c -> c.column().name().equals(name)).limit(1))
        .map(listed -> row(listed.column()))
        .toList();
  }

  private static Object[] row(SqlColumn column) {
    return new Object[] {
      DatabaseMetaData.bestRowSession,
      column.name(),
      TypeTable.of(column.type()).code(),
      column.typeName(),
      TypeTable.precision(column),
      null,
      ColumnSize.decimalDigits(column),
      DatabaseMetaData.bestRowNotPseudo
    };
  }
}
