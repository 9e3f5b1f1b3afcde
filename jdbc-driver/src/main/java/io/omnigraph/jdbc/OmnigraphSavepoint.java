package io.omnigraph.jdbc;

import io.omnigraph.engine.session.Session.SavepointId;
import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * A mark in a transaction.
 *
 * @param owner the connection that made it; another one refuses it
 * @param name null = unnamed
 */
record OmnigraphSavepoint(OmnigraphConnectionImpl owner, SavepointId mark, String name)
    implements Savepoint {
  @Override
  public int getSavepointId() throws SQLException {
    if (name != null) {
      throw SqlErrors.of(
          ErrorCode.TRANSACTION_STATE, "The savepoint \"" + name + "\" has a name, not a number.");
    }
    return (int) mark.id();
  }

  @Override
  public String getSavepointName() throws SQLException {
    if (name == null) {
      throw SqlErrors.of(
          ErrorCode.TRANSACTION_STATE, "Savepoint " + mark.id() + " has a number, not a name.");
    }
    return name;
  }

  @Override
  public String toString() {
    return name == null ? String.valueOf(mark.id()) : "\"" + name + "\"";
  }
}
