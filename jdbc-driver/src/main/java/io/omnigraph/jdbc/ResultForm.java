package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Which results a statement makes: type and holdability; they can only be read. */
record ResultForm(int type, int holdability) {
  /** Checks what a caller asks for; a sensitive cursor becomes an insensitive one. */
  static ResultForm of(int type, int concurrency, int holdability) throws SQLException {
    if (concurrency == ResultSet.CONCUR_UPDATABLE) {
      throw SqlErrors.unsupported(
          "An updatable result set", "Use CONCUR_READ_ONLY and an UPDATE statement.");
    }
    if (concurrency != ResultSet.CONCUR_READ_ONLY) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID, concurrency + " is not a constant of concurrency.");
    }
    checkHoldability(holdability);
    return switch (type) {
      case ResultSet.TYPE_FORWARD_ONLY, ResultSet.TYPE_SCROLL_INSENSITIVE ->
          new ResultForm(type, holdability);
      case ResultSet.TYPE_SCROLL_SENSITIVE ->
          new ResultForm(ResultSet.TYPE_SCROLL_INSENSITIVE, holdability);
      default ->
          throw SqlErrors.of(
              ErrorCode.PARAMETER_INVALID, type + " is not a constant of result set type.");
    };
  }

  static int checkHoldability(int holdability) throws SQLException {
    if (holdability != ResultSet.HOLD_CURSORS_OVER_COMMIT
        && holdability != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID, holdability + " is not a constant of holdability.");
    }
    return holdability;
  }
}
