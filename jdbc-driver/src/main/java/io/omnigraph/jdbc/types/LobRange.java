package io.omnigraph.jdbc.types;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.SQLException;

/** Checks of positions (from 1) and lengths in LOBs. */
final class LobRange {
  private LobRange() {}

  /** Position from 0; one behind the end is allowed. */
  static int start(long pos, int size) throws SQLException {
    if (pos < 1 || pos > size + 1L) {
      throw refused("Position " + pos + " is outside of 1.." + (size + 1L));
    }
    return (int) (pos - 1);
  }

  static void length(long length) throws SQLException {
    if (length < 0) {
      throw refused("A length of " + length + " is not possible");
    }
  }

  /** The length when {@code from + length} lies inside. */
  static int exact(int from, long length, int size) throws SQLException {
    if (from < 0 || length < 0 || from + length > size) {
      throw refused(length + " from " + from + " is more than there is: " + size);
    }
    return (int) length;
  }

  private static SQLException refused(String text) {
    return SqlErrors.of(ErrorCode.PARAMETER_INVALID, text + ".");
  }
}
