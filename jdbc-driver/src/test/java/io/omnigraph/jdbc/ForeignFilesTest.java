package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Something else in the place of a control file, before the graph is opened or while it is open: an
 * error with what and where, nothing lost, and all well again when it is put right.
 */
class ForeignFilesTest {
  private static final String INSERT = "INSERT INTO Person VALUES ('Eve', 1)";
  private static final String COUNT = "SELECT COUNT(*) FROM Person";

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void copyGraph() throws SQLException, IOException {
    root = folder.resolve("g");
    GraphFixture.create(root);
    try (Connection connection = connect(root)) {
      update(connection, "CREATE BRANCH b FROM main");
    }
  }

  private interface Change {
    void to(Path path) throws IOException;
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path, new FileVisitOption[0])) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void directory(Path path) throws IOException {
    Files.deleteIfExists(path);
    Files.createDirectory(path);
    Files.writeString(path.resolve("note.txt"), "x");
  }

  private static void garbage(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      delete(path);
    }
    Files.write(path, new byte[] {(byte) 0xC3, 0x28, 0, 1, 2, (byte) 0xFF});
  }

  private static void json(Path path) throws IOException {
    Files.writeString(path, "{\"name\": \"package\", \"version\": 1}");
  }

  private static void loop(Path path) throws IOException {
    if (Files.exists(path)) {
      delete(path);
    }
    Files.createSymbolicLink(path, path.getFileName());
  }

  private static Arguments row(String path, String name, Change change, String open, String write) {
    return Arguments.of(path, name, change, open, write);
  }

  /** What is in the place of what; SQLState of an open, "" = it works; SQLState of a write. */
  static List<Arguments> places() {
    return List.of(
        row("_schema.pg", "a directory", ForeignFilesTest::directory, "58030", "58030"),
        row("_schema.pg", "garbage", ForeignFilesTest::garbage, "XX001", "XX001"),
        row("_schema.pg", "a link to itself", ForeignFilesTest::loop, "58030", "58030"),
        row("_schema.ir.json", "a directory", ForeignFilesTest::directory, "58030", "58030"),
        row("_schema.ir.json", "garbage", ForeignFilesTest::garbage, "XX001", "XX001"),
        row("_schema.ir.json", "another document", ForeignFilesTest::json, "55000", "55000"),
        row("__schema_state.json", "a directory", ForeignFilesTest::directory, "58030", "58030"),
        row("__schema_state.json", "garbage", ForeignFilesTest::garbage, "XX001", "XX001"),
        row("__schema_state.json", "another document", ForeignFilesTest::json, "55000", "55000"),
        row("__writer.lock", "a directory", ForeignFilesTest::directory, "58030", "58030"),
        row("__writer.lock", "a link to itself", ForeignFilesTest::loop, "58030", "58030"),
        row("__recovery", "a file", ForeignFilesTest::garbage, "XX001", "XX001"),
        row("__recovery", "a link to itself", ForeignFilesTest::loop, "58030", "58030"),
        row("__schemas", "a file", ForeignFilesTest::garbage, "58030", ""));
  }

  private void refused(String state, String path, Connection connection, String sql) {
    Refusal.of(state, () -> update(connection, sql), state.equals("58030") ? path : "g");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @MethodSource("places")
  void isRefusedOnOpen(String path, String name, Change change, String open, String write)
      throws Exception {
    Path place = root.resolve(path);
    Path saved = folder.resolve("saved");
    if (Files.exists(place)) {
      copy(place, saved);
    }
    change.to(place);
    if (open.isEmpty()) {
      try (Connection connection = connect(root)) {
        assertThat(rows(connection, COUNT)).containsExactly("4");
        refused(write, path, connection, INSERT);
        assertThat(rows(connection, COUNT)).containsExactly("4");
      }
    } else {
      Refusal.of(open, () -> connect(root).close(), root.toString());
    }
    putRight(place, saved);
    try (Connection connection = connect(root)) {
      update(connection, INSERT);
      assertThat(rows(connection, COUNT)).containsExactly("5");
    }
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @MethodSource("places")
  void isRefusedWhileOpen(String path, String name, Change change, String open, String write)
      throws Exception {
    Path place = root.resolve(path);
    Path saved = folder.resolve("saved");
    if (Files.exists(place)) {
      copy(place, saved);
    }
    try (Connection connection = connect(root)) {
      assertThat(rows(connection, COUNT)).containsExactly("4");
      change.to(place);
      if (write.isEmpty()) {
        update(connection, "DELETE FROM Person WHERE name = 'Nobody'");
      } else {
        refused(write, path, connection, INSERT);
      }
      putRight(place, saved);
      Thread.sleep(25); // the files are looked at again after 20 ms
      update(connection, INSERT);
      assertThat(rows(connection, COUNT)).containsExactly("5");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void putRight(Path place, Path saved) throws IOException {
    if (Files.isDirectory(place)) {
      delete(place);
    }
    Files.deleteIfExists(place);
    if (Files.exists(saved)) {
      copy(saved, place);
    }
  }

  @Test
  void aPathThatLeadsNowhereIsRefused() throws Exception {
    Path loop = folder.resolve("loop");
    loop(loop);
    Refusal.of("58030", () -> connect(loop).close(), loop.toString(), "symbolic link");
    Refusal.of("3D000", () -> connect(loop.resolve("g")).close(), loop.toString());
    Path dangling = folder.resolve("dangling");
    Files.createSymbolicLink(dangling, folder.resolve("nowhere"));
    Refusal.of("3D000", () -> connect(dangling).close(), dangling.toString());
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  @Test
  void aLinkToAGraphIsThatGraph() throws Exception {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, root);
    try (Connection connection = connect(root);
        Connection linked = connect(link)) {
      update(linked, INSERT);
      assertThat(rows(connection, COUNT)).containsExactly("5");
    }
  }

  @Test
  void foreignFilesBesideAreLeftAlone() throws Exception {
    Path note = Files.writeString(root.resolve("README.txt"), "mine");
    Path recovery = Files.createDirectories(root.resolve("__recovery"));
    Path other = Files.writeString(recovery.resolve("notes.txt"), "mine too");
    try (Connection connection = connect(root)) {
      update(connection, INSERT);
    }
    assertThat(note).hasContent("mine");
    assertThat(other).hasContent("mine too");
  }

  /** Files that vanish under an open connection: an error each, and no crash of the process. */
  @ParameterizedTest
  @MethodSource("vanishing")
  void whatVanishesWhileOpenIsMissed(String what, String statement) throws Exception {
    try (Connection connection = connect(root)) {
      update(connection, "INSERT INTO Company VALUES ('Initech')");
      delete(root.resolve(what));
      String state = what.equals("__log") ? "58030" : "XX001";
      Refusal.of(state, () -> run(connection, statement), "missing");
    }
  }

  @Test
  void aManifestThatLostItsRowsWhileOpenIsRefusedAtTheNextOpen() throws Exception {
    try (Connection connection = connect(root)) {
      assertThat(rows(connection, COUNT)).containsExactly("4");
      delete(root.resolve("__manifest/data"));
      assertThat(rows(connection, COUNT)).containsExactly("4");
    }
    Refusal.of("XX001", () -> connect(root).close(), "__manifest", "missing", "backup");
  }

  private static void run(Connection connection, String statement) throws SQLException {
    if (statement.startsWith("SELECT")) {
      rows(connection, statement);
    } else {
      update(connection, statement);
    }
  }

  static List<Arguments> vanishing() {
    return List.of(
        Arguments.of("nodes", INSERT),
        Arguments.of("nodes", "SELECT * FROM Person"),
        Arguments.of("edges", "INSERT INTO Knows (src, dst) VALUES ('Bob', 'Bob')"),
        Arguments.of("__manifest", "CREATE BRANCH b"),
        Arguments.of("__log", INSERT));
  }
}
