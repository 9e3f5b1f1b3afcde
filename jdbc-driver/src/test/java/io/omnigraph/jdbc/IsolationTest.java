package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.fails;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.run;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a transaction sees of others, at each level, and what it may change about itself. */
class IsolationTest {
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

  /** Each way of reading Person; every one of them counts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM Person",
        "SELECT COUNT(*) FROM Person",
        "SELECT age FROM Person WHERE name = 'Diana'",
        "SELECT c.name FROM Company c JOIN WorksAt w ON w.dst = c.name"
            + " JOIN Person p ON p.name = w.src",
        "SELECT name FROM Company WHERE EXISTS (SELECT 1 FROM Person WHERE age > 30)",
        "SELECT name FROM Company WHERE name IN (SELECT name FROM Person)",
        "SELECT name, (SELECT MAX(age) FROM Person) FROM Company",
        "WITH p AS (SELECT name FROM Person) SELECT * FROM p",
        "SELECT n FROM GRAPH_TABLE (CURRENT_GRAPH MATCH (a IS Person)-[IS Knows]->(b)"
            + " COLUMNS (b.name AS n))",
        "UPDATE Knows SET since = NULL WHERE src IN (SELECT name FROM Person WHERE age > 100)",
        "UPDATE Person SET age = 1 WHERE name = 'Charlie'",
        "DELETE FROM Company WHERE EXISTS (SELECT 1 FROM Person WHERE age > 100)",
        "INSERT INTO Company SELECT 'c' || name FROM Person WHERE age > 100",
        "MERGE INTO Person p USING (VALUES ('Zoe')) s(n) ON p.name = s.n"
            + " WHEN MATCHED THEN DELETE",
      })
  @DisplayName("OCC-19 SERIALIZABLE: a table that any kind of statement read may not have changed")
  void serializableReads(String statement) throws SQLException {
    one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    run(one, statement);
    update(one, "INSERT INTO Company VALUES ('mine')");
    update(other, "UPDATE Person SET age = 26 WHERE name = 'Bob'");
    String head = rows(other, "SELECT head_commit FROM omnigraph.branches").get(0);
    Refusal.of("40001", one::commit, "Person", "read", "commit " + head, "Retry");
    assertThat(rows(other, "SELECT name FROM Company ORDER BY 1"))
        .containsExactly("Acme", "Globex");
    run(one, statement);
    update(one, "INSERT INTO Company VALUES ('mine')");
    one.commit();
    assertThat(rows(other, "SELECT COUNT(*) FROM Company")).containsExactly("3");
  }

  @Test
  @DisplayName("OCC-19 SERIALIZABLE: other tables may change, and so may all after a mere read")
  void serializableLetsOthersPass() throws SQLException {
    one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    one.prepareStatement("SELECT * FROM Person").close();
    assertThat(one.getMetaData().getColumns(null, null, "Person", null).next()).isTrue();
    rows(one, "SELECT name FROM Company");
    update(one, "INSERT INTO Company VALUES ('mine')");
    update(other, "UPDATE Person SET age = 26 WHERE name = 'Bob'");
    one.commit();
    rows(one, "SELECT * FROM Person");
    update(other, "UPDATE Person SET age = 27 WHERE name = 'Bob'");
    one.commit();
    assertThat(rows(one, "SELECT age FROM Person WHERE name = 'Bob'")).containsExactly("27");
  }

  @Test
  @DisplayName("OCC-19 SERIALIZABLE: reads of another branch count too")
  void serializableReadsOfBranches() throws SQLException {
    update(other, "CREATE BRANCH b FROM main");
    one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    rows(one, "SELECT * FROM \"b\".Person");
    update(one, "INSERT INTO Company VALUES ('mine')");
    other.setSchema("b");
    update(other, "UPDATE Person SET age = 26 WHERE name = 'Bob'");
    Refusal.of("40001", one::commit, "Person", "branch \"b\"");
    assertThat(rows(one, "SELECT COUNT(*) FROM Company")).containsExactly("2");
  }

  @ParameterizedTest
  @CsvSource({
    "READ COMMITTED,2",
    "READ UNCOMMITTED,2",
    "REPEATABLE READ,4",
    "SERIALIZABLE,8",
  })
  void setTransactionHoldsForOneTransaction(String level, int code) throws SQLException {
    run(one, "SET TRANSACTION ISOLATION LEVEL " + level);
    assertThat(one.getTransactionIsolation()).isEqualTo(code);
    String count = "SELECT COUNT(*) FROM Person";
    assertThat(rows(one, count)).containsExactly("4");
    update(other, "INSERT INTO Person VALUES ('x', 1)");
    assertThat(rows(one, count)).containsExactly(code == 2 ? "5" : "4");
    one.commit();
    assertThat(one.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
  }

  @Test
  void theLevelOfATransactionThatHasBegunStays() throws SQLException {
    rows(one, "SELECT * FROM Person");
    fails("25001", () -> one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
    fails("25001", () -> run(one, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"));
    fails("25001", () -> run(one, "SET TRANSACTION READ ONLY"));
    fails("25001", () -> run(one, "START TRANSACTION"));
    one.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ); // no change
    one.commit();
    one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    assertThat(one.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
  }

  @Test
  void preparingAndDescribingBeginsNoTransaction() throws SQLException {
    try (var prepared = one.prepareStatement("SELECT COUNT(*) FROM Person")) {
      assertThat(prepared.getMetaData().getColumnCount()).isEqualTo(1);
      one.getMetaData().getTables(null, null, "%", null).close();
      update(other, "INSERT INTO Person VALUES ('x', 1)");
      one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      try (var rows = prepared.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(5);
      }
    }
  }

  @Test
  void aReadOnlyTransactionRefusesEveryWriteAndEndsWithIt() throws SQLException {
    run(one, "START TRANSACTION READ ONLY");
    assertThat(rows(one, "SELECT COUNT(*) FROM Person")).containsExactly("4");
    fails("25006", () -> update(one, "INSERT INTO Person VALUES ('x', 1)"));
    fails("25006", () -> update(one, "DELETE FROM Person"));
    fails("25006", () -> update(one, "CREATE TABLE t (a INTEGER PRIMARY KEY)"));
    fails("25006", () -> update(one, "CREATE BRANCH b FROM main"));
    fails("25006", () -> update(one, "COPY Person FROM '/nowhere.csv'"));
    one.rollback();
    assertThat(one.isReadOnly()).isFalse();
    update(one, "INSERT INTO Person VALUES ('x', 1)");
    one.commit();
    assertThat(rows(other, "SELECT COUNT(*) FROM Person")).containsExactly("5");
  }

  @Test
  void autocommitTransactionsOfTextEndWithTheirCommit() throws SQLException {
    run(other, "START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE");
    assertThat(other.getAutoCommit()).isFalse();
    update(other, "INSERT INTO Person VALUES ('x', 1)");
    assertThat(rows(one, "SELECT COUNT(*) FROM Person")).containsExactly("4");
    run(other, "COMMIT");
    assertThat(other.getAutoCommit()).isTrue();
    assertThat(other.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
    one.rollback();
    assertThat(rows(one, "SELECT COUNT(*) FROM Person")).containsExactly("5");
  }

  @Test
  void autocommitTurnedOffInATransactionOfTextKeepsIt() throws SQLException {
    run(other, "BEGIN");
    update(other, "INSERT INTO Person VALUES ('x', 1)");
    other.setAutoCommit(false);
    other.rollback();
    assertThat(other.getAutoCommit()).isFalse();
    assertThat(rows(one, "SELECT COUNT(*) FROM Person")).containsExactly("4");
    update(other, "INSERT INTO Person VALUES ('y', 1)");
    other.rollback();
    one.rollback();
    assertThat(rows(one, "SELECT COUNT(*) FROM Person")).containsExactly("4");
  }

  @Test
  void autocommitTurnedOnEndsATransactionOfText() throws SQLException {
    run(other, "START TRANSACTION ISOLATION LEVEL SERIALIZABLE");
    rows(other, "SELECT COUNT(*) FROM Person");
    update(other, "INSERT INTO Company VALUES ('mine')");
    other.setAutoCommit(true);
    assertThat(other.getAutoCommit()).isTrue();
    assertThat(other.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
    assertThat(rows(one, "SELECT COUNT(*) FROM Company")).containsExactly("3");
  }

  @Test
  void autocommitIsOnEvenIfTheCommitOfTheTransactionOfTextFails() throws SQLException {
    run(other, "START TRANSACTION READ WRITE, ISOLATION LEVEL SERIALIZABLE");
    update(other, "UPDATE Person SET age = 1 WHERE name = 'Bob'");
    update(one, "UPDATE Person SET age = 2 WHERE name = 'Bob'");
    one.commit();
    fails("40001", () -> other.setAutoCommit(true));
    assertThat(other.getAutoCommit()).isTrue();
    assertThat(other.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
    assertThat(rows(other, "SELECT age FROM Person WHERE name = 'Bob'")).containsExactly("2");
  }

  @Test
  void settersInATransactionOfTextOutliveIt() throws SQLException {
    run(other, "START TRANSACTION");
    other.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    other.setReadOnly(true);
    rows(other, "SELECT COUNT(*) FROM Person");
    run(other, "COMMIT");
    assertThat(other.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    assertThat(other.isReadOnly()).isTrue();
    assertThat(other.getAutoCommit()).isTrue();
    run(other, "START TRANSACTION READ WRITE, ISOLATION LEVEL READ COMMITTED");
    rows(other, "SELECT COUNT(*) FROM Person");
    fails("25000", () -> other.setReadOnly(true));
    run(other, "ROLLBACK");
    assertThat(other.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    assertThat(other.isReadOnly()).isTrue();
  }
}
