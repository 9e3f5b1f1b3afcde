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
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Savepoints, and the undo of one statement, in transactions that go on. */
class SavepointTest {
  private static final String NEW =
      "SELECT name FROM Person WHERE name NOT IN ('Alice', 'Bob', 'Charlie', 'Diana') ORDER BY 1";

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

  private static void person(Connection connection, String name) throws SQLException {
    update(connection, "INSERT INTO Person VALUES ('" + name + "', 1)");
  }

  @ParameterizedTest
  @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_SERIALIZABLE})
  @DisplayName("TXN-04 nested, released and reused savepoints, at each isolation level")
  void nested(int isolation) throws SQLException {
    one.setTransactionIsolation(isolation);
    person(one, "A");
    run(one, "SAVEPOINT s");
    person(one, "B");
    run(one, "SAVEPOINT t");
    person(one, "C");
    run(one, "SAVEPOINT s");
    person(one, "D");
    run(one, "ROLLBACK TO s");
    run(one, "ROLLBACK TO s");
    assertThat(rows(one, NEW)).containsExactly("A", "B", "C");
    run(one, "RELEASE t");
    fails("3B001", () -> run(one, "ROLLBACK TO t"));
    assertThat(rows(one, NEW)).containsExactly("A", "B", "C");
    run(one, "ROLLBACK TO s");
    assertThat(rows(one, NEW)).containsExactly("A");
    person(one, "E");
    one.commit();
    assertThat(rows(other, NEW)).containsExactly("A", "E");
    fails("3B001", () -> run(one, "ROLLBACK TO s"));
  }

  @Test
  @DisplayName("TXN-03 at READ_COMMITTED a savepoint outlives commits of others")
  void readCommittedKeepsSavepoints() throws SQLException {
    one.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    Savepoint empty = one.setSavepoint();
    person(one, "A");
    update(one, "DELETE FROM Person WHERE name = 'Diana'");
    Savepoint mark = one.setSavepoint();
    person(other, "X");
    person(one, "B");
    update(one, "UPDATE Person SET age = 99 WHERE name IN ('A', 'Bob')");
    person(other, "Y");
    assertThat(rows(one, NEW)).containsExactly("A", "B", "X", "Y");
    one.rollback(mark);
    assertThat(rows(one, NEW)).containsExactly("A", "X", "Y");
    assertThat(rows(one, "SELECT age FROM Person WHERE name IN ('A', 'Bob') ORDER BY 1"))
        .containsExactly("1", "25");
    person(other, "Z");
    person(one, "C");
    one.rollback(mark);
    assertThat(rows(one, NEW)).containsExactly("A", "X", "Y", "Z");
    one.releaseSavepoint(mark);
    one.rollback(empty);
    assertThat(rows(one, NEW)).containsExactly("X", "Y", "Z");
    assertThat(rows(one, "SELECT COUNT(*) FROM Person WHERE name = 'Diana'")).containsExactly("1");
    person(one, "D");
    one.commit();
    assertThat(rows(other, NEW)).containsExactly("D", "X", "Y", "Z");
    assertThat(rows(other, "SELECT COUNT(*) FROM Knows")).containsExactly("3");
  }

  @Test
  @DisplayName("TXN-03 at READ_COMMITTED what was pending at the mark may collide by now: 40001")
  void readCommittedMarkCollides() throws SQLException {
    one.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    person(one, "A");
    Savepoint mark = one.setSavepoint();
    update(one, "DELETE FROM Person WHERE name = 'A'");
    person(other, "A");
    assertThat(rows(one, NEW)).containsExactly("A");
    fails("40001", () -> one.rollback(mark));
    one.rollback();
    assertThat(rows(one, NEW)).containsExactly("A");
  }

  @Test
  @DisplayName("TXN-03 a savepoint before DDL takes tables and columns back")
  void acrossDdl() throws SQLException {
    person(one, "A");
    Savepoint before = one.setSavepoint("before");
    update(one, "CREATE TABLE City (name VARCHAR PRIMARY KEY)");
    update(one, "INSERT INTO City VALUES ('Oslo')");
    Savepoint inside = one.setSavepoint("inside");
    update(one, "DROP TABLE City");
    update(one, "DROP TABLE WorksAt");
    fails("42S02", () -> rows(one, "SELECT * FROM City"));
    one.rollback(inside);
    assertThat(rows(one, "SELECT name FROM City")).containsExactly("Oslo");
    assertThat(rows(one, "SELECT COUNT(*) FROM WorksAt")).containsExactly("2");
    one.rollback(before);
    fails("42S02", () -> rows(one, "SELECT * FROM City"));
    update(one, "CREATE TABLE City (name VARCHAR PRIMARY KEY, size INTEGER)");
    update(one, "INSERT INTO City VALUES ('Rome', 3)");
    one.commit();
    assertThat(rows(other, "SELECT * FROM City")).containsExactly("Rome 3");
    assertThat(rows(other, NEW)).containsExactly("A");
  }

  @Test
  @DisplayName("JDBC-14 whatever kind of statement fails, exactly it is undone")
  void aFailingStatementUndoesItself() throws SQLException {
    person(one, "A");
    Savepoint mark = one.setSavepoint();
    update(one, "UPDATE Person SET age = 7 WHERE name = 'Alice'");
    String state = "SELECT name, age FROM Person ORDER BY 1";
    var before = rows(one, state);
    fails("23505", () -> update(one, "INSERT INTO Person VALUES ('N', 1), ('A', 2)"));
    fails("22012", () -> update(one, "UPDATE Person SET age = 1 / (age - 25)"));
    fails(
        "22012",
        () -> update(one, "INSERT INTO Person SELECT name || '2', 1 / (age - 25) FROM Person"));
    fails(
        "23505",
        () ->
            update(
                one,
                "MERGE INTO Person p USING (VALUES ('Bob', 1), ('M', 2), ('M', 3)) s(n, a)"
                    + " ON p.name = s.n WHEN MATCHED THEN UPDATE SET age = s.a"
                    + " WHEN NOT MATCHED THEN INSERT VALUES (s.n, s.a)"));
    fails(
        "23505",
        () -> {
          try (Statement batch = one.createStatement()) {
            batch.addBatch("INSERT INTO Person VALUES ('Q', 1)");
            batch.addBatch("DELETE FROM Person WHERE name = 'Alice'");
            batch.addBatch("INSERT INTO Person VALUES ('Bob', 1)");
            batch.executeBatch();
          }
        });
    fails("42S01", () -> update(one, "CREATE TABLE Person (name VARCHAR PRIMARY KEY)"));
    assertThat(rows(one, state)).isEqualTo(before);
    one.rollback(mark);
    assertThat(rows(one, NEW)).containsExactly("A");
    assertThat(rows(one, "SELECT age FROM Person WHERE name = 'Alice'")).containsExactly("30");
    one.commit();
    assertThat(rows(other, NEW)).containsExactly("A");
  }
}
