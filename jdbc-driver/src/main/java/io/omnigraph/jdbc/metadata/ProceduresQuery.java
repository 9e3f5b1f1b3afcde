package io.omnigraph.jdbc.metadata;

import io.omnigraph.jdbc.types.TypeTable;
import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlCatalog.Procedure;
import io.omnigraph.sql.session.SqlColumn;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** getProcedures and getProcedureColumns. */
final class ProceduresQuery {
  static final Shape PROCEDURES =
      Shape.of()
          .text("PROCEDURE_CAT", "PROCEDURE_SCHEM", "PROCEDURE_NAME")
          .text("reserved1", "reserved2", "reserved3", "REMARKS")
          .shorts("PROCEDURE_TYPE")
          .text("SPECIFIC_NAME")
          .sortedBy(0, 1, 2, 8);

  /** Rows stay as they come: arguments, then columns of the result, each in order. */
  static final Shape COLUMNS =
      Shape.of()
          .text("PROCEDURE_CAT", "PROCEDURE_SCHEM", "PROCEDURE_NAME", "COLUMN_NAME")
          .shorts("COLUMN_TYPE")
          .ints("DATA_TYPE")
          .text("TYPE_NAME")
          .ints("PRECISION", "LENGTH")
          .shorts("SCALE", "RADIX", "NULLABLE")
          .text("REMARKS", "COLUMN_DEF")
          .ints("SQL_DATA_TYPE", "SQL_DATETIME_SUB", "CHAR_OCTET_LENGTH", "ORDINAL_POSITION")
          .text("IS_NULLABLE", "SPECIFIC_NAME")
          .sortedBy(0, 1, 2, 19);

  private ProceduresQuery() {}

  static MetaRows procedures(SqlCatalog graph, TableFilter filter) {
    return PROCEDURES.rows(
        matching(graph, filter)
            .map(
                procedure ->
                    new Object[] {
                      graph.graph(),
                      procedure.schema(),
                      procedure.name(),
                      null,
                      null,
                      null,
                      procedure.remarks(),
                      DatabaseMetaData.procedureNoResult,
                      procedure.name()
                    })
            .toList());
  }

  static MetaRows columns(SqlCatalog graph, TableFilter filter, NamePattern column) {
    List<Object[]> rows = new ArrayList<>();
    matching(graph, filter)
        .forEach(
            procedure -> {
              int at = 1;
              for (SqlCatalog.TableColumn argument : procedure.arguments()) {
                add(rows, graph, procedure, argument, DatabaseMetaData.procedureColumnIn, at++);
              }
              at = 1;
              for (SqlCatalog.TableColumn result : procedure.columns()) {
                add(rows, graph, procedure, result, DatabaseMetaData.procedureColumnResult, at++);
              }
            });
    rows.removeIf(row -> !column.matches((String) row[3]));
    return COLUMNS.rows(rows);
  }

  private static Stream<Procedure> matching(SqlCatalog graph, TableFilter filter) {
    List<String> schemas = filter.schemas(graph);
    return graph.procedures().stream()
        .filter(procedure -> schemas.contains(procedure.schema()))
        .filter(procedure -> filter.table().test(procedure.name()));
  }

  private static void add(
      List<Object[]> rows,
      SqlCatalog graph,
      Procedure procedure,
      SqlCatalog.TableColumn listed,
      int kind,
      int position) {
    SqlColumn column = listed.column();
    rows.add(
        new Object[] {
          graph.graph(),
          procedure.schema(),
          procedure.name(),
          column.name(),
          kind,
          TypeTable.of(column.type()).code(),
          column.typeName(),
          TypeTable.precision(column),
          null,
          ColumnSize.decimalDigits(column),
          ColumnSize.radix(column),
          DatabaseMetaData.procedureNullable,
          null,
          listed.defaultSql().orElse(null),
          null,
          null,
          ColumnSize.octets(column),
          position,
          "YES",
          procedure.name()
        });
  }
}
