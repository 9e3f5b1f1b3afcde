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
}
