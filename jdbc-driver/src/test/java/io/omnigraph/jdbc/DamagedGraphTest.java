package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that are no graph, or a damaged one: refused, and nothing in them is touched. */
class DamagedGraphTest {
  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void copyGraph() throws SQLException, IOException {
    root = folder.resolve("g");
    GraphFixture.create(root);
  }

  /** Damages a graph. */
  interface Damage {
    void to(Path root) throws IOException;
  }

  private static Path delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    return path;
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(ending)).filter(Files::isRegularFile).toList();
    }
  }

  private static void cut(Path folder, String ending, int length) throws IOException {
    for (Path file : files(folder, ending)) {
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
    }
  }

  private static void scramble(Path folder, String ending) throws IOException {
    for (Path file : files(folder, ending)) {
      byte[] noise = new byte[(int) Files.size(file)];
      new Random(1).nextBytes(noise);
      Files.write(file, noise);
    }
  }

  private static Map<String, String> content(Path folder) throws IOException {
    Map<String, String> content = new TreeMap<>();
    for (Path file : files(folder, "")) {
      if (!file.endsWith("__writer.lock")) {
        byte[] bytes = Files.readAllBytes(file);
        content.put(
            folder.relativize(file).toString(), bytes.length + " " + Arrays.hashCode(bytes));
      }
    }
    return content;
  }

  private void open() throws SQLException {
    try (Connection connection = connect(root)) {
      rows(connection, "SELECT * FROM Person");
    }
  }

  private void refuses(String state, Damage damage, String... says) throws Exception {
    damage.to(root);
    Map<String, String> before = content(root);
    if (state.equals("0A000")) {
      // The connection cannot be made, whatever feature the graph needs.
      assertThatThrownBy(this::open)
          .isInstanceOf(SQLNonTransientConnectionException.class)
          .hasMessageContainingAll(says)
          .hasFieldOrPropertyWithValue("SQLState", state);
    } else {
      Refusal.of(state, this::open, says);
    }
    assertThat(content(root)).isEqualTo(before);
    Path intact = folder.resolve("intact");
    GraphFixture.create(intact);
    try (Connection other = connect(intact)) {
      assertThat(rows(other, "SELECT COUNT(*) FROM Person")).containsExactly("4");
    }
  }

  private static Arguments damage(String state, String says, String name, Damage damage) {
    return Arguments.of(name, state, says, damage);
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        damage("3D000", "no __manifest", "no manifest", g -> delete(g.resolve("__manifest"))),
        damage(
            "3D000",
            "no __manifest",
            "manifest is a file",
            g -> Files.writeString(delete(g.resolve("__manifest")), "x")),
        damage(
            "3D000",
            "no __manifest",
            "manifest without versions",
            g -> delete(g.resolve("__manifest/_versions"))),
        damage(
            "XX001",
            "in __manifest/_versions",
            "torn manifest version",
            g -> cut(g.resolve("__manifest/_versions"), ".manifest", 10)),
        damage(
            "XX001",
            "in __manifest/_versions",
            "empty manifest version",
            g -> cut(g.resolve("__manifest/_versions"), ".manifest", 0)),
        damage(
            "XX001",
            "in __manifest/_versions",
            "scrambled manifest version",
            g -> scramble(g.resolve("__manifest/_versions"), ".manifest")),
        damage(
            "XX001",
            "is missing",
            "manifest without data",
            g -> delete(g.resolve("__manifest/data"))),
        damage(
            "XX001",
            "has 20 bytes",
            "torn manifest data",
            g -> cut(g.resolve("__manifest/data"), ".lance", 20)),
        damage(
            "XX001",
            "Lance file",
            "scrambled manifest data",
            g -> scramble(g.resolve("__manifest/data"), ".lance")),
        damage("XX001", "Table nodes/", "no tables", g -> delete(g.resolve("nodes"))),
        damage(
            "XX001", "is missing", "no data files", g -> deleteAll(g.resolve("nodes"), ".lance")),
        damage(
            "XX001", "has 20 bytes", "torn data files", g -> cut(g.resolve("nodes"), ".lance", 20)),
        damage(
            "XX001",
            "Lance file",
            "scrambled data files",
            g -> scramble(g.resolve("nodes"), ".lance")),
        damage(
            "XX001",
            "is missing",
            "no table versions",
            g -> deleteAll(g.resolve("nodes"), ".manifest")),
        damage("XX001", "Schema version", "no schema objects", g -> delete(g.resolve("__schemas"))),
        damage("55000", "no _schema.pg", "no schema", g -> delete(g.resolve("_schema.pg"))),
        damage(
            "55000",
            "no longer matches",
            "edited schema",
            g -> Files.writeString(g.resolve("_schema.pg"), "node X {\n  a: String @key\n}\n")),
        damage(
            "55000",
            "_schema.ir.json is missing",
            "no schema IR",
            g -> delete(g.resolve("_schema.ir.json"))),
        damage(
            "55000",
            "IR file invalid",
            "empty schema IR",
            g -> Files.writeString(g.resolve("_schema.ir.json"), "")),
        damage(
            "55000",
            "__schema_state.json is missing",
            "no schema state",
            g -> delete(g.resolve("__schema_state.json"))),
        damage(
            "55000",
            "state file has",
            "empty schema state",
            g -> Files.writeString(g.resolve("__schema_state.json"), "{}")),
        damage("XX001", "not UTF-8 text", "scrambled schema", g -> scramble(g, "_schema.pg")),
        damage("XX001", "not UTF-8 text", "scrambled IR", g -> scramble(g, "_schema.ir.json")));
  }

  private static void deleteAll(Path folder, String ending) throws IOException {
    for (Path file : files(folder, ending)) {
      Files.delete(file);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void isRefusedAndNotTouched(String name, String state, String says, Damage damage)
      throws Exception {
    refuses(state, damage, says);
  }

  @Test
  void aMissingTableLeavesTheOthersUsable() throws Exception {
    deleteAll(root.resolve("edges"), ".lance");
    try (Connection connection = connect(root)) {
      Refusal.of("XX001", () -> rows(connection, "SELECT * FROM Knows"), "is missing", "backup");
      assertThat(rows(connection, "SELECT COUNT(*) FROM Person")).containsExactly("4");
      update(connection, "INSERT INTO Company VALUES ('Initech')");
      assertThat(rows(connection, "SELECT COUNT(*) FROM Company")).containsExactly("3");
    }
  }

  @Test
  void aNewerFormatIsRefusedWithWhatToDo() throws Exception {
    String key = "internal_schema_version";
    refuses(
        "0A000",
        g -> {
          int changed = 0;
          for (Path version : files(g.resolve("__manifest/_versions"), ".manifest")) {
            String text = Files.readString(version, StandardCharsets.ISO_8859_1);
            int at = text.indexOf(key) + key.length();
            int value = text.indexOf('1', at);
            assertThat(value - at).as("value right after its key").isBetween(0, 4);
            String newer = text.substring(0, value) + '9' + text.substring(value + 1);
            Files.writeString(version, newer, StandardCharsets.ISO_8859_1);
            changed++;
          }
          assertThat(changed).isPositive();
        },
        "storage format 9",
        "reads up to 1",
        "Upgrade the driver");
  }

  @Test
  void aPendingOperationIsLeftAlone() throws Exception {
    Path sidecar = root.resolve("__recovery/01ARZ3NDEKTSV4RRFFQ69G5FAV.json");
    Files.createDirectories(sidecar.getParent());
    Files.writeString(sidecar, "{}");
    Map<String, String> before = content(root);
    Refusal.recoverable("55000", this::open, "01ARZ3NDEKTSV4RRFFQ69G5FAV", "cannot be used");
    assertThat(content(root)).isEqualTo(before);
    Files.delete(sidecar);
    open();
  }

  @Test
  void aDirectoryOfOtherFilesIsNoGraph() throws Exception {
    Path other = Files.createDirectory(folder.resolve("documents"));
    Files.writeString(other.resolve("letter.txt"), "x");
    Refusal.of("3D000", () -> connect(other), other.toString(), "letter.txt", "is not a graph");
    assertThat(content(other)).containsOnlyKeys("letter.txt");
  }

  @Test
  void aFileIsNoGraph() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Refusal.of("3D000", () -> connect(file), file.toString(), "is not a graph", "Name an");
    Refusal.of("3D000", () -> connect(file.resolve("g")), file.toString(), "parent directory");
    assertThat(file).hasContent("x");
  }

  @Test
  void parentsAreNotMade() {
    Path deep = folder.resolve("no/such/g");
    Refusal.of("3D000", () -> connect(deep), deep.getParent().toString(), "Create");
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"create=false", "readOnly=true"})
  void anAbsentGraphIsNotMadeUnasked(String property) {
    Path absent = folder.resolve("absent");
    Refusal.of(
        "3D000",
        () -> DriverManager.getConnection("jdbc:omnigraph:" + absent + "?" + property),
        absent.toString(),
        "create=true");
    assertThat(absent).doesNotExist();
  }

  @Test
  void namesThatTheSystemRefusesAreNamed() {
    Path name = folder.resolve("x".repeat(300));
    Refusal.of("58030", () -> connect(name), "xxx", "too long");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo=1,no property \"foo\"",
        "readOnly=maybe,not one of true, false",
        "durability=x,not one of full, os",
        "columnCacheBytes=x,whole number",
        "branch=%zz,not percent-encoded"
      })
  void badPropertiesAreRefusedBeforeAnythingIsMade(String property) {
    Path absent = folder.resolve("absent");
    int comma = property.indexOf(',');
    String url = "jdbc:omnigraph:" + absent + "?" + property.substring(0, comma);
    Refusal.of(
        "08001", () -> DriverManager.getConnection(url), property.substring(comma + 1), "the URL");
    assertThat(absent).doesNotExist();
  }

  @Test
  void anUnknownBranchIsRefused() {
    Refusal.of(
        "3F000",
        () -> DriverManager.getConnection("jdbc:omnigraph:" + root + "?branch=nope"),
        "\"nope\"",
        "Branches: main");
  }
}
