package io.omnigraph.jdbc;

import io.omnigraph.engine.session.Session.Isolation;
import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;

/** java.sql's isolation levels and the engine's. */
final class IsolationLevels {
  private IsolationLevels() {}

  /** READ_UNCOMMITTED is served by the next stronger level, as SQL allows. */
  static Isolation of(int level) throws SQLException {
    return switch (level) {
      case Connection.TRANSACTION_READ_UNCOMMITTED, Connection.TRANSACTION_READ_COMMITTED ->
          Isolation.READ_COMMITTED;
      case Connection.TRANSACTION_REPEATABLE_READ -> Isolation.SNAPSHOT;
      case Connection.TRANSACTION_SERIALIZABLE -> Isolation.SERIALIZABLE;
      default ->
          throw SqlErrors.of(
              ErrorCode.PARAMETER_INVALID, level + " is not a supported transaction isolation.");
    };
  }

  static int of(Isolation isolation) {
    return switch (isolation) {
      case READ_COMMITTED -> Connection.TRANSACTION_READ_COMMITTED;
      case SNAPSHOT -> Connection.TRANSACTION_REPEATABLE_READ;
      case SERIALIZABLE -> Connection.TRANSACTION_SERIALIZABLE;
    };
  }
}
