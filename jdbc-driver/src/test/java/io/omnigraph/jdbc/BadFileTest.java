package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Input files that must be refused whole, naming file, line and column. */
class BadFileTest {
  @TempDir Path folder;
  private Path root;
  private Connection connection;
  private GraphState before;

  @BeforeEach
  void open() throws SQLException, IOException {
    root = folder.resolve("g");
    GraphFixture.create(root);
    connection = GraphFixture.connect(root);
    update(connection, "CREATE TABLE City (name VARCHAR PRIMARY KEY, pop BIGINT NOT NULL)");
    before = GraphState.of(connection, root);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void refuses(String state, String statement, String... says)
      throws SQLException, IOException {
    Refusal.of(state, () -> update(connection, statement), says);
    before.assertUnchanged(connection, root);
    connection.setAutoCommit(false);
    update(connection, "INSERT INTO Company VALUES ('Mine')");
    if (state.equals("23503")) {
      update(connection, statement); // an edge may come before its end: looked at when all is there
      Refusal.of(state, connection::commit, says[0]);
    } else {
      Refusal.of(state, () -> update(connection, statement), says);
      assertThat(rows(connection, "SELECT COUNT(*) FROM Company")).containsExactly("3");
      connection.rollback();
    }
    connection.setAutoCommit(true);
    before.assertUnchanged(connection, root);
    update(connection, "INSERT INTO Person VALUES ('after', 1)");
  }

  private String copy(String table, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("in.csv"), content);
    return "COPY " + table + " FROM '" + file + "' WITH (FORMAT csv, HEADER true)";
  }

  private String load(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("in.jsonl"), content);
    return "LOAD GRAPH FROM '" + file + "' MODE APPEND";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Stream<Arguments> csv() {
    return Stream.of(
        Arguments.of("42S22", "Person", "name,nope\nx,1\n", "Column \"nope\"", "in.csv:1"),
        Arguments.of("42S22", "Person", "name,agee\nx,1\n", "Did you mean \"age\"", "in.csv:1"),
        Arguments.of("42S21", "Person", "name,name\nx,1\n", "Column \"name\"", "in.csv:1"),
        Arguments.of(
            "22018", "Person", "name,age\nx,1\ny,abc\n", "\"abc\"", "in.csv:3:3 Person.age"),
        Arguments.of("22003", "Person", "name,age\nx,3000000000\n", "its range", "in.csv:2:3"),
        Arguments.of(
            "22008", "Knows", "src,dst,since\nBob,Alice,2020-13-01\n", "Date", "in.csv:2:11"),
        Arguments.of("23502", "City", "name,pop\nx,1\ny,\n", "required", "in.csv:3:3 City.pop"),
        Arguments.of("23502", "City", "name\nx\n", "required", "City.pop"),
        Arguments.of("23502", "Person", "age\n1\n", "required", "Person.name"),
        Arguments.of("23505", "Person", "name,age\nx,1\ny,2\nx,3\n", "key x", "in.csv:4"),
        Arguments.of("23505", "Person", "name,age\nx,1\nBob,3\n", "key Bob", "in.csv:3"),
        Arguments.of("23503", "Knows", "src,dst\nBob,Alice\nBob,Zed\n", "\"Zed\"", "in.csv:3"),
        Arguments.of(
            "22000", "Person", "name,age\nx,1\ny\n", "expected 2 fields, got 1", "in.csv:3"),
        Arguments.of("22000", "Person", "name,age\nx,1\ny,2,3\n", "got 3", "in.csv:3"),
        Arguments.of("22000", "Person", "name,age\nx,1\n\"y,2\n", "never closed", "in.csv:3:1"),
        Arguments.of("22000", "Person", "name,age\n\"x\"y,1\n", "closing quote", "in.csv:2:3"));
  }

  @ParameterizedTest
  @MethodSource("csv")
  void csvIsRefused(String state, String table, String text, String what, String where)
      throws SQLException, IOException {
    refuses(state, copy(table, bytes(text)), what, where);
  }

  private static String person(String fields) {
    return "{\"type\":\"Person\",\"data\":{" + fields + "}}\n";
  }

  static Stream<Arguments> jsonl() {
    String ok = person("\"name\":\"x\"");
    return Stream.of(
        Arguments.of(
            "22000", ok + "{\"type\":\"Person\",\"data\":{\n", "malformed JSON", "in.jsonl:2:"),
        Arguments.of("22000", ok + "not json\n", "malformed JSON", "in.jsonl:2:"),
        Arguments.of("22000", ok + "[1]\n", "one JSON object", "in.jsonl:2:1"),
        Arguments.of(
            "22000", "{\"type\":\"Person\",\"data\":5}\n", "must be an object", "in.jsonl:1:25"),
        Arguments.of(
            "22000", "{\"type\":\"Nope\",\"data\":{}}\n", "no node type \"Nope\"", "in.jsonl:1:9"),
        Arguments.of(
            "22000",
            "{\"edge\":\"Nope\",\"from\":\"x\",\"to\":\"y\"}\n",
            "no edge type",
            "in.jsonl:1:9"),
        Arguments.of(
            "22000", person("\"name\":\"x\",\"nope\":1"), "no property \"nope\"", "in.jsonl:1:37"),
        Arguments.of(
            "22000", person("\"name\":\"x\",\"name\":\"y\""), "Duplicate field", "in.jsonl:1:"),
        Arguments.of(
            "22018",
            person("\"name\":\"x\",\"age\":\"abc\""),
            "\"abc\"",
            "in.jsonl:1:43 Person.age"),
        Arguments.of("22018", person("\"name\":5"), "expected String", "in.jsonl:1:33 Person.name"),
        Arguments.of("22018", person("\"name\":\"\\ud800\""), "surrogate", "in.jsonl:1:33"),
        Arguments.of(
            "22003", person("\"name\":\"x\",\"age\":3000000000"), "its range", "in.jsonl:1:43"),
        Arguments.of("23502", person("\"age\":1"), "required", "in.jsonl:1:1 Person.name"),
        Arguments.of(
            "23502", "{\"type\":\"City\",\"data\":{\"name\":\"x\"}}\n", "required", "City.pop"),
        Arguments.of("23505", ok + person("\"name\":\"y\"") + ok, "key x", "in.jsonl:3"),
        Arguments.of("23505", ok + person("\"name\":\"Bob\""), "key Bob", "in.jsonl:2"),
        Arguments.of(
            "23503",
            ok + "{\"edge\":\"Knows\",\"from\":\"x\",\"to\":\"Zed\"}\n",
            "\"Zed\"",
            "in.jsonl:2"));
  }

  @ParameterizedTest
  @MethodSource("jsonl")
  void jsonlIsRefused(String state, String text, String what, String where)
      throws SQLException, IOException {
    refuses(state, load(bytes(text)), what, where);
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws SQLException, IOException {
    byte[] noise = new byte[200_000];
    new Random(7).nextBytes(noise);
    refuses("22000", copy("Person", noise), "in.csv:1:1", "not valid UTF-8", "convert it");
    before = GraphState.of(connection, root);
    update(connection, "DELETE FROM Person WHERE name = 'after'");
    before = GraphState.of(connection, root);
    refuses("22000", load(noise), "in.jsonl:1:1", "not valid UTF-8", "convert it");
  }

  @Test
  void aWrongByteIsFound() throws SQLException, IOException {
    byte[] content = bytes("name,age\nx,1\n?,2\n");
    content[13] = (byte) 0xff;
    refuses("22000", copy("Person", content), "in.csv:3:1", "at byte 13");
  }

  @Test
  void anEndlessLineIsRefusedWithinLittleMemory() throws SQLException, IOException {
    String line = "name,age\n" + "x".repeat(40_000_000) + ",1\n";
    refuses("54000", copy("Person", bytes(line)), "in.csv:2", "longer than 32 MiB", "Split it");
  }

  @Test
  void nestingWithoutEndIsRefused() throws SQLException, IOException {
    String line = "{\"type\":\"Person\",\"data\":{\"name\":" + "[".repeat(100_000);
    Refusal.of("22018", () -> update(connection, load(bytes(line + "\n"))), "in.jsonl:1:");
    before.assertUnchanged(connection, root);
  }

  @Test
  void whatIsNoFileIsRefused() throws SQLException, IOException {
    refuses("58030", "COPY Person FROM '" + folder + "/absent.csv'", "absent.csv", "no such file");
  }

  @Test
  void aNameThatNoFileCanHaveIsRefused() throws SQLException, IOException {
    refuses("58030", "COPY Person FROM 'a\0b'", "Nul character", "Check the name");
  }

  @Test
  void aDirectoryIsRefused() throws SQLException, IOException {
    refuses("58030", "COPY Person FROM '" + folder + "'", folder.toString(), "it is a directory");
  }
}
