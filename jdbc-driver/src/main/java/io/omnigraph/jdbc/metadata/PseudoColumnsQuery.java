package io.omnigraph.jdbc.metadata;

import io.omnigraph.jdbc.types.TypeTable;
import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlCatalog.Table;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlType;
import java.sql.DatabaseMetaData;
import java.sql.PseudoColumnUsage;
import java.util.List;
import java.util.stream.Stream;

/** getPseudoColumns and getVersionColumns: what can be selected by name only. */
final class PseudoColumnsQuery {
  private static final int MAX_KEY_TEXT = 0; // a key's text has no bound
  private static final List<SqlColumn> ALL =
      List.of(
          column("_created_version", SqlType.BIGINT),
          column("_id", SqlType.VARCHAR),
          column("_version", SqlType.BIGINT));

  private static final Shape PSEUDO =
      Shape.of()
          .text("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME")
          .ints("DATA_TYPE", "COLUMN_SIZE", "DECIMAL_DIGITS", "NUM_PREC_RADIX")
          .text("COLUMN_USAGE", "REMARKS")
          .ints("CHAR_OCTET_LENGTH")
          .text("IS_NULLABLE")
          .sortedBy(0, 1, 2, 3);

  private static final Shape VERSION =
      Shape.of()
          .shorts("SCOPE")
          .text("COLUMN_NAME")
          .ints("DATA_TYPE")
          .text("TYPE_NAME")
          .ints("COLUMN_SIZE", "BUFFER_LENGTH")
          .shorts("DECIMAL_DIGITS", "PSEUDO_COLUMN");

  private PseudoColumnsQuery() {}

  private static SqlColumn column(String name, SqlType type) {
    return new SqlColumn(name, name, "", "", type, type.name(), MAX_KEY_TEXT, 0, false);
  }

  static MetaRows pseudo(SqlCatalog graph, TableFilter filter, NamePattern name) {
    return PSEUDO.rows(
        filter
            .tables(graph)
            .flatMap(
                table ->
                    hidden(table)
                        .filter(column -> name.matches(column.name()))
                        .map(column -> row(graph.graph(), table, column)))
            .toList());
  }

  private static Stream<SqlColumn> hidden(Table table) {
    return table.kind().equals("TABLE")
        ? ALL.stream()
            .filter(
                column ->
                    table.columns().stream()
                        .noneMatch(c -> c.column().name().equalsIgnoreCase(column.name())))
        : Stream.of();
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

  /** {@code _version} changes with every write of its row. */
  static MetaRows version(SqlCatalog graph, TableFilter filter) {
    return VERSION.rows(
        filter
            .tables(graph)
            .flatMap(PseudoColumnsQuery::hidden)
            .filter(column -> column.name().equals("_version"))
            .map(
                column ->
                    new Object[] {
                      null,
                      column.name(),
                      TypeTable.of(column.type()).code(),
                      column.typeName(),
                      TypeTable.precision(column),
                      null,
                      0,
                      DatabaseMetaData.versionColumnPseudo
                    })
            .toList());
  }
}
