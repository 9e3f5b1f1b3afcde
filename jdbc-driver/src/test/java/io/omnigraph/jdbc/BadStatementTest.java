package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Statements that must be refused, from {@code bad-statements.txt}: SQLState, a part of the
 * message, the statement. None may change the graph, and the connection works on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadStatementTest {
  private static final String SEPARATOR = " \\| ";

  private Path root;
  private Connection connection;
  private GraphState before;

  /** A line of the script. */
  record Case(String state, String says, String sql) {
    @Override
    public String toString() {
      return state + " " + sql;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (BufferedReader script =
        new BufferedReader(
            new InputStreamReader(
                BadStatementTest.class.getResourceAsStream("/bad-statements.txt"),
                StandardCharsets.UTF_8))) {
      return script
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(SEPARATOR, 3))
          .map(parts -> new Case(parts[0], parts[1], parts[2]))
          .toList()
          .stream();
    }
  }

  @BeforeAll
  void open(@TempDir Path folder) throws SQLException, IOException {
    root = folder.resolve("g");
    connection = GraphFixture.connect(root);
    update(
        connection,
        """
        CREATE TABLE Person (name VARCHAR PRIMARY KEY, age INTEGER, big BIGINT, d DOUBLE,
          born DATE, ok BOOLEAN, seen TIMESTAMP, req INTEGER NOT NULL, sh VARCHAR(5));
        CREATE TABLE Company (name VARCHAR PRIMARY KEY);
        CREATE EDGE TABLE Knows (since DATE) FROM Person TO Person;
        CREATE EDGE TABLE WorksAt FROM Person TO Company;
        INSERT INTO Person (name, age, big, d, born, ok, req) VALUES
          ('Alice', 30, 9223372036854775807, 1.5, DATE '2000-01-01', TRUE, 1),
          ('Bob', 25, 1, 2.5, NULL, FALSE, 1);
        INSERT INTO Company VALUES ('Acme');
        INSERT INTO Knows (src, dst) VALUES ('Alice', 'Bob');
        INSERT INTO WorksAt (src, dst) VALUES ('Alice', 'Acme')""");
    before = GraphState.of(connection, root);
  }

  @AfterAll
  void close() throws SQLException, IOException {
    before.assertUnchanged(connection, root);
    update(connection, "INSERT INTO Company VALUES ('Globex')");
    connection.close();
    try (Connection again = GraphFixture.connect(root)) {
      assertThat(rows(again, "SELECT COUNT(*) FROM Company")).containsExactly("2");
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        while (statement.getResultSet().next()) {
          // Errors of values come when their row is read.
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRefused(Case statement) throws SQLException, IOException {
    Refusal.of(statement.state(), () -> execute(statement.sql()), statement.says());
    before.assertUnchanged(connection, root);
  }

  /** Branch statements are refused beside changes whatever they say. */
  static Stream<Case> casesBesideChanges() throws IOException {
    return cases()
        .filter(c -> !c.sql().startsWith("CREATE BRANCH"))
        .filter(c -> !c.sql().startsWith("DROP BRANCH"));
  }

  @ParameterizedTest
  @MethodSource("casesBesideChanges")
  void isRefusedInATransactionWhichGoesOn(Case statement) throws SQLException, IOException {
    connection.setAutoCommit(false);
    try {
      update(connection, "INSERT INTO Company VALUES ('Mine')");
      if (statement.says().contains("not found. Insert")) {
        execute(statement.sql()); // an edge may come before its end: looked at when all is there
        Refusal.of(statement.state(), connection::commit, statement.says());
      } else {
        Refusal.of(statement.state(), () -> execute(statement.sql()), statement.says());
        assertThat(rows(connection, "SELECT COUNT(*) FROM Company")).containsExactly("2");
        connection.rollback();
      }
      before.assertUnchanged(connection, root);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  @ParameterizedTest
  @CsvSource({"(,1,)", "'NOT ',TRUE,''", "'1+(',1,)"})
  void depthIsRefusedNotDiedOf(String open, String middle, String close) throws SQLException {
    String sql = "VALUES " + "(" + open.repeat(9_000) + middle + close.repeat(9_000) + ")";
    Refusal.of("54000", () -> execute(sql), "nested too deeply", "fewer levels");
    assertThat(rows(connection, "SELECT COUNT(*) FROM Person")).containsExactly("2");
  }

  @Test
  void whatOneTransactionMayNotTheNextMay() throws SQLException {
    execute("START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY");
    assertThat(connection.getAutoCommit()).isFalse();
    Refusal.of("25006", () -> execute("DELETE FROM Knows"), "read-only", "setReadOnly(false)");
    execute("COMMIT");
    assertThat(connection.getAutoCommit()).isTrue();
    assertThat(connection.isReadOnly()).isFalse();
    assertThat(connection.getTransactionIsolation())
        .isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
    execute("BEGIN");
    execute("DELETE FROM Knows");
    connection.rollback();
    assertThat(connection.getAutoCommit()).isTrue();
  }
}
