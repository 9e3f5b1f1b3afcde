package io.omnigraph.sql.session;

import java.util.List;
import java.util.Optional;

/**
 * What an execution gave.
 *
 * @param rows of a QUERY; must be closed
 * @param updateCount of an UPDATE, 0 for a COMMAND, -1 for a QUERY
 * @param generatedKeys rows of generated keys when asked for and there are some
 * @param warnings e.g. the number of edges a delete took along; SQLState and text
 */
public record SqlResult(
    Optional<RowCursor> rows,
    long updateCount,
    Optional<GeneratedKeys> generatedKeys,
    List<Warning> warnings) {
  /** SQLState class 01 and a text. */
  public record Warning(String sqlState, String text) {}

  /** Generated values, one row an inserted row. */
  public record GeneratedKeys(List<SqlColumn> columns, List<Object[]> rows) {}
}
