package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.fails;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers of several connections on one graph. */
class CollisionTest {
  private static final int WRITERS = 8;
  private static final int ROUNDS = 6;

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void create() throws Exception {
    root = folder.resolve("g");
    GraphFixture.create(root);
  }

  /** What one writer does with its connection. */
  private interface Writer {
    void write(Connection connection, int writer, int round) throws Exception;
  }

  /** Errors of all writers, each of which starts its round together with the others. */
  private List<SQLException> race(int rounds, Writer writer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    List<Future<List<SQLException>>> running = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int number = i;
      Callable<List<SQLException>> task =
          () -> {
            List<SQLException> errors = new ArrayList<>();
            try (Connection connection = connect(root)) {
              for (int round = 0; round < rounds; round++) {
                start.await();
                try {
                  writer.write(connection, number, round);
                } catch (SQLException e) {
                  errors.add(e);
                }
              }
            }
            return errors;
          };
      running.add(threads.submit(task));
    }
    threads.shutdown();
    List<SQLException> errors = new ArrayList<>();
    for (Future<List<SQLException>> future : running) {
      try {
        errors.addAll(future.get());
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      }
    }
    return errors;
  }

  private static void prepared(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      assertThat(statement.executeUpdate()).as(sql).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("OCC-07 autocommit statements on disjoint rows of one table never see 40001")
  void disjointRows() throws Exception {
    List<SQLException> errors =
        race(
            ROUNDS,
            (connection, writer, round) -> {
              String name = "w" + writer + "-" + round;
              prepared(connection, "INSERT INTO Person VALUES (?, ?)", name, round);
              prepared(connection, "UPDATE Person SET age = ? WHERE name = ?", 100, name);
              prepared(
                  connection,
                  "MERGE INTO Person p USING (VALUES ('"
                      + name
                      + "')) s(n) ON p.name = s.n"
                      + " WHEN MATCHED THEN UPDATE SET age = 101");
              prepared(connection, "INSERT INTO Knows (src, dst) VALUES (?, ?)", name, "Alice");
              if (round % 2 == 1) {
                prepared(connection, "DELETE FROM Person WHERE name = ?", name);
              }
              Path file = folder.resolve(name + ".csv");
              Files.writeString(file, "name,age\nc" + name + ",1\n");
              prepared(connection, "COPY Person FROM '" + file + "'");
            });
    assertThat(errors).isEmpty();
    try (Connection connection = connect(root)) {
      assertThat(rows(connection, "SELECT COUNT(*) FROM Person WHERE age = 101"))
          .containsExactly(String.valueOf(WRITERS * ROUNDS / 2));
      assertThat(rows(connection, "SELECT COUNT(*) FROM Person WHERE name LIKE 'cw%'"))
          .containsExactly(String.valueOf(WRITERS * ROUNDS));
      assertThat(rows(connection, "SELECT COUNT(*) FROM Knows WHERE dst = 'Alice'"))
          .containsExactly(String.valueOf(WRITERS * ROUNDS / 2));
    }
  }

  @Test
  @DisplayName("OCC-07 of transactions on one row all but one get 40001 and no update is lost")
  void oneRow() throws Exception {
    CyclicBarrier read = new CyclicBarrier(WRITERS);
    List<SQLException> errors =
        race(
            2,
            (connection, writer, round) -> {
              connection.setAutoCommit(false);
              try {
                prepared(connection, "UPDATE Person SET age = age + 1 WHERE name = ?", "Alice");
                read.await();
                connection.commit();
              } finally {
                connection.rollback();
              }
            });
    assertThat(errors).hasSize(2 * (WRITERS - 1));
    assertThat(errors).allSatisfy(e -> assertThat(e.getSQLState()).isEqualTo("40001"));
    try (Connection connection = connect(root)) {
      assertThat(rows(connection, "SELECT age FROM Person WHERE name = 'Alice'"))
          .containsExactly("32");
    }
  }

  @Test
  @DisplayName("LOAD-41 of concurrent strict loads of one id one wins, disjoint ids all land")
  void oneId() throws Exception {
    List<SQLException> errors =
        race(
            3,
            (connection, writer, round) -> {
              Path file = folder.resolve("l" + writer + ".csv");
              Files.writeString(file, "name,age\nboth" + round + "," + writer + "\n");
              Path own = folder.resolve("o" + writer + ".csv");
              Files.writeString(own, "name,age\nown" + writer + "-" + round + ",1\n");
              update(connection, "COPY Person FROM '" + own + "'");
              update(connection, "COPY Person FROM '" + file + "'");
            });
    assertThat(errors).hasSize(3 * (WRITERS - 1));
    assertThat(errors).allSatisfy(e -> assertThat(e.getSQLState()).isEqualTo("23505"));
    try (Connection connection = connect(root)) {
      assertThat(rows(connection, "SELECT COUNT(*) FROM Person WHERE name LIKE 'own%'"))
          .containsExactly(String.valueOf(3 * WRITERS));
      assertThat(rows(connection, "SELECT COUNT(*) FROM Person WHERE name LIKE 'both%'"))
          .containsExactly("3");
    }
  }

  @Test
  @DisplayName("OCC-18 a write waits as long as lock_timeout says, then 55P03; reads go on")
  void lockTimeout() throws Exception {
    try (FileChannel file =
            FileChannel.open(
                root.resolve("__writer.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = file.lock();
        Connection connection =
            DriverManager.getConnection(
                "jdbc:omnigraph:" + root + "?durability=os&lock_timeout=30")) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> update(connection, "INSERT INTO Person VALUES ('Eve', 1)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"))
          .hasMessageContaining("30 ms");
      assertThat(rows(connection, "SELECT COUNT(*) FROM Person")).containsExactly("4");
      lock.release();
      update(connection, "INSERT INTO Person VALUES ('Eve', 1)");
    }
    fails("08001", () -> DriverManager.getConnection("jdbc:omnigraph:" + root + "?lockTimeout=-1"));
  }
}
