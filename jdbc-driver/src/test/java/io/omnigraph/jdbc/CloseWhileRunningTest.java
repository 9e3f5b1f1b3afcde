package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last connection to a graph is closed or aborted while others work with it. */
class CloseWhileRunningTest {
  private static final int ROUNDS = 20;

  /** Closed connection, closed object, cancelled: the three things it may be told. */
  private static final Set<String> STATES = Set.of("08003", "55000", "57014");

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void create() throws Exception {
    root = folder.resolve("g");
    GraphFixture.create(root);
  }

  @Test
  void everyKindOfWorkEndsInAClearError() throws Exception {
    AtomicInteger inserted = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Connection connection = connect(root);
        List<Future<String>> running = new ArrayList<>();
        running.add(threads.submit(untilClosed(() -> scan(connection))));
        running.add(threads.submit(untilClosed(() -> insert(connection, inserted))));
        running.add(threads.submit(untilClosed(() -> match(connection))));
        TimeUnit.MILLISECONDS.sleep(round % 9);
        if (round % 2 == 0) {
          connection.close();
        } else {
          connection.abort(threads);
        }
        for (Future<String> thread : running) {
          assertThat(thread.get(60, TimeUnit.SECONDS)).isIn(STATES);
        }
      }
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    try (Connection connection = connect(root)) {
      long found = Long.parseLong(rows(connection, "SELECT COUNT(*) FROM Company").get(0)) - 2;
      // A row whose statement was told to stop may be there: the commit came first.
      assertThat(found).isBetween((long) inserted.get(), (long) inserted.get() + ROUNDS);
    }
  }

  /** The SQLState that ended it. */
  private static Callable<String> untilClosed(Callable<?> work) {
    return () -> {
      while (true) {
        try {
          work.call();
        } catch (SQLException e) {
          return e.getSQLState();
        }
      }
    };
  }

  private static Object scan(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM Person ORDER BY age")) {
      while (rows.next()) {
        assertThat(rows.getString(1)).isNotEmpty();
      }
    }
    return null;
  }

  private static Object insert(Connection connection, AtomicInteger inserted) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO Company VALUES (?)")) {
      statement.setString(1, "c" + System.nanoTime());
      statement.executeUpdate();
      inserted.incrementAndGet();
    }
    return null;
  }

  private static Object match(Connection connection) throws SQLException {
    return rows(
        connection,
        "SELECT n FROM GRAPH_TABLE (CURRENT_GRAPH MATCH (a IS Person)-[IS Knows]->(b IS Person)"
            + " COLUMNS (b.name AS n))");
  }
}
