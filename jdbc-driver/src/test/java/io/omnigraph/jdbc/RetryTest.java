package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.fails;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.sql.session.SqlSession;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Autocommit work that loses against other writers runs again unseen: whatever it reports belongs
 * to the run that was committed, and nothing happens twice.
 */
@Timeout(120)
class RetryTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 8;

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void create() throws Exception {
    root = folder.resolve("g");
    GraphFixture.create(root);
  }

  private interface Task<T> {
    T run(Connection connection, int thread, int round) throws SQLException;
  }

  /** All threads do their rounds on one hot row at the same time. */
  private <T> List<T> race(Task<T> task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<List<T>>> running = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      Callable<List<T>> rounds =
          () -> {
            List<T> results = new ArrayList<>();
            try (Connection connection = connect(root)) {
              for (int round = 0; round < ROUNDS; round++) {
                results.add(patiently(() -> task.run(connection, thread, round(results))));
              }
            }
            return results;
          };
      running.add(threads.submit(rounds));
    }
    List<T> all = new ArrayList<>();
    for (Future<List<T>> future : running) {
      all.addAll(future.get(100, TimeUnit.SECONDS));
    }
    threads.shutdown();
    return all;
  }

  private static int round(List<?> results) {
    return results.size();
  }

  /** Retries are bounded, so that under such a load a client may have to say it again. */
  private static <T> T patiently(Callable<T> work) throws Exception {
    while (true) {
      try {
        return work.call();
      } catch (SQLException e) {
        if (!"40001".equals(e.getSQLState())) {
          throw e;
        }
      }
    }
  }

  private long age(String name) throws SQLException {
    try (Connection connection = connect(root)) {
      return Long.parseLong(
          rows(connection, "SELECT age FROM Person WHERE name = '" + name + "'").get(0));
    }
  }

  @Test
  @DisplayName("OCC-07 counts of a script are those of the run that was committed")
  void scripts() throws Exception {
    List<List<Integer>> counts =
        race(
            (connection, thread, round) -> {
              try (Statement statement = connection.createStatement()) {
                String company = "'s" + thread + "-" + round + "'";
                statement.execute(
                    "UPDATE Person SET age = age + 1 WHERE name = 'Alice';"
                        + " INSERT INTO Company VALUES ("
                        + company
                        + "); UPDATE Person SET age = age + 1 WHERE name IN ('Bob', 'Diana')");
                List<Integer> seen = new ArrayList<>();
                do {
                  seen.add(statement.getUpdateCount());
                  statement.getMoreResults();
                } while (statement.getUpdateCount() >= 0);
                return seen;
              }
            });
    assertThat(counts)
        .hasSize(THREADS * ROUNDS)
        .allSatisfy(c -> assertThat(c).containsExactly(1, 1, 2));
    assertThat(age("Alice")).isEqualTo(30 + THREADS * ROUNDS);
    assertThat(age("Bob")).isEqualTo(25 + THREADS * ROUNDS);
  }

  @Test
  @DisplayName("OCC-07 counts of batches of texts and of rows are exact after retries")
  void batches() throws Exception {
    List<long[]> counts =
        race(
            (connection, thread, round) -> {
              if (thread % 2 == 0) {
                try (Statement statement = connection.createStatement()) {
                  statement.addBatch("UPDATE Person SET age = age + 1 WHERE name = 'Alice'");
                  statement.addBatch("UPDATE Person SET age = age + 1 WHERE name = 'Bob'");
                  return statement.executeLargeBatch();
                }
              }
              try (PreparedStatement statement =
                  connection.prepareStatement("UPDATE Person SET age = age + 1 WHERE name = ?")) {
                for (String name : List.of("Alice", "Bob")) {
                  statement.setString(1, name);
                  statement.addBatch();
                }
                return statement.executeLargeBatch();
              }
            });
    assertThat(counts)
        .hasSize(THREADS * ROUNDS)
        .allSatisfy(c -> assertThat(c).containsExactly(1, 1));
    assertThat(age("Alice")).isEqualTo(30 + THREADS * ROUNDS);
    assertThat(age("Bob")).isEqualTo(25 + THREADS * ROUNDS);
  }

  @Test
  @DisplayName("OCC-07 generated keys are those of the rows that are there, each once")
  void generatedKeys() throws Exception {
    List<String> keys =
        race(
            (connection, thread, round) -> {
              try (PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT INTO Knows (src, dst) SELECT 'Alice', name FROM Person"
                          + " WHERE name = 'Bob'",
                      Statement.RETURN_GENERATED_KEYS)) {
                assertThat(insert.executeUpdate()).isEqualTo(1);
                try (ResultSet generated = insert.getGeneratedKeys()) {
                  assertThat(generated.next()).isTrue();
                  String key = generated.getString(1);
                  assertThat(generated.next()).isFalse();
                  return key;
                }
              }
            });
    Set<String> stored;
    try (Connection connection = connect(root)) {
      stored =
          new HashSet<>(
              rows(connection, "SELECT _id FROM Knows WHERE src = 'Alice' AND dst = 'Bob'"));
    }
    assertThat(keys).doesNotHaveDuplicates().hasSize(THREADS * ROUNDS);
    assertThat(stored).hasSize(THREADS * ROUNDS + 1).containsAll(keys);
  }

  @Test
  @DisplayName("a text with a load is repeated unless the load overwrites or makes a branch")
  void loads() throws Exception {
    try (Connection connection = connect(root)) {
      SqlSession session = connection.unwrap(OmnigraphConnectionImpl.class).session();
      assertThat(
              List.of(
                  "COPY Person FROM 'p.csv'",
                  "COPY Person FROM 'p.csv' (MODE merge)",
                  "LOAD GRAPH FROM 'g.jsonl' MODE APPEND (BRANCH 'b')",
                  "INSERT INTO Company VALUES ('x')",
                  "SHOW BRANCHES"))
          .allSatisfy(sql -> assertThat(session.prepare(sql).repeatable()).as(sql).isTrue());
      assertThat(
              List.of(
                  "COPY Person FROM 'p.csv' (MODE 'overwrite')",
                  "LOAD GRAPH FROM 'g.jsonl' MODE OVERWRITE",
                  "LOAD GRAPH FROM 'g.jsonl' MODE MERGE (BRANCH 'b', BRANCH_FROM 'main')",
                  "CREATE BRANCH b FROM main"))
          .allSatisfy(sql -> assertThat(session.prepare(sql).repeatable()).as(sql).isFalse());
    }
  }

  @Test
  @DisplayName(
      "an overwriting load in a text or a batch is given up when another writer was faster")
  void overwrites() throws SQLException {
    FakeSession session = new FakeSession();
    session.update("load", 1).update("overwrite", 1).once("overwrite");
    session.engine.commitError =
        new OmnigraphException(ErrorCode.PUBLISH_CONTENTION, "main", "test");
    try (Connection connection = session.connect();
        Statement statement = connection.createStatement()) {
      fails("40001", () -> statement.execute("load; load"));
      assertThat(session.engine.calls).filteredOn("commit"::equals).hasSize(6);
      session.engine.calls.clear();
      fails("40001", () -> statement.execute("load; overwrite; load"));
      assertThat(session.engine.calls).filteredOn("commit"::equals).hasSize(1);
      session.engine.calls.clear();
      statement.addBatch("overwrite");
      statement.addBatch("load");
      fails("40001", statement::executeBatch);
      assertThat(session.engine.calls).filteredOn("commit"::equals).hasSize(1);
    }
  }
}
