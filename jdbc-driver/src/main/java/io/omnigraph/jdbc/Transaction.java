package io.omnigraph.jdbc;

import io.omnigraph.engine.session.Retries;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.Session.SavepointId;
import io.omnigraph.storage.error.OmnigraphException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Makes several statements one transaction, or one part of one. */
final class Transaction {
  private final Session engine;

  Transaction(Session engine) {
    this.engine = engine;
  }

  /**
   * Autocommit is off for the work, and on again afterwards, whatever happens. A condition on the
   * head that was there before stays when nothing was to be published, also because the work
   * failed, as it does after one statement.
   */
  private <T> T once(Work<T> work) throws SQLException {
    Optional<String> before = engine.lastCommit();
    Optional<String> condition = engine.expectedHead();
    engine.setAutoCommit(false);
    boolean done = false;
    boolean unused = false;
    try {
      T result = work.run();
      unused = condition.equals(engine.expectedHead());
      engine.commit();
      unused &= before.equals(engine.lastCommit());
      done = true;
      return result;
    } finally {
      if (!done) {
        unused = condition.equals(engine.expectedHead()); // a commit has taken it, even in vain
        engine.rollback();
      }
      engine.setAutoCommit(true);
      if (unused) {
        condition.ifPresent(engine::expectHead);
      }
    }
  }

  /**
   * The work is one transaction. It runs again from the start when another writer was faster, as
   * the engine does with a single statement; never under a condition on the head.
   *
   * @param mayRepeat asked then: whether nothing took effect by itself
   */
  <T> T of(Work<T> work, BooleanSupplier mayRepeat) throws SQLException {
    Optional<String> before = engine.lastCommit();
    boolean conditional = engine.expectedHead().isPresent();
    Retries retries = new Retries();
    while (true) {
      try {
        return once(work);
      } catch (SQLException | OmnigraphException e) {
        boolean same = before.equals(engine.lastCommit()) && mayRepeat.getAsBoolean();
        if (conditional || !same || !cause(e).map(retries::again).orElse(false)) {
          throw e;
        }
      }
    }
  }

  /** What the layers below threw, without the exceptions of java.sql around it. */
  private static Optional<OmnigraphException> cause(Exception thrown) {
    return Stream.<Throwable>iterate(thrown, Objects::nonNull, Throwable::getCause)
        .filter(OmnigraphException.class::isInstance)
        .map(OmnigraphException.class::cast)
        .findFirst();
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
