package io.omnigraph.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.session.Session;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables with deltas on top of their pinned versions: what a check finds in them. */
class DeltaCheckTest {
  private static final String PERSON = "node:Person";
  private static final String KNOWS = "edge:Knows";

  /**
   * Bytes of a delta: its rows (int), its format, then how many replace one and how many are new.
   */
  private static final int FORMAT = 4;

  private static final int REPLACING = 5;
  private static final int INSERTED = 6;

  @TempDir static Path template;
  @TempDir Path folder;

  @BeforeAll
  static void create() {
    Damaged.createWithDeltas(template.resolve("g"));
  }

  private Damaged graph() {
    return Damaged.copy(template.resolve("g"), folder.resolve("g"));
  }

  /** Of main's first delta of a table that has some text in it. */
  private static DamageCase of(
      String tableKey,
      String text,
      String name,
      Consumer<Map<String, Object>> edit,
      FindingKind... kinds) {
    return new DamageCase(
        Set.of(kinds),
        name,
        graph -> graph.editManifest(rows -> edit.accept(delta(rows, tableKey, text))));
  }

  private static Map<String, Object> delta(
      List<Map<String, Object>> rows, String tableKey, String text) {
    return rows.stream()
        .filter(row -> Damaged.text(row, "object_type").equals("table_delta"))
        .filter(row -> Damaged.text(row, "table_key").equals(tableKey))
        .filter(row -> shown(row).contains(text))
        .findFirst()
        .orElseThrow();
  }

  /** One character a byte. */
  private static String shown(Map<String, Object> row) {
    return new String((byte[]) row.get("payload"), StandardCharsets.ISO_8859_1);
  }

  private static Consumer<Map<String, Object>> payload(Consumer<byte[]> edit) {
    return row -> edit.accept((byte[]) row.get("payload"));
  }

  /** Another text of the same length. */
  private static Consumer<Map<String, Object>> replace(String from, String to) {
    return payload(
        bytes -> {
          int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(from);
          System.arraycopy(to.getBytes(StandardCharsets.UTF_8), 0, bytes, at, to.length());
        });
  }

  private static Consumer<Map<String, Object>> count(long more) {
    return row -> row.merge("row_count", more, (a, b) -> (Long) a + (Long) b);
  }

  static Stream<DamageCase> cases() {
    return Stream.of(
        of(PERSON, "Frank", "unknown format", payload(b -> b[FORMAT] = 9), FindingKind.DELTA),
        of(
            PERSON,
            "Frank",
            "its end is missing",
            row -> {
              byte[] bytes = (byte[]) row.get("payload");
              row.put("payload", Arrays.copyOf(bytes, bytes.length - 1));
            },
            FindingKind.DELTA),
        of(
            PERSON,
            "Frank",
            "more rows than there are",
            payload(b -> b[INSERTED] = 100),
            FindingKind.DELTA),
        of(
            PERSON,
            "Frank",
            "of another table",
            row -> row.put("payload", new byte[] {1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 'x'}),
            FindingKind.DELTA),
        of(PERSON, "Gina", "no bytes", row -> row.put("payload", null), FindingKind.MANIFEST_ROW),
        of(KNOWS, "Frank", "the manifest counts other rows", count(1), FindingKind.ROW_COUNT),
        of(
            KNOWS,
            "Frank",
            "an edge leads to nobody",
            replace("Frank", "Frink"),
            FindingKind.MISSING_END),
        of(
            "edge:WorksAt",
            "Frank",
            "a second edge where one is allowed",
            replace("Frank", "Alice"),
            FindingKind.CARDINALITY),
        of(
            PERSON,
            "Frank",
            "a node with edges is another one",
            replace("Frank", "Frink"),
            FindingKind.MISSING_END),
        of(
            PERSON,
            "Frank",
            "a unique value twice",
            replace("f@x", "a@x"),
            FindingKind.DUPLICATE_UNIQUE),
        of(
            PERSON,
            "Frank",
            "a value out of range",
            payload(
                b -> {
                  for (int i = FORMAT; i < b.length; i++) {
                    b[i] = b[i] == 41 ? (byte) 200 : b[i];
                  }
                }),
            FindingKind.ROW_VALUE),
        of(
            PERSON,
            "Bob",
            "a row that is there is inserted",
            payload(
                b -> {
                  b[REPLACING] = 0;
                  b[INSERTED] = 1;
                }),
            FindingKind.DUPLICATE_KEY,
            FindingKind.DUPLICATE_UNIQUE,
            FindingKind.ROW_COUNT));
  }

  @ParameterizedTest
  @MethodSource("cases")
  @DisplayName("Damage of a delta has exactly its findings")
  void findsExactlyTheDamage(DamageCase damaged) {
    damaged.assertFound(graph());
  }

  @Test
  @DisplayName("A whole graph with deltas has no finding, closed or open")
  void findsNothingInAWholeGraph() {
    Damaged graph = graph();
    TableEntry person = graph.pin("node:Person");
    assertThat(person.deltas().length()).isEqualTo(4);
    assertThat(graph.check()).isEmpty();
    assertThat(graph.checkDeeply()).allMatch(f -> f.severity() == Severity.INFO);
    try (Graph open = Graphs.open(graph.root, Damaged.smallCommits());
        Session session = open.newSession()) {
      GraphFixture.delete(session, "Person", "Frank");
      assertThat(graph.check()).isEmpty();
      session.useBranch("winter");
      GraphFixture.insert(session, "Person", GraphFixture.row("Ines"), GraphFixture.row("Jo"));
      assertThat(session.facts().check(CheckOptions.shallow())).isEmpty();
      GraphFixture.insert(
          session,
          "Person",
          Stream.of("a", "b", "c", "d", "e").map(GraphFixture::row).toArray(Object[][]::new));
      assertThat(graph.check()).isEmpty();
      session.fold();
      assertThat(graph.check()).isEmpty();
    }
  }

  @Test
  @DisplayName("Damage of the one branch's delta is not told of the other, and named by its commit")
  void tellsOfWhichBranch() {
    Damaged graph = graph();
    String[] commit = new String[1];
    graph.editManifest(
        "winter",
        rows -> {
          Map<String, Object> row = delta(rows, PERSON, "Hugo");
          ((byte[]) row.get("payload"))[FORMAT] = 9;
          commit[0] = Damaged.text(row, "commit_id");
        });
    List<Finding> findings = graph.check();
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).kind()).isEqualTo(FindingKind.DELTA);
    assertThat(findings.get(0).tableKey()).isEqualTo(PERSON);
    assertThat(findings.get(0).id()).isEqualTo(commit[0]);
  }
}
