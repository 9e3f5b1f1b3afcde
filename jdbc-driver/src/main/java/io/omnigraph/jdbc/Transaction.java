package io.omnigraph.jdbc;

import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.Session.SavepointId;
import java.sql.SQLException;

/** Makes several statements one transaction, or one part of one. */
final class Transaction {
  private final Session engine;

  Transaction(Session engine) {
    this.engine = engine;
  }

  /** Autocommit is off for the work, and on again afterwards, whatever happens. */
  <T> T of(Work<T> work) throws SQLException {
    engine.setAutoCommit(false);
    boolean done = false;
    try {
      T result = work.run();
      engine.commit();
      done = true;
      return result;
    } finally {
      if (!done) {
        engine.rollback();
      }
      engine.setAutoCommit(true);
    }
  }

  /** A failure undoes what the work did, and only that. */
  <T> T part(Work<T> work) throws SQLException {
    SavepointId mark = engine.savepoint();
    boolean done = false;
    try {
      T result = work.run();
      done = true;
      return result;
    } finally {
      if (done) {
        engine.release(mark);
      } else {
        engine.rollbackTo(mark);
      }
    }
  }
}
