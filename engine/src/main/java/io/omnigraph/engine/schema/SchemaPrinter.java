package io.omnigraph.engine.schema;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/** Prints a schema from its catalogue, in either spelling. */
public final class SchemaPrinter {
  private SchemaPrinter() {}

  /**
   * The whole schema as {@code .pg}, in canonical order; compiles to the same {@link
   * GraphSchema#shapeHash()}. The accepted text with its comments is {@link GraphSchema#source()}.
   */
  public static String pg(GraphSchema schema) {
    return PgPrinter.schema(Schemas.model(schema));
  }

  /**
   * SHOW CREATE TABLE: DDL that makes the table on a graph that has its end tables.
   *
   * @param branch for messages
   * @throws OmnigraphException TABLE_NOT_FOUND
   */
  public static String createTable(GraphSchema schema, String table, String branch) {
    TableType type =
        schema
            .table(table)
            .orElseThrow(
                () ->
                    new OmnigraphException(
                        ErrorCode.TABLE_NOT_FOUND,
                        table,
                        branch,
                        NearNames.hint(
                            table, schema.tables().stream().map(TableType::name).toList())));
    return DdlPrinter.create(Schemas.model(schema).type(type.name()).orElseThrow());
  }
}
