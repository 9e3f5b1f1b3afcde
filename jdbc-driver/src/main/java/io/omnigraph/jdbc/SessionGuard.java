package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.sql.session.SqlSession;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time into a session, and ends it. Cancelling needs no lock: it sets a flag
 * that the thread inside looks at.
 */
final class SessionGuard {
  private final ReentrantLock lock = new ReentrantLock();
  private final SqlSession session;
  // Weak: a statement that nobody can reach any more needs no closing. Guarded by its own monitor.
  private final Set<OmnigraphStatement> statements = Collections.newSetFromMap(new WeakHashMap<>());
  private volatile boolean closed;
  // Guarded by the lock.
  private boolean sessionClosed;

  SessionGuard(SqlSession session) {
    this.session = session;
  }

  SqlSession session() {
    return session;
  }

  boolean isClosed() {
    return closed;
  }

  void checkOpen() throws SQLException {
    if (closed) {
      throw SqlErrors.of(ErrorCode.CONNECTION_CLOSED, "connection");
    }
  }

  <T> T run(Work<T> work) throws SQLException {
    return locked(
        () -> {
          checkOpen();
          return work.run();
        });
  }

  /** For closing what belongs to the session; does nothing once the session is gone. */
  <T> T runEvenIfClosed(Work<T> work) throws SQLException {
    return locked(() -> sessionClosed ? null : work.run());
  }

  private <T> T locked(Work<T> work) throws SQLException {
    lock.lock();
    try {
      return work.run();
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    } catch (StackOverflowError | OutOfMemoryError | AssertionError e) {
      throw SqlErrors.of(e);
    } finally {
      lock.unlock();
    }
  }

  <S extends OmnigraphStatement> S remember(S statement) {
    synchronized (statements) {
      statements.add(statement);
    }
    return statement;
  }

  void forget(OmnigraphStatement statement) {
    synchronized (statements) {
      statements.remove(statement);
    }
  }

  private List<OmnigraphStatement> open() {
    synchronized (statements) {
      return new ArrayList<>(statements);
    }
  }

  void closeAtCommit() throws SQLException {
    for (OmnigraphStatement statement : open()) {
      statement.closeAtCommit();
    }
  }

  /** Whether the session can be used; waits for a statement of another thread. */
  boolean answers(long timeoutMillis) {
    if (closed) {
      return false;
    }
    try {
      boolean entered =
          timeoutMillis == 0 ? lockedNow() : lock.tryLock(timeoutMillis, TimeUnit.MILLISECONDS);
      if (!entered) {
        return false;
      }
      lock.unlock();
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  // A timeout of 0 means to wait as long as it takes.
  private boolean lockedNow() throws InterruptedException {
    lock.lockInterruptibly();
    return true;
  }

  void close() throws SQLException {
    closed = true;
    cancelAll();
    locked(
        () -> {
          endSession();
          return null;
        });
  }

  /** Closed at once for callers; the session ends in the executor when its thread has left. */
  void abort(Executor executor) {
    if (closed) {
      return;
    }
    closed = true;
    cancelAll();
    executor.execute(
        () -> {
          lock.lock();
          try {
            endSession();
          } catch (SQLException e) {
            // The connection is gone for its caller: there is nobody left to tell.
            cancelAll();
          } finally {
            lock.unlock();
          }
        });
  }

  private void cancelAll() {
    open().forEach(OmnigraphStatement::cancelQuietly);
  }

  private void endSession() throws SQLException {
    if (sessionClosed) {
      return;
    }
    try {
      for (OmnigraphStatement statement : open()) {
        statement.close();
      }
    } finally {
      sessionClosed = true;
      session.close();
    }
  }
}
