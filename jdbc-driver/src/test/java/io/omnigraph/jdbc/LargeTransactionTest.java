package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions whose pending rows are more than may stay in memory. */
class LargeTransactionTest {
  private static final String SUM =
      "SELECT COUNT(*), SUM(n), MIN(text), MAX(text), COUNT(text) FROM Big";
  private static final int ROWS = 20_000;

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void create() throws Exception {
    root = folder.resolve("g");
    GraphFixture.create(root);
    try (Connection connection = connect()) {
      update(
          connection,
          "CREATE TABLE Big (id BIGINT PRIMARY KEY, n INTEGER, d DOUBLE, text VARCHAR, flag BOOLEAN)");
      update(connection, "CREATE EDGE TABLE Follows (weight DOUBLE) FROM Big TO Big");
    }
  }

  /** 64 KiB of pending rows: everything here is far beyond. */
  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:omnigraph:" + root + "?durability=os&tx.overlay.maxBytes=65536");
  }

  private static void insert(Connection connection, int from, int to) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO Big VALUES (?, ?, ?, ?, ?)")) {
      for (int i = from; i < to; i++) {
        insert.setLong(1, i);
        insert.setObject(2, i % 7 == 0 ? null : i);
        insert.setDouble(3, i / 8.0);
        insert.setString(4, i % 5 == 0 ? null : "text number " + i);
        insert.setBoolean(5, i % 2 == 0);
        insert.addBatch();
        if (i % 4_000 == 3_999) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private List<String> all(Connection connection) throws SQLException {
    return rows(connection, "SELECT * FROM Big ORDER BY id");
  }

  @Test
  @DisplayName("TXN-11 beyond the spill limit a commit has exact data")
  void commit() throws Exception {
    List<String> pending;
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      insert(connection, 0, ROWS);
      update(connection, "UPDATE Big SET n = -1, text = 'changed' WHERE id < 3000");
      update(connection, "DELETE FROM Big WHERE id BETWEEN 9000 AND 9999");
      update(
          connection,
          "INSERT INTO Follows (src, dst, weight) SELECT id, id + 1, d FROM Big WHERE id < 8000");
      assertThat(rows(connection, "SELECT text FROM Big WHERE id IN (2999, 3001) ORDER BY id"))
          .containsExactly("changed", "text number 3001");
      assertThat(
              rows(
                  connection,
                  "SELECT b FROM GRAPH_TABLE (CURRENT_GRAPH MATCH (a IS Big WHERE a.id = 5)"
                      + "-[IS Follows]->{1,2}(b IS Big) COLUMNS (b.text AS b))"))
          .containsExactlyInAnyOrder("changed", "changed");
      pending = all(connection);
      assertThat(pending).hasSize(ROWS - 1000).contains("4001 4001 500.125 text number 4001 false");
      connection.commit();
      assertThat(all(connection)).isEqualTo(pending);
    }
    try (Connection connection = connect()) {
      assertThat(all(connection)).isEqualTo(pending);
      assertThat(rows(connection, "SELECT COUNT(*), SUM(weight) FROM Follows"))
          .containsExactly("8000 3999500.0");
    }
  }

  @Test
  @DisplayName("TXN-11 beyond the spill limit savepoints, collisions and rebase are exact")
  void savepointsAndRebase() throws Exception {
    try (Connection connection = connect();
        Connection other = connect()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      insert(connection, 0, 6_000);
      Savepoint mark = connection.setSavepoint();
      insert(connection, 6_000, ROWS);
      update(connection, "DELETE FROM Big WHERE id < 1000");
      assertThat(rows(connection, "SELECT COUNT(*), MAX(id) FROM Big"))
          .containsExactly(ROWS - 1000 + " " + (ROWS - 1));
      update(other, "INSERT INTO Big (id, text) VALUES (-1, 'theirs')");
      assertThat(rows(connection, "SELECT COUNT(*) FROM Big"))
          .containsExactly(String.valueOf(ROWS - 999));
      connection.rollback(mark);
      assertThat(rows(connection, SUM)).containsExactly("6001 15423429 text number 1 theirs 4801");
      insert(connection, 50_000, 53_500);
      connection.rollback(mark);
      insert(connection, 6_000, 7_500);
      GraphFixture.fails("23505", () -> insert(connection, 7_499, 7_501));
      update(other, "INSERT INTO Big (id, text) VALUES (-2, 'theirs too')");
      connection.commit();
      assertThat(rows(other, "SELECT COUNT(*), COUNT(text), MIN(id), MAX(id) FROM Big"))
          .containsExactly("7502 6002 -2 7499");
    }
  }

  @Test
  @DisplayName("TXN-11 beyond the spill limit a rollback or a close leaves no data and no file")
  void rollback() throws Exception {
    List<Path> before = files();
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      insert(connection, 0, ROWS);
      connection.rollback();
      assertThat(rows(connection, "SELECT COUNT(*) FROM Big")).containsExactly("0");
      connection.rollback();
      insert(connection, 0, ROWS);
    }
    assertThat(files()).isEqualTo(before);
    try (Connection connection = connect()) {
      assertThat(rows(connection, "SELECT COUNT(*) FROM Big")).containsExactly("0");
    }
  }

  /** Of the graph, without its lock; and what this test's process has left in the temp folder. */
  private List<Path> files() throws IOException {
    Path temp = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> graph = Files.walk(root);
        Stream<Path> spilled = Files.list(temp)) {
      return Stream.concat(
              graph.filter(Files::isRegularFile).filter(f -> !f.endsWith("__writer.lock")),
              spilled.filter(f -> f.toString().endsWith(".rows")))
          .sorted()
          .toList();
    }
  }

  @Test
  @DisplayName("TXN-11 a transaction of more rows than the heap holds commits")
  void moreThanTheHeap() throws Exception {
    ChildJvm.Result result =
        ChildJvm.current()
            .run(
                folder,
                "",
                List.of(
                    "-Xmx128m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    LargeTransaction.class.getName(),
                    root.toString()));
    assertThat(result.out()).as(result.err()).isEqualTo("100000\n");
    assertThat(result.exitCode()).isZero();
    try (Connection connection = connect()) {
      assertThat(rows(connection, "SELECT COUNT(*), SUM(n), MIN(id), MAX(id) FROM Big"))
          .containsExactly("100000 100000 0 99999");
    }
  }
}
