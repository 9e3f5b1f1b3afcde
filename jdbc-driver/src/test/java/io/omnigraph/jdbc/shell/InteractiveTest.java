package io.omnigraph.jdbc.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell at a terminal that is fed by a test. */
class InteractiveTest {
  @TempDir Path folder;
  private Connection connection;

  @BeforeEach
  void create() throws SQLException {
    connection = DriverManager.getConnection("jdbc:omnigraph:" + folder.resolve("trips"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE city (name VARCHAR PRIMARY KEY, people BIGINT)");
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private String type(String keys) throws IOException {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    ByteArrayInputStream keyboard = new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8));
    Optional<Path> history = Optional.of(folder.resolve("history"));
    try (Terminal terminal =
        new DumbTerminal("test", "dumb", keyboard, screen, StandardCharsets.UTF_8)) {
      ExitCode code =
          new Interactive(connection, ShellOptions.parse("trips"), history).run(terminal);
      assertThat(code).isEqualTo(ExitCode.OK);
    }
    return screen.toString(StandardCharsets.UTF_8);
  }

  @Test
  void promptTellsBranchAndOpenTransaction() throws IOException {
    String screen = type("BEGIN;\nCOMMIT;\n!quit\n");
    assertThat(screen).containsSubsequence("trips:main> ", "trips:main*> ", "trips:main> ");
  }

  @Test
  void statementSpansLinesAndIsRemembered() throws IOException {
    String screen = type("SELECT COUNT(*) AS n\nFROM city;\n");
    assertThat(screen).contains("│ n │", "│ 0 │", "1 row (");
    assertThat(Files.readString(folder.resolve("history")))
        .contains("SELECT COUNT(*) AS n\\nFROM city;");
  }

  @Test
  void errorLeavesTheShellRunning() throws IOException {
    String screen = type("SELECT nothing FROM city;\n!nonsense\nSELECT 7 AS seven FROM city;\n");
    assertThat(screen)
        .containsSubsequence("Error 42S22", "There is no command !nonsense", "│ seven │");
  }

  private List<String> complete(String line) {
    ShellCompleter completer = new ShellCompleter(connection);
    ParsedLine parsed =
        new ShellLineParser().parse(line, line.length(), Parser.ParseContext.COMPLETE);
    List<Candidate> candidates = new ArrayList<>();
    completer.complete(null, parsed, candidates);
    return candidates.stream()
        .map(Candidate::value)
        .filter(v -> v.startsWith(parsed.word()))
        .toList();
  }

  @Test
  void completesNamesKeywordsAndCommands() {
    assertThat(complete("SELECT * FROM ci")).containsExactly("city");
    assertThat(complete("SELECT c.pe")).containsExactly("c.people");
    assertThat(complete("!branch ma")).containsExactly("main");
    assertThat(complete("!form")).containsExactly("!format");
    assertThat(complete("!format js")).containsExactly("json", "jsonl");
    assertThat(complete("sel")).containsExactly("select");
    assertThat(complete("GRAPH_")).containsExactly("GRAPH_TABLE");
  }
}
