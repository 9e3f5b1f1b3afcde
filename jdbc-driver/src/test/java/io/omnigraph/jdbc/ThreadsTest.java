package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.FakeSession.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.PreparedSql.Kind;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other threads cancel, close and share. */
@Timeout(30)
class ThreadsTest {
  private final FakeSession session = new FakeSession();
  private final CountDownLatch started = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private SqlResult untilCancelled(Object[] values, ExecutionOptions options) {
    started.countDown();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.timeoutMillis());
    while (!options.cancelled().get()) {
      if (options.timeoutMillis() > 0 && System.nanoTime() > end) {
        throw new OmnigraphException(ErrorCode.TIMEOUT, options.timeoutMillis());
      }
      Thread.onSpinWait();
    }
    throw new OmnigraphException(ErrorCode.CANCELLED);
  }

  private Connection connect() throws SQLException {
    session.on("slow", Kind.UPDATE, List.of(), List.of(), this::untilCancelled);
    session.query("q", List.of(column("n", SqlType.INTEGER)), new Object[] {1}, new Object[] {2});
    return session.connect();
  }

  private Future<SQLException> slow(Statement statement) {
    return threads.submit(
        () -> {
          try {
            statement.executeUpdate("slow");
            return null;
          } catch (SQLException e) {
            return e;
          }
        });
  }

  @Test
  void cancelEndsARunningStatementAndOnlyThat() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      Future<SQLException> running = slow(statement);
      started.await();
      statement.cancel();
      assertThat(running.get().getSQLState()).isEqualTo("57014");
      assertThat((Throwable) running.get()).isNotInstanceOf(SQLTimeoutException.class);
      statement.cancel();
      assertThat(statement.executeQuery("q").next()).isTrue();
    }
  }

  @Test
  void cancelReachesAStreamingResult() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("q")) {
      rows.next();
      statement.cancel();
      assertThatThrownBy(rows::next)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    }
    assertThat(session.openCursors).isZero();
  }

  @Test
  void timeoutIsATimeoutException() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThat((Throwable) slow(statement).get())
          .isInstanceOf(SQLTimeoutException.class)
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("57014"));
    }
  }

  @Test
  void closeFromAnotherThreadEndsWhatRuns() throws Exception {
    Connection connection = connect();
    Future<SQLException> running = slow(connection.createStatement());
    started.await();
    connection.close();
    assertThat(running.get().getSQLState()).isEqualTo("57014");
    assertThat(session.engine.calls).containsExactly("close");
  }

  @Test
  void closingTheStatementEndsWhatItRuns() throws Exception {
    try (Connection connection = connect()) {
      Statement statement = connection.createStatement();
      Future<SQLException> running = slow(statement);
      started.await();
      statement.close();
      assertThat(running.get().getSQLState()).isEqualTo("57014");
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  @Test
  void abortReturnsAtOnceAndClosesInTheExecutor() throws Exception {
    Connection connection = connect();
    Future<SQLException> running = slow(connection.createStatement());
    started.await();
    List<Runnable> later = new ArrayList<>();
    connection.abort(later::add);
    assertThat(connection.isClosed()).isTrue();
    assertThat(running.get().getSQLState()).isEqualTo("57014");
    assertThat(session.engine.calls).isEmpty();
    later.get(0).run();
    assertThat(session.engine.calls).containsExactly("close");
  }

  @Test
  void isValidDoesNotWaitLongerThanAsked() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      Future<SQLException> running = slow(statement);
      started.await();
      assertThat(connection.isValid(1)).isFalse();
      statement.cancel();
      running.get();
      assertThat(connection.isValid(1)).isTrue();
      assertThatThrownBy(() -> connection.isValid(-1)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void threadsOfOneConnectionTakeTurns() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    session.on(
        "turn",
        Kind.UPDATE,
        List.of(),
        List.of(),
        (p, o) -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          for (int spin = 0; spin < 100; spin++) {
            Thread.onSpinWait();
          }
          inside.decrementAndGet();
          return FakeSession.count(1);
        });
    try (Connection connection = connect()) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        all.add(
            threads.submit(
                () -> {
                  try (Statement statement = connection.createStatement()) {
                    for (int i = 0; i < 200; i++) {
                      statement.executeUpdate("turn");
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(most).hasValue(1);
  }
}
