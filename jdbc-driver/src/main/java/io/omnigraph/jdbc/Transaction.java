package io.omnigraph.jdbc;

import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.Session.SavepointId;
import io.omnigraph.storage.error.OmnigraphException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Makes several statements one transaction, or one part of one. */
final class Transaction {
  private static final String LOST = "40001";
  private static final int MAX_RETRIES = 5;
  private static final long FIRST_PAUSE_NANOS = 2_000_000;

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

  /**
   * As {@link #of}, and again from the start when another writer was faster, as the engine does
   * with a single statement.
   *
   * @param mayRepeat asked then: whether nothing took effect by itself
   */
  <T> T of(Work<T> work, BooleanSupplier mayRepeat) throws SQLException {
    Optional<String> before = engine.lastCommit();
    for (int attempt = 0; ; attempt++) {
      try {
        return of(work);
      } catch (SQLException | OmnigraphException e) {
        boolean same = before.equals(engine.lastCommit()) && mayRepeat.getAsBoolean();
        if (!same || !isLost(e) || attempt == MAX_RETRIES) {
          throw e;
        }
      }
      pause(attempt);
    }
  }

  private static boolean isLost(Exception e) {
    return e instanceof SQLException refusal
        ? LOST.equals(refusal.getSQLState())
        : e instanceof OmnigraphException own && LOST.equals(own.code().sqlState());
  }

  private static void pause(int attempt) {
    long longest = FIRST_PAUSE_NANOS << attempt;
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest));
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
