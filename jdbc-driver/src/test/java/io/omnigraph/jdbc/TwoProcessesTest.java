package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one directory: both read and write, and wait for each other. */
@Timeout(120)
class TwoProcessesTest {
  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void create() throws Exception {
    root = folder.resolve("g");
    GraphFixture.create(root);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                GraphWriter.class.getName(),
                root.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader output(Process process) {
    return process.inputReader(StandardCharsets.UTF_8);
  }

  @Test
  void bothWriteAndNothingIsLost() throws Exception {
    Process child = start("child", "40");
    try (Connection connection = connect(root)) {
      int mine = 0;
      while (child.isAlive() || mine < 40) {
        update(connection, "INSERT INTO Person VALUES ('mine" + mine + "', 1)");
        mine++;
      }
      assertThat(output(child).readLine()).isEqualTo("done");
      assertThat(rows(connection, "SELECT COUNT(*) FROM Person WHERE name LIKE 'child%'"))
          .containsExactly("40");
      assertThat(rows(connection, "SELECT COUNT(*) FROM Person WHERE name LIKE 'mine%'"))
          .containsExactly(String.valueOf(mine));
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void aWriterThatIsStuckIsNamedAndReadersGoOn() throws Exception {
    Process child = start("lock");
    try (Connection connection = connect(root)) {
      assertThat(output(child).readLine()).isEqualTo("held");
      GraphState before = GraphState.of(connection, root);
      Refusal.of(
          "55P03",
          () -> update(connection, "INSERT INTO Person VALUES ('x', 1)"),
          "pid " + child.pid(),
          root.toString(),
          "Wait, or end that process");
      before.assertUnchanged(connection, root);
      child.destroyForcibly().waitFor();
      update(connection, "INSERT INTO Person VALUES ('x', 1)");
      assertThat(rows(connection, "SELECT COUNT(*) FROM Person")).containsExactly("5");
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void eachSeesTheOthersCommitsWithItsNextStatement() throws Exception {
    String paths =
        "SELECT b FROM GRAPH_TABLE (CURRENT_GRAPH MATCH (a IS Person WHERE a.name = 'Diana')"
            + "-[IS Knows]->(b IS Person) COLUMNS (b.name AS b))";
    try (SqlProcess child = new SqlProcess(root);
        Connection connection = connect(root)) {
      assertThat(child.run(paths)).isEmpty();
      assertThat(rows(connection, paths)).isEmpty();
      for (int i = 0; i < 20; i++) {
        update(connection, "INSERT INTO Person VALUES ('p" + i + "', " + i + ")");
        assertThat(child.run("SELECT age FROM Person WHERE name = 'p" + i + "'"))
            .isEqualTo(String.valueOf(i));
        assertThat(child.run("INSERT INTO Knows (src, dst) VALUES ('Diana', 'p" + i + "')"))
            .isEqualTo("1");
        assertThat(rows(connection, paths)).hasSize(i + 1).contains("p" + i);
        assertThat(child.run("UPDATE Person SET age = age + 1 WHERE name = 'Alice'"))
            .isEqualTo("1");
        update(connection, "UPDATE Person SET age = age + 1 WHERE name = 'Alice'");
        assertThat(child.run("SELECT age FROM Person WHERE name = 'Alice'"))
            .isEqualTo(String.valueOf(32 + 2 * i));
      }
    }
  }

  @Test
  void eachPlansAgainWhenTheOtherChangesTheSchema() throws Exception {
    try (SqlProcess child = new SqlProcess(root);
        Connection connection = connect(root)) {
      String select = "SELECT * FROM City ORDER BY 1";
      String insert = "INSERT INTO City VALUES ('Oslo', 1)";
      assertThat(child.run(select)).startsWith("42S02 ");
      update(connection, "CREATE TABLE City (name VARCHAR PRIMARY KEY)");
      assertThat(child.run(select)).isEmpty();
      assertThat(child.run(insert)).startsWith("42601 ");
      update(connection, "INSERT INTO City VALUES ('Rome')");
      assertThat(child.run(select)).isEqualTo("Rome");
      assertThat(child.run("DROP TABLE City")).isEqualTo("0");
      GraphFixture.fails("42S02", () -> rows(connection, select));
      update(connection, "CREATE TABLE City (name VARCHAR PRIMARY KEY, size INTEGER)");
      assertThat(child.run(insert)).isEqualTo("1");
      assertThat(child.run(select)).isEqualTo("Oslo 1");
      update(connection, "DROP TABLE City");
      update(connection, "CREATE TABLE City (size INTEGER PRIMARY KEY, name VARCHAR)");
      update(connection, "INSERT INTO City VALUES (7, 'Bonn')");
      assertThat(child.run(select)).isEqualTo("7 Bonn");
      assertThat(child.run(insert)).matches("(22018|42804) .*");
    }
  }

  @Test
  void eachSeesBranchesThatTheOtherDropsAndMakesAgain() throws Exception {
    String people = "SELECT COUNT(*) FROM \"b\".Person";
    try (SqlProcess child = new SqlProcess(root);
        Connection connection = connect(root)) {
      update(connection, "CREATE BRANCH b FROM main");
      assertThat(child.run(people)).isEqualTo("4");
      assertThat(child.run("SET SCHEMA b")).isEqualTo("0");
      assertThat(child.run("INSERT INTO Person VALUES ('mine', 1)")).isEqualTo("1");
      assertThat(rows(connection, people)).containsExactly("5");
      assertThat(child.run("START TRANSACTION")).isEqualTo("0");
      assertThat(child.run("INSERT INTO Person VALUES ('pending', 1)")).isEqualTo("1");
      update(connection, "DROP BRANCH b");
      update(connection, "INSERT INTO Person VALUES ('onMain', 1), ('too', 1)");
      update(connection, "CREATE BRANCH b FROM main");
      connection.setSchema("b");
      update(connection, "INSERT INTO Person VALUES ('other', 1)");
      connection.setSchema("main");
      assertThat(child.run("COMMIT")).startsWith("40001 ").contains("dropped");
      assertThat(child.run("SELECT COUNT(*) FROM Person")).isEqualTo("7");
      assertThat(child.run("INSERT INTO Person VALUES ('mine', 2)")).isEqualTo("1");
      assertThat(rows(connection, "SELECT age FROM \"b\".Person WHERE name = 'mine'"))
          .containsExactly("2");
      update(connection, "DROP BRANCH b");
      assertThat(child.run("SELECT COUNT(*) FROM Person")).startsWith("3F000 ");
      assertThat(child.run("SET SCHEMA main")).isEqualTo("0");
      assertThat(child.run("SELECT COUNT(*) FROM Person")).isEqualTo("6");
    }
  }

  @Test
  void aSnapshotOfOneOutlivesWhatTheOtherDoes() throws Exception {
    try (SqlProcess child = new SqlProcess(root);
        Connection connection = connect(root)) {
      assertThat(child.run("START TRANSACTION")).isEqualTo("0");
      assertThat(child.run("SELECT COUNT(*) FROM Person")).isEqualTo("4");
      update(connection, "DELETE FROM Person WHERE name = 'Bob'");
      update(connection, "DROP TABLE WorksAt");
      assertThat(child.run("SELECT COUNT(*) FROM WorksAt")).isEqualTo("2");
      assertThat(child.run("SELECT COUNT(*) FROM Knows")).isEqualTo("3");
      assertThat(child.run("INSERT INTO Person VALUES ('x', 1)")).isEqualTo("1");
      assertThat(child.run("COMMIT")).startsWith("40001 ").contains("schema");
      assertThat(child.run("SELECT COUNT(*) FROM Knows")).isEqualTo("1");
    }
  }

  /** Writers take turns: however fast one is, the other gets its share. */
  @Test
  void neitherOfTwoBusyWritersStarves() throws Exception {
    try (SqlProcess one = new SqlProcess(root);
        SqlProcess two = new SqlProcess(root)) {
      String ready = "INSERT INTO Company VALUES ('warm";
      assertThat(one.run(ready + "1')")).isEqualTo("1");
      assertThat(two.run(ready + "2')")).isEqualTo("1");
      one.start("INSERT FOR 3000");
      two.start("INSERT FOR 3000");
      long first = Long.parseLong(one.answer());
      long second = Long.parseLong(two.answer());
      assertThat(Math.min(first, second)).isGreaterThan((first + second) / 8);
      try (Connection connection = connect(root)) {
        assertThat(rows(connection, "SELECT COUNT(*) FROM Company"))
            .containsExactly(String.valueOf(first + second + 4));
      }
    }
  }
}
