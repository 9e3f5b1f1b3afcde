package io.omnigraph.jdbc.metadata;

import io.omnigraph.jdbc.types.TypeTable;
import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlCatalog.Table;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlType;
import java.sql.PseudoColumnUsage;

/** getPseudoColumns: {@code _id}, the canonical key text, which can be selected by name only. */
final class PseudoColumnsQuery {
  private static final SqlColumn ID =
      new SqlColumn("_id", "_id", "", "", SqlType.VARCHAR, SqlType.VARCHAR.name(), 0, 0, false);

  private static final Shape PSEUDO =
      Shape.of()
          .text("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME")
          .ints("DATA_TYPE", "COLUMN_SIZE", "DECIMAL_DIGITS", "NUM_PREC_RADIX")
          .text("COLUMN_USAGE", "REMARKS")
          .ints("CHAR_OCTET_LENGTH")
          .text("IS_NULLABLE")
          .sortedBy(0, 1, 2, 3);

  private PseudoColumnsQuery() {}

  static MetaRows of(SqlCatalog graph, TableFilter filter, NamePattern name) {
    return PSEUDO.rows(
        filter
            .tables(graph)
            .filter(table -> name.matches(ID.name()) && hides(table))
            .map(table -> row(graph.graph(), table, ID))
            .toList());
  }

  // A table whose key was generated lists its _id among its columns.
  private static boolean hides(Table table) {
    return table.kind().equals("TABLE")
        && table.columns().stream().noneMatch(c -> c.column().name().equals(ID.name()));
  }

  private static Object[] row(String graph, Table table, SqlColumn column) {
    return new Object[] {
      graph,
      table.schema(),
      table.name(),
      column.name(),
      TypeTable.of(column.type()).code(),
      TypeTable.precision(column),
      ColumnSize.decimalDigits(column),
      ColumnSize.radix(column),
      PseudoColumnUsage.NO_USAGE_RESTRICTIONS.name(),
      null,
      ColumnSize.octets(column),
      "NO"
    };
  }
}
