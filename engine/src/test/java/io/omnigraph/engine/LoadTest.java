package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadRequest.Format;
import io.omnigraph.engine.load.LoadRequest.Mode;
import io.omnigraph.engine.load.LoadResult;
import io.omnigraph.storage.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadTest extends OpenGraphTest {
  @Override
  String schema() {
    return """
        node Person { name: String @key  age: I32? }
        node Company { name: String @key }
        node Source { id: I64 @key  source: String?  external_id: String?  @unique(source, external_id) }
        edge Knows: Person -> Person { since: Date? }
        edge WorksAt: Person -> Company
        edge Leads: Person -> Company @card(0..1) { slot: String  @key(src, slot) }
        """;
  }

  private LoadResult load(Mode mode, String text) {
    return session.load(request(mode, Optional.empty(), Format.JSONL, text));
  }

  private LoadResult copy(Mode mode, String table, String text) {
    return session.load(request(mode, Optional.of(table), Format.CSV, text));
  }

  private LoadRequest request(Mode mode, Optional<String> table, Format format, String text) {
    Path file = folder.resolve(format == Format.CSV ? "in.csv" : "in.jsonl");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new LoadRequest(
        table,
        List.of(),
        file,
        format,
        mode,
        LoadRequest.CsvOptions.defaults(),
        LoadRequest.Progress.NONE);
  }

  private static String person(String name, int age) {
    return "{\"type\":\"Person\",\"data\":{\"name\":\"%s\",\"age\":%d}}\n".formatted(name, age);
  }

  private static String edge(String type, String from, String to) {
    return "{\"edge\":\"%s\",\"from\":\"%s\",\"to\":\"%s\"}\n".formatted(type, from, to);
  }

  @Test
  @DisplayName("LOD-01 overwrite replaces the types that the file names and no others")
  void overwrite() {
    long before = seq();
    LoadResult result =
        load(
            Mode.OVERWRITE,
            edge("Knows", "Zoe", "Alice")
                + person("Zoe", 1)
                + person("Alice", 2)
                + edge("WorksAt", "Zoe", "Acme"));
    assertThat(result.rows()).isEqualTo(4);
    assertThat(result.tables())
        .extracting(LoadResult.TableCount::table)
        .containsExactly("Person", "Knows", "WorksAt");
    assertThat(read("Person")).containsExactly("Alice|2", "Zoe|1");
    assertThat(read("Knows")).containsExactly("Zoe|Alice|null");
    assertThat(read("WorksAt")).containsExactly("Zoe|Acme");
    assertThat(read("Company")).hasSize(2);
    assertThat(session.branches()).containsExactly("main");
    assertThat(seq()).isEqualTo(before + 1);
    insert(session, "Person", row("Next", 3));
    update(session, "Person", row("Alice", 4));
    assertThat(read("Person")).containsExactly("Alice|4", "Next|3", "Zoe|1");
  }

  @Test
  @DisplayName("LOD-02, LOD-03 merge replaces whole rows by key and adds new ones")
  void merge() {
    load(Mode.MERGE, person("Alice", 31) + person("Emil", 35));
    assertThat(read("Person"))
        .containsExactly("Alice|31", "Bob|25", "Charlie|35", "Diana|28", "Emil|35");
    load(Mode.MERGE, "{\"type\":\"Person\",\"data\":{\"name\":\"Bob\"}}\n" + person("Fay", 1));
    assertThat(read("Person")).contains("Bob|null", "Fay|1").hasSize(6);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @DisplayName("LOD-05 a key twice in one file is refused in each mode")
  void repeatedKey(Mode mode) {
    List<String> before = read("Person");
    assertRefused(
        () -> load(mode, person("New", 1) + person("X", 1) + person("New", 2)),
        ErrorCode.KEY_CONFLICT,
        "@unique violation",
        "New",
        "in.jsonl:3");
    assertThat(read("Person")).isEqualTo(before);
  }

  @Test
  @DisplayName("LOD-06 a composite unique constraint")
  void compositeUnique() {
    copy(Mode.APPEND, "Source", "id,source,external_id\n1,a,x\n2,a,y\n3,b,x\n4,a,\n5,a,\n");
    assertThat(read("Source")).hasSize(5);
    assertRefused(
        () -> copy(Mode.APPEND, "Source", "id,source,external_id\n6,c,c\n7,b,x\n"),
        ErrorCode.UNIQUE_VIOLATION,
        "source, external_id",
        "in.csv:3");
    assertThat(read("Source")).hasSize(5);
  }

  @Test
  @DisplayName("LOD-07 an append with an unknown end loads nothing, the next one works")
  void unknownEnd() {
    assertRefused(
        () -> load(Mode.APPEND, person("New", 1) + edge("Knows", "New", "Ghost")),
        ErrorCode.MISSING_END,
        "Ghost",
        "not found");
    assertThat(read("Person")).hasSize(4);
    assertRefused(
        () -> copy(Mode.APPEND, "Knows", "src,dst\nAlice,Bob\nGhost,Alice\n"),
        ErrorCode.MISSING_END,
        "Ghost",
        "in.csv:3");
    assertThat(read("Knows")).hasSize(3);
    load(Mode.APPEND, edge("Knows", "New", "Alice") + person("New", 1));
    assertThat(read("Person")).hasSize(5);
    assertThat(read("Knows")).hasSize(4);
  }

  @Test
  @DisplayName("LOD-08 an overwrite with a bad edge, or one that leaves orphans, changes nothing")
  void badOverwrite() {
    assertRefused(
        () -> load(Mode.OVERWRITE, person("New", 1) + edge("Knows", "New", "Alice")),
        ErrorCode.MISSING_END,
        "Alice");
    assertRefused(() -> load(Mode.OVERWRITE, person("New", 1)), ErrorCode.MISSING_END, "Alice");
    assertThat(read("Person")).hasSize(4);
    assertThat(read("Knows")).hasSize(3);
  }

  @Test
  @DisplayName("LOD-09, LOD-11, LOD-12 cardinality holds in every mode")
  void cardinality() {
    String lead =
        "{\"edge\":\"Leads\",\"from\":\"Alice\",\"to\":\"%s\",\"data\":{\"slot\":\"%s\"}}\n";
    assertRefused(
        () -> load(Mode.APPEND, lead.formatted("Acme", "a") + lead.formatted("Globex", "b")),
        ErrorCode.CARDINALITY_VIOLATION,
        "Alice");
    load(Mode.APPEND, lead.formatted("Acme", "a"));
    load(Mode.MERGE, lead.formatted("Globex", "a"));
    assertThat(read("Leads")).containsExactly("Alice|Globex|a");
    load(Mode.MERGE, lead.formatted("Acme", "a") + lead.formatted("Globex", "a"));
    assertThat(read("Leads")).containsExactly("Alice|Globex|a");
  }

  @Test
  @DisplayName("LOD-15 a load on a branch forks the table, main does not see it")
  void onABranch() {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    load(Mode.APPEND, person("Eve", 22));
    assertThat(read("feature", "Person")).contains("Eve|22").hasSize(5);
    assertThat(read("main", "Person")).hasSize(4);
    load(Mode.OVERWRITE, edge("Knows", "Eve", "Alice"));
    assertThat(read("feature", "Knows")).containsExactly("Eve|Alice|null");
    assertThat(read("main", "Knows")).hasSize(3);
  }

  @Test
  @DisplayName("LOD-16 append refuses an existing key and keeps its row")
  void existingKey() {
    assertRefused(
        () -> load(Mode.APPEND, person("Zed", 1) + person("Alice", 1)),
        ErrorCode.KEY_CONFLICT,
        "Alice",
        "in.jsonl:2");
    assertThat(read("Person")).contains("Alice|30").hasSize(4);
  }

  @Test
  @DisplayName("LOD-17 an overwrite of one table with an empty file empties it")
  void emptyOverwrite() {
    long before = seq();
    copy(Mode.OVERWRITE, "WorksAt", "src,dst\n");
    assertThat(read("WorksAt")).isEmpty();
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(load(Mode.APPEND, "").tables()).isEmpty();
    assertThat(seq()).isEqualTo(before + 1);
  }

  @Test
  void aLoadInsideATransactionJoinsIt() {
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    load(Mode.APPEND, edge("Knows", "Eve", "Fay") + person("Fay", 23));
    load(Mode.MERGE, person("Fay", 24) + person("Alice", 1));
    assertThat(GraphFixture.read(session, "Person")).contains("Alice|1", "Eve|22", "Fay|24");
    assertThat(read("Person")).hasSize(4);
    session.rollback();
    assertThat(GraphFixture.read(session, "Person")).hasSize(4);
  }

  @Test
  void anOverwriteInsideATransactionKeepsTheOthersRowsUntilCommit() {
    session.setAutoCommit(false);
    load(
        Mode.OVERWRITE,
        person("Alice", 2)
            + person("Zoe", 1)
            + edge("Knows", "Zoe", "Alice")
            + edge("WorksAt", "Alice", "Acme"));
    assertThat(GraphFixture.read(session, "Person")).containsExactly("Alice|2", "Zoe|1");
    assertThat(read("Person")).hasSize(4);
    session.commit();
    assertThat(read("Person")).containsExactly("Alice|2", "Zoe|1");
    assertThat(read("Knows")).containsExactly("Zoe|Alice|null");
  }

  @Test
  @DisplayName("LOD-14 five hundred rows, filtered")
  void manyRows() {
    StringBuilder csv = new StringBuilder("name,age\n");
    for (int i = 0; i < 500; i++) {
      csv.append("p").append(i).append(',').append(i).append('\n');
    }
    copy(Mode.APPEND, "Person", csv.toString());
    assertThat(read("Person")).hasSize(504).contains("p499|499");
  }

  @Test
  void aBranchOfEmptyTablesIsLoadedAndChanged() {
    delete(session, "Person", "Alice", "Bob", "Charlie", "Diana");
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    copy(Mode.APPEND, "Person", "name,age\nEve,1\nFay,2\n");
    insert(session, "Source", row(1L, "a", "b"));
    update(session, "Person", row("Eve", 3));
    delete(session, "Person", "Fay");
    insert(session, "Person", row("Gil", 4));
    assertThat(read("feature", "Person")).containsExactly("Eve|3", "Gil|4");
    assertThat(read("feature", "Source")).containsExactly("1|a|b");
    assertThat(read("main", "Person")).isEmpty();
    assertThat(read("main", "Source")).isEmpty();
  }
}
