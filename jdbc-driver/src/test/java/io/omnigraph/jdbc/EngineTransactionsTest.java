package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.fails;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions as java.sql shows them, on files. */
class EngineTransactionsTest {
  private static final String NAMES = "SELECT name FROM Person ORDER BY name";

  @TempDir Path folder;
  private Connection one;
  private Connection other;

  @BeforeEach
  void open() throws Exception {
    GraphFixture.create(folder.resolve("g"));
    one = connect(folder.resolve("g"));
    other = connect(folder.resolve("g"));
    one.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    one.close();
    other.close();
  }

  private Optional<String> head(Connection connection) throws SQLException {
    return connection.unwrap(OmnigraphConnection.class).lastCommit();
  }

  @Test
  @DisplayName("TXN-01 own rows are seen before the commit, others see them after it")
  void readsItsOwnWrites() throws SQLException {
    update(one, "INSERT INTO Person VALUES ('Eve', 1)");
    update(one, "INSERT INTO Company VALUES ('Initech')");
    assertThat(rows(one, NAMES)).contains("Eve");
    assertThat(rows(other, NAMES)).doesNotContain("Eve");
    Optional<String> before = head(one);
    one.commit();
    assertThat(head(one)).isNotEqualTo(before);
    assertThat(rows(other, NAMES)).contains("Eve");
  }

  @Test
  @DisplayName("TXN-02 a path through rows of the transaction is found inside it")
  void traversesItsOwnWrites() throws SQLException {
    update(one, "INSERT INTO Person VALUES ('Eve', 1)");
    update(one, "INSERT INTO Knows (src, dst) VALUES ('Diana', 'Eve')");
    assertThat(
            rows(
                one,
                """
                SELECT hops FROM GRAPH_TABLE (CURRENT_GRAPH MATCH p = ANY SHORTEST
                  (a IS Person WHERE a.name = 'Alice')-[IS Knows]->+(b IS Person WHERE b.name = 'Eve')
                  COLUMNS (PATH_LENGTH(p) AS hops))"""))
        .containsExactly("3");
  }

  @Test
  @DisplayName("TXN-03 what follows a savepoint goes with it")
  void savepoint() throws SQLException {
    update(one, "INSERT INTO Person VALUES ('A', 1)");
    Savepoint mark = one.setSavepoint();
    update(one, "INSERT INTO Person VALUES ('B', 1)");
    one.rollback(mark);
    one.commit();
    assertThat(rows(other, NAMES)).contains("A").doesNotContain("B");
    fails("3B001", () -> one.rollback(mark));
  }

  @Test
  @DisplayName(
      "TXN-04 of savepoints of one name the newest wins, releasing it brings back the older")
  void nestedSavepointsOfOneName() throws SQLException {
    try (Statement statement = one.createStatement()) {
      statement.execute("SAVEPOINT s");
      update(one, "INSERT INTO Person VALUES ('A', 1)");
      statement.execute("SAVEPOINT s");
      update(one, "INSERT INTO Person VALUES ('B', 1)");
      statement.execute("ROLLBACK TO SAVEPOINT s");
      assertThat(rows(one, NAMES)).contains("A").doesNotContain("B");
      statement.execute("RELEASE SAVEPOINT s");
      statement.execute("ROLLBACK TO SAVEPOINT s");
      assertThat(rows(one, NAMES)).doesNotContain("A");
    }
  }

  @Test
  @DisplayName("TXN-05 insert and delete of one key leave nothing, not even a commit")
  void netNothing() throws SQLException {
    update(one, "INSERT INTO Person VALUES ('Eve', 1)");
    update(one, "DELETE FROM Person WHERE name = 'Eve'");
    one.commit();
    assertThat(head(one)).isEmpty();
    assertThat(rows(other, NAMES)).hasSize(4);
  }

  @Test
  @DisplayName("TXN-06 an edge to a node that was deleted before is refused at commit")
  void edgeToADeletedNode() throws SQLException {
    update(one, "DELETE FROM Person WHERE name = 'Alice'");
    update(one, "INSERT INTO Knows (src, dst) VALUES ('Bob', 'Alice')");
    assertThatThrownBy(one::commit)
        .isInstanceOf(SQLIntegrityConstraintViolationException.class)
        .hasMessageContaining("Alice");
    assertThat(rows(other, NAMES)).contains("Alice");
    assertThat(rows(one, NAMES)).contains("Alice");
  }

  @Test
  @DisplayName("TXN-07 the same row collides, another row does not")
  void collision() throws SQLException {
    update(one, "UPDATE Person SET age = 31 WHERE name = 'Alice'");
    update(other, "UPDATE Person SET age = 32 WHERE name = 'Alice'");
    assertThatThrownBy(one::commit)
        .isInstanceOf(SQLTransactionRollbackException.class)
        .hasMessageContaining("Alice")
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
    assertThat(rows(one, "SELECT age FROM Person WHERE name = 'Alice'")).containsExactly("32");
    one.rollback();
    update(one, "UPDATE Person SET age = 33 WHERE name = 'Alice'");
    update(other, "UPDATE Person SET age = 26 WHERE name = 'Bob'");
    one.commit();
    assertThat(rows(other, "SELECT age FROM Person WHERE name IN ('Alice', 'Bob') ORDER BY 1"))
        .containsExactly("26", "33");
  }

  @Test
  @DisplayName("TXN-08 two inserts of different keys both land")
  void twoInserts() throws SQLException {
    update(one, "INSERT INTO Person VALUES ('X', 1)");
    update(other, "INSERT INTO Person VALUES ('Y', 1)");
    one.commit();
    assertThat(rows(other, NAMES)).contains("X", "Y");
  }

  @Test
  @DisplayName("TXN-09 a snapshot does not move; READ_COMMITTED does")
  void snapshot() throws SQLException {
    assertThat(rows(one, NAMES)).hasSize(4);
    update(other, "INSERT INTO Person VALUES ('Eve', 1)");
    assertThat(rows(one, NAMES)).hasSize(4);
    one.commit();
    assertThat(rows(one, NAMES)).hasSize(5);
    one.commit();
    one.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    assertThat(rows(one, NAMES)).hasSize(5);
    update(other, "INSERT INTO Person VALUES ('Fay', 1)");
    assertThat(rows(one, NAMES)).hasSize(6);
  }

  @Test
  @DisplayName("TXN-10 closing a connection rolls back")
  void closeRollsBack() throws SQLException {
    update(one, "INSERT INTO Person VALUES ('Eve', 1)");
    one.close();
    assertThat(rows(other, NAMES)).hasSize(4);
  }

  @Test
  @DisplayName("TXN-13 branch statements are refused beside changes, which stay; DDL joins them")
  void branchStatementBesideChanges() throws SQLException {
    update(one, "INSERT INTO Person VALUES ('Eve', 1)");
    fails("25001", () -> update(one, "CREATE BRANCH b FROM main"));
    assertThat(rows(one, NAMES)).contains("Eve");
    update(one, "CREATE TABLE City (name VARCHAR PRIMARY KEY)");
    update(one, "INSERT INTO City VALUES ('Oslo')");
    one.commit();
    assertThat(rows(other, "SELECT name FROM City")).containsExactly("Oslo");
  }

  /** There are no native queries; of a SQL text with both, the pending rows make it exact. */
  @Test
  @DisplayName("WRI-07 a text that inserts, updates and deletes is one transaction, all or nothing")
  void mixedText() throws SQLException {
    long before = commits();
    update(
        other,
        "INSERT INTO Person VALUES ('Eve', 1); INSERT INTO Knows (src, dst) VALUES ('Eve', 'Bob');"
            + " UPDATE Person SET age = 2 WHERE name = 'Eve'; DELETE FROM Person WHERE name = 'Bob'");
    assertThat(commits()).isEqualTo(before + 1);
    assertThat(rows(other, "SELECT age FROM Person WHERE name IN ('Eve', 'Bob')"))
        .containsExactly("2");
    assertThat(rows(other, "SELECT src, dst FROM Knows")).containsExactly("Alice Charlie");
    fails(
        "23505",
        () ->
            update(
                other,
                "DELETE FROM Person WHERE name = 'Eve'; INSERT INTO Person VALUES ('Alice', 1)"));
    assertThat(rows(other, NAMES)).containsExactly("Alice", "Charlie", "Diana", "Eve");
    assertThat(commits()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("TXN-16 an edge to a node that another connection deleted collides")
  void edgeToANodeDeletedElsewhere() throws SQLException {
    update(one, "INSERT INTO Knows (src, dst) VALUES ('Charlie', 'Bob')");
    update(other, "DELETE FROM Person WHERE name = 'Bob'");
    assertThatThrownBy(one::commit)
        .isInstanceOf(SQLTransactionRollbackException.class)
        .hasMessageContaining("Bob");
    assertThat(rows(other, "SELECT COUNT(*) FROM Knows WHERE dst = 'Bob'")).containsExactly("0");
    fails("23503", () -> update(other, "INSERT INTO Knows (src, dst) VALUES ('Alice', 'Bob')"));
  }

  @Test
  @DisplayName("JDBC-05 batch, transaction and savepoint are one commit each")
  void commitCounts() throws SQLException {
    try (PreparedStatement insert = other.prepareStatement("INSERT INTO Person VALUES (?, ?)")) {
      for (int i = 0; i < 10; i++) {
        insert.setString(1, "p" + i);
        insert.setInt(2, i);
        insert.addBatch();
      }
      long before = commits();
      assertThat(insert.executeBatch()).hasSize(10).containsOnly(1);
      assertThat(commits()).isEqualTo(before + 1);
    }
    long before = commits();
    update(one, "INSERT INTO Person VALUES ('q', 1)");
    update(one, "INSERT INTO Company VALUES ('q')");
    Savepoint mark = one.setSavepoint("s");
    update(one, "INSERT INTO Person VALUES ('r', 1)");
    one.rollback(mark);
    one.commit();
    assertThat(commits()).isEqualTo(before + 1);
  }

  private long commits() throws SQLException {
    return Long.parseLong(rows(other, "SELECT COUNT(*) FROM omnigraph.commits").get(0));
  }

  @Test
  @DisplayName("JDBC-08 a connection closed with an open result frees it and rolls back")
  void closeWithOpenResult() throws SQLException {
    update(one, "INSERT INTO Person VALUES ('Eve', 1)");
    ResultSet rows = one.createStatement().executeQuery(NAMES);
    assertThat(rows.next()).isTrue();
    one.close();
    assertThat(rows.isClosed()).isTrue();
    assertThat(rows(other, NAMES)).hasSize(4);
  }

  @Test
  @DisplayName("JDBC-09 a read-only connection refuses writes")
  void readOnly() throws SQLException {
    other.setReadOnly(true);
    fails("25006", () -> update(other, "DELETE FROM Person"));
    fails("25006", () -> update(other, "CREATE TABLE t (a INTEGER)"));
    other.setReadOnly(false);
    update(other, "DELETE FROM Knows");
  }

  @Test
  @DisplayName("JDBC-11 DDL and rows roll back and commit together")
  void ddlInTransactions() throws SQLException {
    update(one, "CREATE TABLE City (name VARCHAR PRIMARY KEY)");
    update(one, "INSERT INTO City VALUES ('Oslo')");
    one.rollback();
    fails("42S02", () -> rows(one, "SELECT * FROM City"));
    long before = commits();
    update(one, "CREATE TABLE City (name VARCHAR PRIMARY KEY)");
    update(one, "INSERT INTO City VALUES ('Oslo')");
    one.commit();
    assertThat(commits()).isEqualTo(before + 1);
    assertThat(rows(other, "SELECT name FROM City")).containsExactly("Oslo");
  }

  @Test
  @DisplayName("JDBC-14 a failed statement undoes itself alone")
  void failedStatement() throws SQLException {
    update(one, "INSERT INTO Person VALUES ('E', 1)");
    fails("23505", () -> update(one, "INSERT INTO Person VALUES ('F', 1), ('Alice', 1)"));
    update(one, "INSERT INTO Person VALUES ('G', 1)");
    one.commit();
    assertThat(rows(other, NAMES)).contains("E", "G").doesNotContain("F");
  }

  @Test
  @DisplayName("JDBC-15 an edge may come before its end, but the end must come")
  void edgeBeforeItsEnd() throws SQLException {
    update(one, "INSERT INTO Knows (src, dst) VALUES ('Alice', 'Eve')");
    update(one, "INSERT INTO Person VALUES ('Eve', 1)");
    one.commit();
    update(one, "INSERT INTO Knows (src, dst) VALUES ('Alice', 'Zoe')");
    fails("23503", one::commit);
    assertThat(rows(one, "SELECT COUNT(*) FROM Knows")).containsExactly("4");
  }

  @Test
  @DisplayName("JDBC-16 a transaction reads other branches and writes one")
  void oneBranchATransaction() throws SQLException {
    update(other, "CREATE BRANCH winter FROM main");
    update(one, "INSERT INTO Person VALUES ('Eve', 1)");
    one.setSchema("winter");
    assertThat(rows(one, NAMES)).hasSize(4);
    fails("25001", () -> update(one, "INSERT INTO Person VALUES ('Fay', 1)"));
    fails("25001", () -> update(one, "CREATE BRANCH b FROM main"));
    one.setSchema("main");
    one.commit();
    assertThat(rows(other, NAMES)).contains("Eve");
  }

  @Test
  void resultsOutliveCommitRollbackAndOtherStatements() throws SQLException {
    try (Statement statement = one.createStatement();
        ResultSet rows = statement.executeQuery(NAMES)) {
      assertThat(rows.next()).isTrue();
      update(one, "DELETE FROM Person WHERE name = 'Bob'");
      one.commit();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("Bob");
      update(one, "DELETE FROM Person WHERE name = 'Charlie'");
      one.rollback();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("Charlie");
    }
  }

  @Test
  void twoResultsOfOneConnectionAreReadInTurns() throws SQLException {
    try (Statement a = other.createStatement();
        Statement b = other.createStatement();
        ResultSet left = a.executeQuery(NAMES);
        ResultSet right = b.executeQuery("SELECT name FROM Person ORDER BY name DESC")) {
      for (int i = 0; i < 4; i++) {
        assertThat(left.next()).isTrue();
        assertThat(right.next()).isTrue();
      }
      assertThat(left.getString(1)).isEqualTo("Diana");
      assertThat(right.getString(1)).isEqualTo("Alice");
      assertThat(left.next()).isFalse();
    }
  }

  @Test
  void switchingAutocommitOnCommits() throws SQLException {
    update(one, "INSERT INTO Person VALUES ('Eve', 1)");
    one.setAutoCommit(true);
    assertThat(rows(other, NAMES)).contains("Eve");
  }

  @Test
  void aFailingScriptUnderAutocommitLeavesNothing() throws SQLException {
    try (Statement statement = other.createStatement()) {
      fails(
          "23505",
          () ->
              statement.execute(
                  "INSERT INTO Person VALUES ('E', 1); INSERT INTO Person VALUES ('Bob', 2)"));
      assertThat(other.getAutoCommit()).isTrue();
      assertThat(rows(other, NAMES)).hasSize(4);
    }
  }
}
