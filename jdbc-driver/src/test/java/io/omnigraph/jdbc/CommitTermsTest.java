package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.fails;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.run;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.storage.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client says about a commit: who makes it, and after which one it may come. */
class CommitTermsTest {
  private static final String HEAD =
      "SELECT head_commit FROM omnigraph.branches WHERE name = 'main'";
  private static final String PEOPLE = "SELECT COUNT(*) FROM Person";

  @TempDir Path folder;
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
    one.close();
    other.close();
  }

  private String head() throws SQLException {
    return rows(other, HEAD).get(0);
  }

  @Test
  @DisplayName("MUT-41 EXPECT HEAD: a transaction commits after that commit only")
  void transactionAfterACommit() throws SQLException {
    String before = head();
    run(one, "START TRANSACTION EXPECT HEAD '" + before + "'");
    update(one, "INSERT INTO Person VALUES ('x', 1)");
    update(one, "INSERT INTO Company VALUES ('x')");
    run(one, "COMMIT");
    String after = head();
    assertThat(after).isNotEqualTo(before);
    run(one, "START TRANSACTION EXPECT HEAD '" + before + "'");
    update(one, "INSERT INTO Person VALUES ('y', 1)");
    Refusal.of("OG012", () -> run(one, "COMMIT"), after, before, "Nothing was changed");
    assertThat(head()).isEqualTo(after);
    assertThat(one.getAutoCommit()).isTrue();
    update(one, "INSERT INTO Person VALUES ('y', 1)");
    assertThat(rows(other, PEOPLE)).containsExactly("6");
  }

  @Test
  @DisplayName("MUT-41 EXPECT HEAD: rows that do not collide make no difference")
  void transactionThatWouldBeCarriedOver() throws SQLException {
    one.setAutoCommit(false);
    String before = head();
    update(one, "INSERT INTO Person VALUES ('x', 1)");
    run(one, "SET TRANSACTION EXPECT HEAD '" + before + "'");
    update(other, "INSERT INTO Person VALUES ('y', 1)");
    Refusal.of("OG012", one::commit, before);
    update(one, "INSERT INTO Person VALUES ('x', 1)");
    one.commit();
    assertThat(rows(other, PEOPLE)).containsExactly("6");
  }

  @Test
  @DisplayName("MUT-41 EXPECT HEAD under autocommit holds for the next statement that publishes")
  void autocommit() throws Exception {
    String before = head();
    run(one, "SET TRANSACTION EXPECT HEAD '" + before + "'");
    assertThat(rows(one, PEOPLE)).containsExactly("4");
    update(other, "INSERT INTO Person VALUES ('y', 1)");
    Refusal.of("OG012", () -> update(one, "INSERT INTO Person VALUES ('x', 1)"), before);
    update(one, "INSERT INTO Person VALUES ('x', 1)");
    Path file = Files.writeString(folder.resolve("p.csv"), "name,age\nz,1\n");
    run(one, "SET TRANSACTION EXPECT HEAD '" + before + "'");
    fails("OG012", () -> update(one, "COPY Person FROM '" + file + "'"));
    run(one, "SET TRANSACTION EXPECT HEAD '" + head() + "'");
    update(one, "COPY Person FROM '" + file + "'");
    assertThat(rows(other, PEOPLE)).containsExactly("7");
  }

  @Test
  @DisplayName("MUT-41 EXPECT HEAD: several statements in one text publish after that commit only")
  void scripts() throws SQLException {
    String before = head();
    run(one, "SET TRANSACTION EXPECT HEAD '" + before + "'");
    run(one, "SELECT 1; SELECT 2");
    fails(
        "23505",
        () -> run(one, "INSERT INTO Company VALUES ('y'); INSERT INTO Company VALUES ('y')"));
    update(other, "INSERT INTO Person VALUES ('y', 1)");
    String script = "INSERT INTO Person VALUES ('x', 1); INSERT INTO Company VALUES ('x')";
    Refusal.of("OG012", () -> run(one, script), before);
    assertThat(rows(other, PEOPLE)).containsExactly("5");
    run(one, script);
    assertThat(rows(other, PEOPLE)).containsExactly("6");
  }

  @Test
  void rollbackInATextDropsTheCondition() throws SQLException {
    run(one, "SET TRANSACTION EXPECT HEAD '" + head() + "'");
    update(other, "INSERT INTO Person VALUES ('y', 1)");
    run(one, "SELECT 1; ROLLBACK");
    update(one, "INSERT INTO Person VALUES ('x', 1)");
    assertThat(rows(other, PEOPLE)).containsExactly("6");
  }

  @Test
  @DisplayName("MUT-41 EXPECT HEAD: work that lost against another writer does not run again")
  void noSecondRunWithoutTheCondition() throws SQLException {
    OmnigraphConnectionImpl connection = one.unwrap(OmnigraphConnectionImpl.class);
    AtomicInteger runs = new AtomicInteger();
    Work<Long> losesAtFirst =
        () -> {
          int run = runs.incrementAndGet();
          update(one, "INSERT INTO Person VALUES ('" + run + "', 1)");
          if (run % 2 == 1) {
            throw SqlErrors.of(ErrorCode.PUBLISH_CONTENTION, "main", "lost in the test");
          }
          return 1L;
        };
    run(one, "SET TRANSACTION EXPECT HEAD '" + head() + "'");
    fails("40001", () -> connection.asOneTransaction(losesAtFirst, () -> true));
    assertThat(runs).hasValue(1);
    assertThat(rows(other, PEOPLE)).containsExactly("4");
    connection.asOneTransaction(losesAtFirst, () -> true); // the condition holds, and is met
    assertThat(runs).hasValue(2);
    connection.asOneTransaction(losesAtFirst, () -> true);
    assertThat(runs).hasValue(4);
    assertThat(rows(other, PEOPLE)).containsExactly("6");
  }

  @Test
  void rollbackDropsTheCondition() throws SQLException {
    one.setAutoCommit(false);
    run(one, "SET TRANSACTION EXPECT HEAD '" + head() + "'");
    update(other, "INSERT INTO Person VALUES ('y', 1)");
    one.rollback();
    update(one, "INSERT INTO Person VALUES ('x', 1)");
    one.commit();
    assertThat(rows(other, PEOPLE)).containsExactly("6");
  }

  private String author() throws SQLException {
    return rows(other, "SELECT actor FROM omnigraph.commits ORDER BY version DESC LIMIT 1").get(0);
  }

  @Test
  @DisplayName("WRI-06, MUT-37 a commit records its actor: the property, else the user, else none")
  void actor() throws Exception {
    update(one, "UPDATE Person SET age = 31 WHERE name = 'Alice'");
    assertThat(author()).isEqualTo("null");
    try (Connection andrew =
        DriverManager.getConnection(
            "jdbc:omnigraph:" + root + "?durability=os&actor=act-andrew", "andrew", "secret")) {
      update(andrew, "UPDATE Person SET age = 32 WHERE name = 'Alice'");
      assertThat(author()).isEqualTo("act-andrew");
      update(other, "CREATE BRANCH b FROM main");
      assertThat(author()).isEqualTo("act-andrew");
    }
    try (Connection andrew =
        DriverManager.getConnection(
            "jdbc:omnigraph:" + root + "?durability=os", "andrew", "secret")) {
      Path file = Files.writeString(folder.resolve("p.csv"), "name,age\nz,1\n");
      update(andrew, "COPY Person FROM '" + file + "'");
      assertThat(author()).isEqualTo("andrew");
      update(other, "UPDATE Person SET age = 33 WHERE name = 'Alice'");
      update(andrew, "CREATE TABLE City (name VARCHAR PRIMARY KEY)");
      assertThat(author()).isEqualTo("andrew");
      other.setAutoCommit(false);
      update(other, "UPDATE Person SET age = 34 WHERE name = 'Bob'");
      update(andrew, "UPDATE Person SET age = 35 WHERE name = 'Bob'");
      Refusal.of("40001", other::commit, "Person \"Bob\"", head(), "of andrew", "retry");
    }
  }
}
