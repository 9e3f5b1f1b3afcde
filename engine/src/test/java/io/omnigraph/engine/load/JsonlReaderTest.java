package io.omnigraph.engine.load;

import static io.omnigraph.engine.load.Loads.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.engine.schema.Ulid;
import io.omnigraph.storage.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonlReaderTest {
  private static final GraphSchema SCHEMA =
      Schemas.compile(
          """
          node Person { name: String @key  age: I32? }
          node Company { name: String @key }
          node Note { text: String?  n: I32 @default(7) }
          node Pair { a: String  b: I64  @key(a, b) }
          node Day { d: Date @key  t: DateTime?  x: F32?  y: F64?  u: U64?  b: Bool?  c: Decimal(5, 2)?
            j: Json?  s: String(3)?  h: Time?  i: I64?  e: enum(p, q)? }
          edge Knows: Person -> Person { since: Date? }
          edge On: Note -> Day
          edge Link: Pair -> Pair { w: I32 }
          """);

  @TempDir Path folder;
  private Loads loads;

  @BeforeEach
  void newLoads() {
    loads = new Loads(folder, SCHEMA);
  }

  @Test
  @DisplayName("LOAD-01 nodes and edges of one file, in any order, go to their tables")
  void readsNodesAndEdges() {
    Map<String, List<String>> rows =
        loads.jsonl(
            """
            {"edge":"Knows","from":"Alice","to":"Bob","data":{"since":"1970-01-11"}}
            {"type":"Person","data":{"name":"Alice","age":30}}
            {"data":{"age":null,"name":"Bob"},"type":"Person"}
            {"to":"Alice","from":"Bob","edge":"KNOWS"}
            {"type":"Company","data":{"name":"Acme"}}
            """);
    assertThat(rows.get("Person")).containsExactly("2: Alice | 30", "3: Bob | null");
    assertThat(rows.get("Knows"))
        .containsExactly("1: Alice | Bob | 10 | null", "4: Bob | Alice | null | null");
    assertThat(rows.get("Company")).containsExactly("5: Acme");
  }

  @Test
  @DisplayName("LOAD-23 an unkeyed row keeps its explicit id; another text stands for its hash")
  void explicitIds() {
    String id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    String hashed = Ulid.text(Ulid.ofAnyText("n-1"), 0);
    assertThat(
            loads
                .jsonl(
                    """
                    {"type":"Note","data":{"_id":"%s"}}
                    {"type":"Note","data":{"id":"n-1","n":1}}
                    {"type":"Note"}
                    """
                        .formatted(id))
                .get("Note"))
        .containsExactly("1: null | 7 | " + id, "2: null | 1 | " + hashed, "3: null | 7 | null");
    assertThat(loads.jsonl("{\"edge\":\"On\",\"from\":\"n-1\",\"to\":10}").get("On"))
        .containsExactly("1: " + hashed + " | 10 | null");
  }

  @Test
  @DisplayName("LOAD-24 data.id of a keyed type must be the key's text")
  void upstreamId() {
    assertThat(loads.jsonl("{\"type\":\"Person\",\"data\":{\"id\":\"A\",\"name\":\"A\"}}"))
        .containsEntry("Person", List.of("1: A | null"));
    assertThat(
            refused(
                ErrorCode.LOAD_LINE,
                () ->
                    loads.jsonl("\n{\"type\":\"Person\",\"data\":{\"id\":\"B\",\"name\":\"A\"}}")))
        .contains("in.jsonl:2:", "\"B\"", "\"A\"");
  }

  @Test
  @DisplayName("LOAD-25 composite ends come as key text, array or object")
  void compositeEnds() {
    assertThat(
            loads
                .jsonl(
                    """
                    {"edge":"Link","from":"[\\"x\\",\\"1\\"]","to":["x",2],"data":{"w":1}}
                    {"edge":"Link","from":{"b":1,"a":"x"},"to":["x","2"],"data":{"w":2}}
                    """)
                .get("Link"))
        .containsExactly("1: x | 1 | x | 2 | 1 | null", "2: x | 1 | x | 2 | 2 | null");
    for (String bad :
        List.of("[\"x\"]", "[\"x\",1,2]", "{\"a\":\"x\"}", "{\"a\":\"x\",\"c\":1}", "7")) {
      assertThat(
              refused(
                  ErrorCode.VALUE_INVALID,
                  () ->
                      loads.jsonl(
                          "{\"edge\":\"Link\",\"from\":"
                              + bad
                              + ",\"to\":[\"x\",2],\"data\":{\"w\":1}}")))
          .contains("in.jsonl:1:", "Link.src_a");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "t;\"1970-01-01T00:00:01+01:00\";-3599000",
        "t;1500;1500",
        "x;0.1;0.1",
        "y;1e3;1000.0",
        "u;18446744073709551615;18446744073709551615",
        "u;\"18446744073709551615\";18446744073709551615",
        "i;\"-5\";-5",
        "b;true;true",
        "c;1.5;1.50",
        "c;\"-1.25\";-1.25",
        "j;{\"a\":[1, 2.50]};{\"a\":[1, 2.50]}",
        "j;7;7",
        "j;\"[1]\";[1]",
        "s;\"a\\u00fc\";aü",
        "h;\"10:11:12\";10:11:12",
        "e;\"p\";p"
      })
  void acceptsEveryValueForm(String property, String json, String shown) {
    int at = SCHEMA.nodeType("Day").orElseThrow().columnIndex(property);
    String row =
        loads
            .jsonl("{\"type\":\"Day\",\"data\":{\"d\":3,\"" + property + "\":" + json + "}}")
            .get("Day")
            .get(0);
    assertThat(row.split(" \\| ")[at]).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "age;3000000000;VALUE_OUT_OF_RANGE",
        "age;\"5\";VALUE_INVALID",
        "age;1.5;VALUE_INVALID",
        "age;[1];VALUE_INVALID",
        "age;true;VALUE_INVALID",
        "name;5;VALUE_INVALID",
        "name;null;LOAD_VALUE_MISSING",
        "name;{};VALUE_INVALID",
        "name;\"\\ud800\";VALUE_INVALID"
      })
  @DisplayName("LOAD-27 a wrong type is an error, also where the property may be NULL")
  void wrongTypes(String property, String json, ErrorCode code) {
    String line = "{\"type\":\"Person\",\"data\":{\"" + property + "\":" + json + "}}";
    assertThat(refused(code, () -> loads.jsonl(line)))
        .contains("in.jsonl:1:" + (line.indexOf("\":" + json + "}") + 3), "Person." + property);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "x;1e39;VALUE_OUT_OF_RANGE",
        "y;1e999;VALUE_OUT_OF_RANGE",
        "y;NaN;LOAD_LINE",
        "b;0;VALUE_INVALID",
        "b;\"true\";VALUE_INVALID",
        "u;-1;VALUE_OUT_OF_RANGE",
        "t;\"2020-01-01\";DATETIME_INVALID",
        "t;99999999999999999;DATETIME_OVERFLOW",
        "d;99999999;DATETIME_OVERFLOW",
        "d;\"2021-02-29\";DATETIME_OVERFLOW",
        "s;\"abcd\";STRING_TOO_LONG",
        "j;\"{\";VALUE_INVALID",
        "c;1234.5;VALUE_OUT_OF_RANGE",
        "h;5;VALUE_INVALID"
      })
  @DisplayName("LOAD-27 values out of range are refused")
  void outOfRange(String property, String json, ErrorCode code) {
    assertThat(
            refused(
                code,
                () ->
                    loads.jsonl("{\"type\":\"Day\",\"data\":{\"" + property + "\":" + json + "}}")))
        .contains("in.jsonl:1:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"Person\",\"data\":{\"name\":\"a\",\"name\":\"b\"}};Duplicate",
        "{\"type\":\"Person\",\"type\":\"Person\"};Duplicate",
        "{\"type\":\"Person\",\"data\":{\"name\":\"a\"}} {};second value",
        "{\"type\":\"Person\",\"edge\":\"Knows\"};not both",
        "{\"type\":\"Person\",\"data\":{\"name\":\"a\"},\"x\":1};unknown member \"x\"",
        "{\"type\":\"Person\",\"data\":{\"name\":\"a\",\"nam\":1}};Did you mean \"name\"?",
        "{\"type\":\"Person\",\"data\":{\"name\":\"a\",\"_rowid\":1}};_rowid",
        "{\"type\":\"Person\",\"data\":{\"name\":\"a\",\"_id\":\"x\"}};_id",
        "{\"edge\":\"Knows\",\"from\":\"a\",\"to\":\"b\",\"data\":{\"src\":\"a\"}};src",
        "{\"type\":\"Person\",\"from\":\"a\"};belongs to an edge",
        "{\"data\":{}};needs \"type\"",
        "{};needs \"type\"",
        "[1];expected one JSON object",
        "{\"type\":\"Person\",\"data\":[]};must be an object",
        "{\"type\":\"Person\",;malformed JSON",
        "{\"type\":5};as a string",
        "{\"type\":\"Persn\"};Did you mean \"Person\"?",
        "{\"type\":\"person\"};no node type",
        "{\"edge\":\"Likes\",\"from\":1,\"to\":2};no edge type \"Likes\"",
        "not json;malformed JSON"
      })
  @DisplayName("LOAD-06 LOAD-32 a line that breaks the strict rules is refused with its number")
  void strictRules(String line, String message) {
    String good = "{\"type\":\"Person\",\"data\":{\"name\":\"ok\"}}\n";
    assertThat(refused(ErrorCode.LOAD_LINE, () -> loads.jsonl(good + line + "\n" + good)))
        .contains("in.jsonl:2:", message);
  }

  @Test
  @DisplayName("LOAD-32 a numeric _id is refused")
  void numericId() {
    assertThat(
            refused(
                ErrorCode.VALUE_INVALID,
                () -> loads.jsonl("{\"type\":\"Note\",\"data\":{\"_id\":5}}")))
        .contains("in.jsonl:1:30 Note._id");
  }

  @Test
  @DisplayName("LOAD-07 an edge without from or to is refused")
  void edgeWithoutEnd() {
    assertThat(
            refused(
                ErrorCode.LOAD_VALUE_MISSING,
                () -> loads.jsonl("{\"edge\":\"Knows\",\"to\":\"Bob\"}")))
        .contains("in.jsonl:1:1 Knows.from");
    assertThat(
            refused(
                ErrorCode.LOAD_VALUE_MISSING,
                () -> loads.jsonl("{\"edge\":\"Knows\",\"from\":\"Bob\",\"data\":{}}")))
        .contains("Knows.to");
  }

  @Test
  @DisplayName("LOAD-13 a required property that is missing is 23502")
  void requiredMissing() {
    assertThat(
            refused(
                ErrorCode.LOAD_VALUE_MISSING,
                () -> loads.jsonl("\n{\"type\":\"Person\",\"data\":{\"age\":1}}")))
        .contains("in.jsonl:2:1 Person.name");
  }

  @Test
  @DisplayName("LOAD-33 CRLF, blank lines and a byte order mark are accepted")
  void lineEnds() {
    String line = "{\"type\":\"Company\",\"data\":{\"name\":\"%s\"}}";
    String text = "\uFEFF" + line.formatted("A") + "\r\n\r\n  \n" + line.formatted("B");
    assertThat(loads.jsonl(text).get("Company")).containsExactly("1: A", "4: B");
  }

  @Test
  @DisplayName("LOAD-34 more than 32 MiB or 131,072 structural tokens in a line are 54000")
  void limits() {
    byte[] large = new byte[(32 << 20) + 1];
    Arrays.fill(large, (byte) ' ');
    large[0] = '{';
    assertThat(
            refused(
                ErrorCode.LIMIT_EXCEEDED,
                () ->
                    loads.read(
                        loads.request(
                            java.util.Optional.empty(),
                            LoadRequest.Format.JSONL,
                            loads.write("in.jsonl", large)))))
        .contains("in.jsonl:1", "32 MiB");
    // Twelve tokens stand around the list's commas.
    String head = "{\"type\":\"Day\",\"data\":{\"d\":1,\"j\":[1";
    String fits = head + ",1".repeat(131_072 - 12) + "]}}";
    assertThat(loads.jsonl(fits).get("Day")).hasSize(1);
    String over = head + ",1".repeat(131_073 - 12) + "]}}";
    assertThat(refused(ErrorCode.LIMIT_EXCEEDED, () -> loads.jsonl(over))).contains("131,072");
  }

  @Test
  void invalidUtf8IsNamedByLineAndByte() {
    byte[] bytes = Loads.utf8("{\"type\":\"Company\",\"data\":{\"name\":\"A\"}}\n{\"type\":\"?");
    bytes[bytes.length - 1] = (byte) 0xC3;
    assertThat(
            refused(
                ErrorCode.LOAD_LINE,
                () ->
                    loads.read(
                        loads.request(
                            java.util.Optional.empty(),
                            LoadRequest.Format.JSONL,
                            loads.write("in.jsonl", bytes)))))
        .contains("in.jsonl:2:10", "not valid UTF-8", "byte " + (bytes.length - 1));
  }

  @Test
  void copyReadsBareRows() {
    assertThat(loads.copyJsonl("person", "{\"age\":3,\"name\":\"A\"}\n"))
        .containsExactly("1: A | 3");
    assertThat(loads.copyJsonl("Knows", "{\"src\":\"A\",\"to\":\"B\"}\n"))
        .containsExactly("1: A | B | null | null");
    assertThat(
            refused(
                ErrorCode.LOAD_LINE,
                () -> loads.copyJsonl("Knows", "{\"src\":\"A\",\"from\":\"B\"}")))
        .contains("Knows.src is given twice");
    loads.columns = List.of("name");
    assertThat(
            refused(
                ErrorCode.LOAD_LINE, () -> loads.copyJsonl("Person", "{\"name\":\"A\",\"age\":1}")))
        .contains("age");
  }

  @Test
  void readsManyWindowsInOrder() {
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      text.append("{\"type\":\"Person\",\"data\":{\"name\":\"p-é-").append(i).append("\",\"age\":");
      text.append(i).append("}}\n");
      expected.add((i + 1) + ": p-é-" + i + " | " + i);
    }
    assertThat(loads.jsonl(text.toString()).get("Person")).isEqualTo(expected);
  }

  @Test
  void csvOfManyTablesIsRefusedByName() {
    assertThat(
            refused(
                ErrorCode.UNSUPPORTED,
                () ->
                    loads.read(
                        loads.request(
                            java.util.Optional.empty(),
                            LoadRequest.Format.CSV,
                            loads.write("x.csv", new byte[0])))))
        .contains("CSV");
  }
}
