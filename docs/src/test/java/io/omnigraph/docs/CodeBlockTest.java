package io.omnigraph.docs;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the code blocks of the documentation. {@code sql} blocks of a page run in order on one new
 * graph; a {@code java} block is a whole program, and what it prints is the {@code text} block
 * after it, if that is the next one.
 */
class CodeBlockTest {
  private static final Pattern CLASS_NAME = Pattern.compile("class (\\w+)");
  private static final Pattern STATEMENT = Pattern.compile("([^;']|'[^']*')+;");
  private static final Pattern COMMENT = Pattern.compile("--.*");

  @TempDir Path folder;

  static List<Markdown> sqlPages() throws IOException {
    return Markdown.all().stream()
        .filter(p -> p.blocks().stream().anyMatch(b -> b.is("sql")))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sqlPages")
  void sqlRuns(Markdown page) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:omnigraph:" + folder.resolve("graph"));
        Statement statement = connection.createStatement()) {
      for (Markdown.Block block : page.blocks()) {
        if (block.is("sql")) {
          for (String sql : statements(block.text())) {
            run(page, block, statement, sql);
          }
        }
      }
    }
  }

  private static void run(Markdown page, Markdown.Block block, Statement statement, String sql) {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(
          page + ":" + block.line() + ": " + sql + "\n" + e.getSQLState() + " " + e.getMessage(),
          e);
    }
  }

  private static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    Matcher matcher = STATEMENT.matcher(COMMENT.matcher(text).replaceAll(""));
    while (matcher.find()) {
      String statement = matcher.group().strip();
      statements.add(statement.substring(0, statement.length() - 1));
    }
    return statements;
  }

  static List<Markdown> javaPages() throws IOException {
    return Markdown.all().stream()
        .filter(p -> p.blocks().stream().anyMatch(b -> b.is("java")))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("javaPages")
  void javaPrintsWhatThePageSays(Markdown page) throws IOException, InterruptedException {
    List<Markdown.Block> blocks = page.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).is("java")) {
        String printed = runJava(blocks.get(i));
        if (i + 1 < blocks.size() && blocks.get(i + 1).is("text")) {
          assertThat(printed)
              .as("%s:%d", page, blocks.get(i).line())
              .isEqualTo(blocks.get(i + 1).text());
        }
      }
    }
  }

  private String runJava(Markdown.Block block) throws IOException, InterruptedException {
    Matcher name = CLASS_NAME.matcher(block.text());
    assertThat(name.find()).as("a class in the block at line %d", block.line()).isTrue();
    Path program = Files.writeString(folder.resolve(name.group(1) + ".java"), block.text());
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.toString())
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(() -> read(errors)).isZero();
    return printed;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
