package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What LOAD GRAPH and COPY do with rows, in every mode, as the catalogue says. */
class LoadRowsTest {
  @TempDir Path folder;
  private Connection connection;

  @BeforeEach
  void open() throws Exception {
    GraphFixture.create(folder.resolve("g"));
    connection = connect(folder.resolve("g"));
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void schema(String types) throws SQLException {
    String now = rows(connection, "SHOW SCHEMA").get(0);
    try (Statement statement = connection.createStatement()) {
      statement.execute("APPLY SCHEMA '" + (now + "\n" + types).replace("'", "''") + "'");
    }
  }

  private Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private long load(String mode, String text) throws SQLException {
    return load(mode, text, "");
  }

  private long load(String mode, String text, String options) throws SQLException {
    return update(
        connection,
        "LOAD GRAPH FROM '%s' MODE %s %s".formatted(file("in.jsonl", text), mode, options));
  }

  private long copy(String table, String csv, String options) throws SQLException {
    return update(
        connection, "COPY %s FROM '%s' %s".formatted(table, file("in.csv", csv), options));
  }

  private void refused(String state, Call call, String... texts) throws SQLException {
    String head = head();
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).as("%s", e).isEqualTo(state))
        .satisfies(
            e ->
                assertThat(List.of(texts))
                    .allSatisfy(text -> assertThat(e.getMessage()).contains(text)));
    assertThat(head()).isEqualTo(head);
  }

  private interface Call {
    void run() throws SQLException;
  }

  private String head() throws SQLException {
    return rows(connection, "SHOW BRANCHES").toString();
  }

  private List<String> names(String sql) throws SQLException {
    return rows(connection, sql);
  }

  private static String node(String type, String data) {
    return "{\"type\":\"%s\",\"data\":{%s}}\n".formatted(type, data.replace('\'', '"'));
  }

  private static String person(String name, int age) {
    return node("Person", "'name':'%s','age':%d".formatted(name, age));
  }

  private static String edge(String type, String from, String to, String data) {
    return "{\"edge\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"data\":{%s}}\n"
        .formatted(type, from, to, data.replace('\'', '"'));
  }

  private static String knows(String from, String to) {
    return edge("Knows", from, to, "");
  }

  @Test
  @DisplayName("LOAD-03 edges without id get distinct ULIDs")
  void generatedIds() throws SQLException {
    load("APPEND", knows("Alice", "Bob").repeat(50));
    assertThat(names("SELECT COUNT(*), COUNT(DISTINCT _id), MIN(CHAR_LENGTH(_id)) FROM Knows"))
        .containsExactly("53 53 26");
  }

  @Test
  @DisplayName("LOAD-04 a second overwrite keeps the types that it does not name")
  void secondOverwrite() throws SQLException {
    update(connection, "DELETE FROM Person");
    load("OVERWRITE", person("Ann", 1) + person("Ben", 2));
    load("OVERWRITE", person("Cid", 3));
    assertThat(names("SELECT name, age FROM Person")).containsExactly("Cid 3");
    assertThat(names("SELECT name FROM Company ORDER BY 1")).containsExactly("Acme", "Globex");
  }

  @Test
  @DisplayName("LOAD-05 the row count recorded after an append is the total")
  void recordedCount() throws SQLException {
    assertThat(load("APPEND", person("Eve", 22))).isEqualTo(1);
    assertThat(names("SELECT COUNT(*) FROM Person")).containsExactly("5");
    assertThat(names("SELECT row_count FROM omnigraph.tables WHERE table_key = 'node:Person'"))
        .containsExactly("5");
  }

  @ParameterizedTest
  @CsvSource({
    "APPEND,true",
    "APPEND,false",
    "MERGE,true",
    "MERGE,false",
    "OVERWRITE,true",
    "OVERWRITE,false"
  })
  @DisplayName("LOAD-08 LOAD-09 an edge to a missing node names value, side, type and line")
  void missingEnd(String mode, boolean autoCommit) throws SQLException {
    connection.setAutoCommit(autoCommit);
    String people = person("Alice", 1) + person("Zoe", 2);
    String good = people.replace("Alice", mode.equals("APPEND") ? "Yan" : "Alice");
    for (boolean source : new boolean[] {true, false}) {
      String bad = source ? knows("Ghost", "Zoe") : knows("Zoe", "Ghost");
      refused(
          "23503",
          () -> {
            try {
              load(mode, good + knows("Zoe", "Zoe") + bad + edge("WorksAt", "Zoe", "Acme", ""));
              connection.commit();
            } finally {
              if (!autoCommit) {
                connection.rollback();
              }
            }
          },
          "in.jsonl:4",
          "Knows." + (source ? "src" : "dst"),
          "Person \"Ghost\"");
    }
    load(mode, good + knows("Zoe", "Zoe") + edge("WorksAt", "Zoe", "Acme", ""));
    if (!autoCommit) {
      connection.commit();
    }
    assertThat(names("SELECT src FROM Knows WHERE dst = 'Zoe'")).containsExactly("Zoe");
  }

  @Test
  @DisplayName("LOAD-08 a later load of the same transaction may bring the node")
  void endsComeLater() throws SQLException {
    connection.setAutoCommit(false);
    load("APPEND", knows("Zoe", "Yan"));
    load("APPEND", person("Zoe", 1));
    load("APPEND", person("Yan", 1));
    connection.commit();
    assertThat(names("SELECT dst FROM Knows WHERE src = 'Zoe'")).containsExactly("Yan");
  }

  @Test
  @DisplayName("LOAD-09 an overwrite is validated against the new image")
  void newImage() throws SQLException {
    refused(
        "23503",
        () -> load("OVERWRITE", person("Eve", 1) + knows("Eve", "Bob")),
        "Person \"Bob\"",
        "in.jsonl:2");
    load("OVERWRITE", person("Eve", 1) + knows("Eve", "Eve") + edge("WorksAt", "Eve", "Acme", ""));
    assertThat(names("SELECT name FROM Person")).containsExactly("Eve");
  }

  @ParameterizedTest
  @ValueSource(strings = {"APPEND", "MERGE", "OVERWRITE"})
  @DisplayName("LOAD-10 a value out of an enum's set lists the allowed ones")
  void enums(String mode) throws SQLException {
    schema("node Task { id: I32 @key  state: enum(open, done)? }");
    load(mode, node("Task", "'id':1,'state':'open'"));
    refused(
        "23514",
        () -> load(mode, node("Task", "'id':2,'state':'lost'")),
        "in.jsonl:1",
        "Task.state",
        "lost",
        "open",
        "done");
  }

  @ParameterizedTest
  @ValueSource(strings = {"APPEND", "MERGE", "OVERWRITE"})
  @DisplayName("LOAD-11 ranges of integers and floats, negative bounds, boundary values")
  void ranges(String mode) throws SQLException {
    schema(
        "node Probe { id: I32 @key  t: I32?  f: F64?  @range(t, -10..20)  @range(f, -1.5..2.5) }");
    load(mode, node("Probe", "'id':1,'t':-10,'f':-1.5") + node("Probe", "'id':2,'t':20,'f':2.5"));
    refused("23514", () -> load(mode, node("Probe", "'id':3,'t':-11")), "Probe.t", "-11", "-10");
    refused("23514", () -> load(mode, node("Probe", "'id':3,'t':21")), "Probe.t", "21", "20");
    refused("23514", () -> load(mode, node("Probe", "'id':3,'f':-1.51")), "Probe.f", "-1.51");
    refused("23514", () -> load(mode, node("Probe", "'id':3,'f':2.51")), "Probe.f", "2.51");
    assertThatThrownBy(() -> copy("Probe", "id,f\n3,NaN\n", "WITH (MODE " + mode + ")"))
        .hasMessageContaining("Probe.f");
    assertThat(names("SELECT COUNT(*) FROM Probe")).containsExactly("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"APPEND", "MERGE", "OVERWRITE"})
  @DisplayName("LOAD-12 a check pattern; NULL passes")
  void patterns(String mode) throws SQLException {
    schema("node Plate { id: I32 @key  code: String?  @check(code, \"^[A-Z]{2}[0-9]+$\") }");
    load(mode, node("Plate", "'id':1,'code':'AB12'") + node("Plate", "'id':2,'code':null"));
    refused(
        "23514",
        () -> load(mode, node("Plate", "'id':3,'code':'a1'")),
        "in.jsonl:1",
        "Plate.code",
        "\"a1\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"APPEND", "MERGE", "OVERWRITE"})
  @DisplayName("LOAD-14 one key twice in an input is refused, also in a merge of keyed nodes")
  void oneKeyTwice(String mode) throws SQLException {
    refused(
        "23505",
        () -> load(mode, person("Eve", 1) + person("Fay", 2) + person("Eve", 3)),
        "Eve",
        "in.jsonl:3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"APPEND", "MERGE", "OVERWRITE"})
  @DisplayName("LOAD-15 composite unique: tuples, separators, NULL")
  void compositeUnique(String mode) throws SQLException {
    schema("node Pair { id: I32 @key  a: String?  b: String?  @unique(a, b) }");
    load(
        mode,
        node("Pair", "'id':1,'a':'1','b':'2'")
            + node("Pair", "'id':2,'a':'1','b':'3'")
            + node("Pair", "'id':3,'a':'x|y','b':'z'")
            + node("Pair", "'id':4,'a':'x','b':'y|z'")
            + node("Pair", "'id':5,'a':'x','b':null")
            + node("Pair", "'id':6,'a':'x','b':null"));
    refused(
        "23505",
        () ->
            load(
                mode,
                node("Pair", "'id':7,'a':'p','b':'q'") + node("Pair", "'id':8,'a':'p','b':'q'")),
        "in.jsonl:2",
        "a, b",
        "p",
        "q");
  }

  @Test
  @DisplayName("LOAD-16 a unique clash with a committed row, also on a date")
  void uniqueClash() throws SQLException {
    schema("node Badge { id: I32 @key  code: String? @unique  day: Date? @unique }");
    load("APPEND", node("Badge", "'id':1,'code':'a','day':'2024-05-01'"));
    refused(
        "23505", () -> load("APPEND", node("Badge", "'id':2,'code':'a'")), "code", "in.jsonl:1");
    refused(
        "23505", () -> load("APPEND", node("Badge", "'id':2,'day':'2024-05-01'")), "2024-05-01");
    refused("23505", () -> load("MERGE", node("Badge", "'id':2,'day':'2024-05-01'")), "day");
    refused(
        "23505",
        () -> update(connection, "INSERT INTO Badge VALUES (2, 'a', DATE '2024-06-01')"),
        "code");
    refused(
        "23505",
        () -> update(connection, "INSERT INTO Badge VALUES (2, 'b', DATE '2024-05-01')"),
        "2024-05-01");
  }

  @Test
  @DisplayName("LOAD-17 a merge of a row with its own unique value is accepted")
  void sameUniqueValue() throws SQLException {
    schema("node Badge { id: I32 @key  code: String? @unique  n: I32? }");
    load("APPEND", node("Badge", "'id':1,'code':'a'") + node("Badge", "'id':2,'code':'b'"));
    load("MERGE", node("Badge", "'id':1,'code':'a','n':5") + node("Badge", "'id':3,'code':'c'"));
    assertThat(names("SELECT id, code, n FROM Badge ORDER BY 1"))
        .containsExactly("1 a 5", "2 b null", "3 c null");
    load("MERGE", node("Badge", "'id':1,'code':'b'") + node("Badge", "'id':2,'code':'a'"));
    assertThat(names("SELECT id, code FROM Badge ORDER BY 1")).containsExactly("1 b", "2 a", "3 c");
  }

  @Test
  @DisplayName("LOAD-18 merges of overlapping keys keep working")
  void overlappingMerges() throws SQLException {
    for (int round = 0; round < 4; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 30; i++) {
        text.append(person("p" + (round * 10 + i), round));
      }
      assertThat(load("MERGE", text.toString())).isEqualTo(30);
    }
    assertThat(
            names("SELECT age, COUNT(*) FROM Person WHERE name LIKE 'p%' GROUP BY age ORDER BY 1"))
        .containsExactly("0 10", "1 10", "2 10", "3 30");
  }

  @Test
  @DisplayName("LOAD-19 more edges than the bound are refused, the next load works")
  void cardinalityMax() throws SQLException {
    schema("edge Leads: Person -> Company @card(0..1) { slot: String @key(src, slot) }");
    String both =
        edge("Leads", "Alice", "Acme", "'slot':'a'")
            + edge("Leads", "Alice", "Globex", "'slot':'b'");
    for (String mode : List.of("APPEND", "MERGE", "OVERWRITE")) {
      refused("23K01", () -> load(mode, both), "Alice", "Leads");
    }
    load("APPEND", edge("Leads", "Alice", "Acme", "'slot':'a'"));
    refused("23K01", () -> load("APPEND", edge("Leads", "Alice", "Acme", "'slot':'c'")), "Alice");
    assertThat(names("SELECT src, dst FROM Leads")).containsExactly("Alice Acme");
  }

  @Test
  @DisplayName("LOAD-20 fewer edges than the bound are refused")
  void cardinalityMin() throws SQLException {
    schema("edge Backs: Person -> Company @card(2..)");
    for (String mode : List.of("APPEND", "MERGE", "OVERWRITE")) {
      refused("23K01", () -> load(mode, edge("Backs", "Alice", "Acme", "")), "Alice");
    }
    load("APPEND", edge("Backs", "Alice", "Acme", "") + edge("Backs", "Alice", "Globex", ""));
    assertThat(names("SELECT COUNT(*) FROM Backs")).containsExactly("2");
  }

  private static String ulid(int n) {
    return String.format(Locale.ROOT, "01ARZ3NDEKTSV4RRFFQ69G5F%02d", n);
  }

  @Test
  @DisplayName("LOAD-21 an edge listed again counts once, in the table and in the input")
  void listedAgain() throws SQLException {
    schema("edge Heads: Person -> Company @card(0..1)");
    String w1 = edge("Heads", "Alice", "Acme", "'_id':'%s'".formatted(ulid(1)));
    load("MERGE", w1 + w1);
    load("MERGE", w1 + w1.replace("Acme", "Globex"));
    assertThat(names("SELECT src, dst, _id FROM Heads")).containsExactly("Alice Globex " + ulid(1));
  }

  @Test
  @DisplayName("LOAD-22 moving an edge below the old source's minimum is refused")
  void movedEdge() throws SQLException {
    schema("edge Backs: Person -> Company @card(2..)");
    String id = "'_id':'%s'";
    load(
        "APPEND",
        edge("Backs", "Alice", "Acme", id.formatted(ulid(1)))
            + edge("Backs", "Alice", "Globex", id.formatted(ulid(2)))
            + edge("Backs", "Bob", "Acme", id.formatted(ulid(3)))
            + edge("Backs", "Bob", "Globex", id.formatted(ulid(4))));
    refused(
        "23K01", () -> load("MERGE", edge("Backs", "Bob", "Acme", id.formatted(ulid(1)))), "Alice");
  }

  @Test
  @DisplayName("LOAD-35 a load onto a new branch makes it from the base")
  void newBranch() throws SQLException {
    load("APPEND", person("Eve", 22), "WITH (BRANCH 'winter', BRANCH_FROM 'main')");
    assertThat(names("SELECT name FROM \"winter\".Person WHERE age = 22")).containsExactly("Eve");
    assertThat(names("SELECT COUNT(*) FROM Person")).containsExactly("4");
    assertThat(connection.getSchema()).isEqualTo("main");
    refused(
        "23505",
        () -> load("APPEND", person("Bob", 1), "WITH (BRANCH 'b2', BRANCH_FROM 'winter')"));
    assertThat(names("SHOW BRANCHES")).hasSize(2);
    connection.setAutoCommit(false);
    refused(
        "23505",
        () -> {
          try {
            load("APPEND", person("Bob", 1), "WITH (BRANCH 'b3', BRANCH_FROM 'winter')");
          } finally {
            connection.rollback();
          }
        });
    load("APPEND", person("Fay", 1), "WITH (BRANCH 'b3', BRANCH_FROM 'winter')");
    connection.commit();
    assertThat(names("SELECT COUNT(*) FROM \"b3\".Person")).containsExactly("6");
  }

  @Test
  @DisplayName("LOAD-36 the base of a branch that exists is reported and not used")
  void existingBranch() throws SQLException {
    update(connection, "CREATE BRANCH winter FROM main");
    Path file = file("in.jsonl", person("Eve", 22) + person("Bob", 1));
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "LOAD GRAPH FROM '%s' MODE MERGE WITH (BRANCH 'Winter', BRANCH_FROM 'No-Where')"
              .formatted(file));
      SQLWarning warning = statement.getWarnings();
      assertThat(warning.getSQLState()).isEqualTo("01OG3");
      assertThat(warning.getMessage()).contains("\"No-Where\"", "\"winter\"");
    }
    assertThat(names("SELECT age FROM \"winter\".Person WHERE name IN ('Bob', 'Eve') ORDER BY 1"))
        .containsExactly("1", "22");
    copy("\"winter\".Company", "name\nInitech\n", "");
    assertThat(names("SELECT COUNT(*) FROM \"winter\".Company")).containsExactly("3");
    assertThat(names("SELECT COUNT(*) FROM Company")).containsExactly("2");
    refused("42601", () -> copy("\"winter\".Company", "name\n", "WITH (BRANCH 'winter')"), "twice");
  }

  @Test
  @DisplayName("LOAD-37 a missing branch without a base is refused")
  void missingBranch() throws SQLException {
    refused("3F000", () -> load("APPEND", person("Eve", 1), "WITH (BRANCH 'winter')"), "winter");
    refused(
        "3F000",
        () -> load("APPEND", person("Eve", 1), "WITH (BRANCH 'w', BRANCH_FROM 'nowhere')"),
        "nowhere");
    refused("42601", () -> load("APPEND", person("Eve", 1), "WITH (BRANCH_FROM 'main')"), "BRANCH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"__schema_apply_lock__", "__schema_apply_lock__x", "omnigraph"})
  @DisplayName("LOAD-38 an internal name as target is refused")
  void internalBranch(String name) throws SQLException {
    refused(
        "42602",
        () -> load("APPEND", person("Eve", 1), "WITH (BRANCH '" + name + "', BRANCH_FROM 'main')"),
        name);
  }

  @Test
  @DisplayName("LOAD-39 LOD-13 ten loads add no branch")
  void noBranches() throws SQLException {
    for (int i = 0; i < 10; i++) {
      load("APPEND", person("n" + i, i));
    }
    assertThat(names("SHOW BRANCHES")).hasSize(1);
    assertThat(names("SELECT COUNT(*) FROM Person")).containsExactly("14");
  }

  @Test
  @DisplayName("LOAD-40 an append of an existing key is 23505 and leaves the row")
  void existingKey() throws SQLException {
    refused(
        "23505", () -> load("APPEND", person("Eve", 1) + person("Bob", 99)), "Bob", "in.jsonl:2");
    schema("node Note { text: String }");
    load("APPEND", node("Note", "'_id':'%s','text':'a'".formatted(ulid(7))));
    refused(
        "23505",
        () -> load("APPEND", node("Note", "'_id':'%s','text':'b'".formatted(ulid(7)))),
        ulid(7));
    assertThat(names("SELECT age FROM Person WHERE name = 'Bob'")).containsExactly("25");
    assertThat(names("SELECT text FROM Note")).containsExactly("a");
  }

  @Test
  @DisplayName("LOAD-45 an overwrite that would leave an edge without its end is refused")
  void orphans() throws SQLException {
    refused(
        "23503",
        () -> load("OVERWRITE", node("Company", "'name':'Acme'")),
        "WorksAt.dst",
        "Globex");
    connection.setAutoCommit(false);
    refused(
        "23503",
        () -> load("OVERWRITE", node("Company", "'name':'Acme'")),
        "WorksAt.dst",
        "Globex");
    connection.rollback();
    assertThat(names("SELECT COUNT(*) FROM Company")).containsExactly("2");
  }

  @Test
  @DisplayName("options that are not there yet are refused by name")
  void unbuiltOptions() throws SQLException {
    for (String option :
        List.of(
            "REJECTS 'bad.jsonl'",
            "REJECT_LIMIT 3",
            "MAX_ERRORS 5",
            "COMMIT_EVERY 100",
            "LENIENT",
            "IGNORE_EXTRA")) {
      String name = option.split(" ", -1)[0];
      refused("0A000", () -> load("APPEND", person("Eve", 1), "WITH (" + option + ")"), name);
    }
    refused("42601", () -> load("APPEND", person("Eve", 1), "WITH (SPEED 9)"), "SPEED");
  }

  @Test
  @DisplayName("LOD-18 a NULL number is filtered out and projected as NULL")
  void nullNumber() throws SQLException {
    load("APPEND", node("Person", "'name':'Nil'"));
    assertThat(names("SELECT name FROM Person WHERE age > 30")).containsExactly("Charlie");
    assertThat(names("SELECT age FROM Person WHERE name = 'Nil'")).containsExactly("null");
  }

  @Test
  @DisplayName("LOD-10 an overwrite over the bound is refused before anything, a valid one counts")
  void overwriteOverBound() throws SQLException {
    schema("edge Heads: Person -> Company @card(0..1)");
    load("APPEND", edge("Heads", "Alice", "Acme", "") + edge("Heads", "Bob", "Acme", ""));
    refused(
        "23K01",
        () ->
            load(
                "OVERWRITE",
                edge("Heads", "Alice", "Acme", "") + edge("Heads", "Alice", "Globex", "")),
        "Alice");
    load("OVERWRITE", edge("Heads", "Alice", "Globex", ""));
    assertThat(names("SELECT src, dst FROM Heads")).containsExactly("Alice Globex");
  }
}
