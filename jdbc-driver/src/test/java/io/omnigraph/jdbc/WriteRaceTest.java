package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.fails;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writes that others cancel, undo or overtake. */
@Timeout(120)
class WriteRaceTest {
  private static final String FRIENDS =
      """
      SELECT name FROM GRAPH_TABLE (CURRENT_GRAPH MATCH
        (a IS Person WHERE a.name = 'Diana')-[IS Knows]->(b IS Person)
        COLUMNS (b.name AS name))""";

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Path root;
  private Connection one;
  private Connection other;

  @BeforeEach
  void open() throws Exception {
    root = folder.resolve("g");
    GraphFixture.create(root);
    one = connect(root);
    other = connect(root);
  }

  @AfterEach
  void close() throws SQLException {
    threads.shutdownNow();
    one.close();
    other.close();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(file -> root.relativize(file).toString()).sorted().toList();
    }
  }

  private static Callable<String> outcome(Statement statement, String sql) {
    return () -> {
      try {
        statement.executeUpdate(sql);
        return "done";
      } catch (SQLException e) {
        return e.getSQLState();
      }
    };
  }

  @Test
  @DisplayName("MUT-38 a write cancelled while it runs leaves nothing, and the next one works")
  void cancelledWrite() throws Exception {
    GraphState before = GraphState.of(one, root);
    try (Statement statement = one.createStatement()) {
      Future<String> running =
          threads.submit(
              outcome(
                  statement,
                  """
                  INSERT INTO Person WITH RECURSIVE n (k) AS (
                    VALUES (0) UNION ALL SELECT k + 1 FROM n WHERE k < 999)
                  SELECT 'p' || a.k, 1 FROM n a UNION ALL
                  SELECT 'q', 1 FROM n a, n b, n c, n d WHERE a.k + b.k + c.k + d.k = -1"""));
      while (!running.isDone()) {
        statement.cancel();
        Thread.sleep(5);
      }
      assertThat(running.get()).isEqualTo("57014");
      before.assertUnchanged(one, root);
      assertThat(statement.executeUpdate("INSERT INTO Person VALUES ('Eve', 1)")).isEqualTo(1);
    }
    assertThat(rows(other, "SELECT COUNT(*) FROM Person")).containsExactly("5");
  }

  @Test
  @DisplayName("WRI-05 a write cancelled at any moment is there as a whole or not at all")
  void cancelledAtRandom() throws Exception {
    for (int i = 0; i < 12; i++) {
      GraphState before = GraphState.of(one, root);
      try (Statement statement = one.createStatement()) {
        CountDownLatch started = new CountDownLatch(1);
        Callable<String> write =
            outcome(statement, "INSERT INTO Person VALUES ('x" + i + "', 1), ('y" + i + "', 2)");
        Future<String> running =
            threads.submit(
                () -> {
                  started.countDown();
                  return write.call();
                });
        started.await();
        Thread.sleep(0, ThreadLocalRandom.current().nextInt(999_999));
        statement.cancel();
        if (running.get().equals("done")) {
          assertThat(
                  rows(
                      other,
                      "SELECT name FROM Person WHERE name IN ('x%d', 'y%d')".formatted(i, i)))
              .hasSize(2);
        } else {
          assertThat(running.get()).isEqualTo("57014");
          before.assertUnchanged(one, root);
        }
      }
    }
    assertThat(rows(one, "SELECT name FROM omnigraph.branches")).containsExactly("main");
    assertThat(rows(one, "SELECT * FROM omnigraph.sidecars")).isEmpty();
  }

  @Test
  @DisplayName("MUT-39 beside another's commit an insert lands; an update of its row is 40001 once")
  void staleConnection() throws SQLException {
    one.setAutoCommit(false);
    rows(one, "SELECT * FROM Person");
    update(other, "UPDATE Person SET age = 40 WHERE name = 'Bob'");
    update(one, "INSERT INTO Person VALUES ('Eve', 1)");
    one.commit();
    assertThat(rows(other, "SELECT COUNT(*) FROM Person")).containsExactly("5");
    rows(one, "SELECT * FROM Person");
    update(other, "UPDATE Person SET age = 41 WHERE name = 'Bob'");
    fails(
        "40001",
        () -> {
          update(one, "UPDATE Person SET age = age + 100 WHERE name = 'Bob'");
          one.commit();
        });
    one.rollback();
    update(one, "UPDATE Person SET age = age + 100 WHERE name = 'Bob'");
    one.commit();
    assertThat(rows(other, "SELECT age FROM Person WHERE name = 'Bob'")).containsExactly("141");
  }

  @Test
  @DisplayName("MUT-45 a rollback leaves no trace on disk")
  void rollback() throws Exception {
    List<String> before = files();
    one.setAutoCommit(false);
    update(one, "INSERT INTO Person VALUES ('Eve', 1)");
    update(one, "INSERT INTO Knows (src, dst) VALUES ('Eve', 'Bob')");
    update(one, "UPDATE Person SET age = 1");
    update(one, "DELETE FROM Person WHERE name = 'Alice'");
    one.rollback();
    assertThat(files()).isEqualTo(before);
    assertThat(rows(one, "SELECT COUNT(*), SUM(age) FROM Person")).containsExactly("4 118");
  }

  @Test
  @DisplayName("MUT-47 concurrent writes of one key: upserts all succeed, of inserts one does")
  void oneKey() throws Exception {
    assertThat(together(i -> "UPSERT INTO Person VALUES ('Eve', " + i + ")")).containsOnly("done");
    assertThat(rows(one, "SELECT COUNT(*) FROM Person WHERE name = 'Eve'")).containsExactly("1");
    assertThat(together(i -> "INSERT INTO Person VALUES ('Fay', " + i + ")"))
        .containsExactlyInAnyOrder("done", "23505", "23505", "23505");
    assertThat(rows(one, "SELECT COUNT(*) FROM Person WHERE name = 'Fay'")).containsExactly("1");
  }

  @Test
  @DisplayName("MUT-48 concurrent writers of different tables all succeed")
  void disjointTables() throws Exception {
    List<String> inserts =
        List.of(
            "INSERT INTO Person VALUES ('Eve', 1)",
            "INSERT INTO Company VALUES ('Initech')",
            "INSERT INTO Knows (src, dst) VALUES ('Diana', 'Bob')",
            "INSERT INTO WorksAt VALUES ('Diana', 'Acme')");
    assertThat(together(inserts::get)).containsOnly("done");
    assertThat(
            rows(
                one,
                """
                SELECT (SELECT COUNT(*) FROM Person), (SELECT COUNT(*) FROM Company),
                  (SELECT COUNT(*) FROM Knows), (SELECT COUNT(*) FROM WorksAt)"""))
        .containsExactly("5 3 4 3");
  }

  /** What four connections get that start at one time. */
  private List<String> together(java.util.function.IntFunction<String> statements)
      throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<String>> running = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String sql = statements.apply(i);
      running.add(
          threads.submit(
              () -> {
                try (Connection connection = connect(root);
                    Statement statement = connection.createStatement()) {
                  start.await();
                  return outcome(statement, sql).call();
                }
              }));
    }
    start.countDown();
    List<String> outcomes = new ArrayList<>();
    for (Future<String> each : running) {
      outcomes.add(each.get());
    }
    return outcomes;
  }

  @Test
  @DisplayName(
      "QRY-48 an open snapshot does not see another's commit, a new one does, in paths too")
  void snapshotsAndPaths() throws SQLException {
    one.setAutoCommit(false);
    assertThat(rows(one, FRIENDS)).isEmpty();
    update(other, "INSERT INTO Knows (src, dst) VALUES ('Diana', 'Alice')");
    assertThat(rows(one, FRIENDS)).isEmpty();
    assertThat(rows(one, "SELECT dst FROM Knows WHERE src = 'Diana'")).isEmpty();
    assertThat(rows(other, FRIENDS)).containsExactly("Alice");
    one.rollback();
    assertThat(rows(one, FRIENDS)).containsExactly("Alice");
    assertThat(rows(one, "SELECT dst FROM Knows WHERE src = 'Diana'")).containsExactly("Alice");
  }
}
