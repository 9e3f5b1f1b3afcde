package io.omnigraph.jdbc.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.hydromatic.quidem.Quidem;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the scripts under {@code sql/}: statements and what they print, side by side, one folder a
 * feature. A script runs on a graph of its own, through the real driver; {@code !use friends} finds
 * the tables of {@code sql/friends.sql}, {@code !use empty} none. The expected text is written by
 * hand or checked against what the standard says.
 */
class SqlScriptTest {
  @TestFactory
  Stream<DynamicTest> scripts(@TempDir Path graphs) throws IOException, URISyntaxException {
    Path root = Path.of(Objects.requireNonNull(SqlScriptTest.class.getResource("/sql")).toURI());
    List<Path> scripts;
    try (Stream<Path> files = Files.walk(root)) {
      scripts = files.filter(f -> f.toString().endsWith(".iq")).sorted().toList();
    }
    assertThat(scripts).isNotEmpty();
    return scripts.stream()
        .map(
            script -> {
              String name = root.relativize(script).toString().replace('\\', '/');
              Path graph = graphs.resolve(name.replace('/', '_').replace(".iq", ""));
              return DynamicTest.dynamicTest(
                  name, script.toUri(), () -> run(script, root.resolve("friends.sql"), graph));
            });
  }

  private static void run(Path script, Path friends, Path graph) throws Exception {
    String expected = Files.readString(script);
    StringWriter actual = new StringWriter();
    Quidem.Config config =
        Quidem.configBuilder()
            .withReader(new StringReader(expected))
            .withWriter(actual)
            .withCommandHandler(FailsCommand.HANDLER)
            .withConnectionFactory((name, reference) -> open(name, friends, graph))
            .build();
    new Quidem(config).execute();
    assertThat(actual.toString()).isEqualTo(expected);
  }

  private static Connection open(String name, Path friends, Path graph)
      throws SQLException, IOException {
    boolean isNew = Files.notExists(graph);
    Connection connection =
        DriverManager.getConnection("jdbc:omnigraph:" + graph + "?durability=os");
    if (isNew && name.equals("friends")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(Files.readString(friends));
      }
    }
    return connection;
  }
}
