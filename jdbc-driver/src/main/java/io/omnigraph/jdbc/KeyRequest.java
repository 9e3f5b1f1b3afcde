package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.metadata.MetaRows;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlResult.GeneratedKeys;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * Which generated keys a caller wants.
 *
 * @param wanted whether any
 * @param names in this order, empty = as they come
 */
record KeyRequest(boolean wanted, List<String> names) {
  static final KeyRequest NONE = new KeyRequest(false, List.of());
  private static final KeyRequest ALL = new KeyRequest(true, List.of());

  static KeyRequest of(int flag) throws SQLException {
    return switch (flag) {
      case Statement.NO_GENERATED_KEYS -> NONE;
      case Statement.RETURN_GENERATED_KEYS -> ALL;
      default ->
          throw SqlErrors.of(
              ErrorCode.PARAMETER_INVALID, flag + " is not a constant of generated keys.");
    };
  }

  static KeyRequest of(String[] names) {
    return names == null || names.length == 0 ? NONE : new KeyRequest(true, List.of(names));
  }

  /**
   * Positions are those of the table; a table has one generated column, so that any one position
   * means it.
   */
  static KeyRequest of(int[] positions) throws SQLException {
    if (positions == null || positions.length == 0) {
      return NONE;
    }
    if (positions.length > 1) {
      throw SqlErrors.unsupported("Generated keys by several positions", "Ask for them by name.");
    }
    return ALL;
  }

  /** The rows in the columns that were asked for. */
  MetaRows select(GeneratedKeys keys) throws SQLException {
    if (names.isEmpty()) {
      return new MetaRows(keys.columns(), keys.rows());
    }
    int[] from = new int[names.size()];
    for (int i = 0; i < from.length; i++) {
      from[i] = position(keys.columns(), names.get(i));
    }
    List<SqlColumn> columns = Arrays.stream(from).mapToObj(keys.columns()::get).toList();
    List<Object[]> rows =
        keys.rows().stream()
            .map(row -> Arrays.stream(from).mapToObj(i -> row[i]).toArray())
            .toList();
    return new MetaRows(columns, rows);
  }

  private static int position(List<SqlColumn> columns, String name) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    throw SqlErrors.of(
        ErrorCode.COLUMN_NOT_FOUND,
        name,
        "the generated keys",
        " They are: " + String.join(", ", columns.stream().map(SqlColumn::name).toList()) + ".");
  }
}
