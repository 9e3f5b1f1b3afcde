package io.omnigraph.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.session.Session;
import io.omnigraph.storage.log.LocalCommitLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A graph with commits that only its log has. */
class LogCheckTest {
  private static final int SEGMENT_BYTES = 1 << 20;

  /** Some hundred bytes: a record or two. */
  private static final int SMALL_SEGMENT_BYTES = 600;

  @TempDir static Path template;
  @TempDir Path folder;

  @BeforeAll
  static void create() {
    Damaged.createWithLog(template.resolve("g"));
  }

  private Damaged graph() {
    return Damaged.copy(template.resolve("g"), folder.resolve("g"));
  }

  private static DamageCase of(String name, Consumer<Damaged> damage, FindingKind... kinds) {
    return new DamageCase(Set.of(kinds), name, damage);
  }

  private static DamageCase records(
      String name, Consumer<List<byte[]>> edit, FindingKind... kinds) {
    return of(name, graph -> graph.editLog(SEGMENT_BYTES, edit), kinds);
  }

  private static Path segment(Damaged graph) {
    return graph.files(LocalCommitLog.FOLDER).stream()
        .filter(file -> file.toString().endsWith(".log"))
        .findFirst()
        .orElseThrow();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The first record that has a text. */
  private static int find(List<byte[]> records, String text) {
    int at = 0;
    while (!text(records.get(at)).contains(text)) {
      at++;
    }
    return at;
  }

  /** Another text of the same length, in the first record that has both of these. */
  private static Consumer<List<byte[]>> replace(String in, String from, String to) {
    return records -> {
      byte[] record = records.get(find(records, in));
      int at = text(record).lastIndexOf(from);
      System.arraycopy(to.getBytes(StandardCharsets.UTF_8), 0, record, at, to.length());
    };
  }

  static Stream<DamageCase> cases() {
    return Stream.of(
        of(
            "a flipped bit in a record",
            g -> g.flip(segment(g), text(g.bytes(segment(g))).indexOf("k@x")),
            FindingKind.LOG_DAMAGED),
        of("a flipped bit in a header", g -> g.flip(segment(g), 40), FindingKind.LOG_DAMAGED),
        of("segments of a later version", g -> g.flip(segment(g), 9), FindingKind.LOG_FORMAT),
        of(
            "the only segment is gone",
            g -> g.delete(segment(g).toString()),
            FindingKind.LOG_DAMAGED),
        of(
            "the newest segment is gone",
            g -> {
              g.editLog(SMALL_SEGMENT_BYTES, records -> {});
              List<Path> files = g.files(LocalCommitLog.FOLDER);
              files.removeIf(file -> !file.toString().endsWith(".log"));
              g.delete(files.get(files.size() - 1).toString());
            },
            FindingKind.LOG_DAMAGED),
        of(
            "a segment in the middle is gone",
            g -> {
              g.editLog(SMALL_SEGMENT_BYTES, records -> {});
              g.delete(LocalCommitLog.FOLDER + "/00000000000000000002.log");
            },
            FindingKind.LOG_CHAIN),
        records("a record of a later version", r -> r.get(1)[0] = 9, FindingKind.LOG_FORMAT),
        records(
            "a record that is none",
            r -> r.set(1, Arrays.copyOf(r.get(1), r.get(1).length - 3)),
            FindingKind.LOG_DAMAGED),
        records("a record is missing", r -> r.remove(1), FindingKind.LOG_CHAIN),
        records("a record twice", r -> r.add(2, r.get(1))),
        records(
            "another parent",
            r -> {
              byte[] record = r.get(2);
              record[12] ^= 1; // within the parent's id
            },
            FindingKind.LOG_CHAIN),
        records(
            "a row of a delta has another key",
            replace("k@x", "Kate", "Kato"),
            FindingKind.MISSING_END),
        records("a unique value twice", replace("m@x", "m@x", "l@x"), FindingKind.DUPLICATE_UNIQUE),
        of(
            "a table has lost a file that only the log names",
            g -> {
              String data = g.pin("node:Company").path() + "/data";
              g.truncate(g.newest(data));
            },
            FindingKind.TABLE_UNREADABLE));
  }

  @ParameterizedTest
  @MethodSource("cases")
  @DisplayName("Damage of the log, or of what only the log names, has exactly its findings")
  void findsExactlyTheDamage(DamageCase damaged) {
    damaged.assertFound(graph());
  }

  @Test
  @DisplayName("A graph with a log has no finding; nor has it one when the log's end is lost")
  void findsNothingInAWholeGraph() {
    Damaged graph = graph();
    assertThat(graph.check()).isEmpty();
    assertThat(graph.checkDeeply()).allMatch(f -> f.severity() == Severity.INFO);
    graph.delete(LocalCommitLog.FOLDER + "/end");
    assertThat(graph.check()).isEmpty();
    assertThat(Files.exists(graph.root.resolve(LocalCommitLog.FOLDER + "/end"))).isFalse();
    graph.checkpoint();
    assertThat(graph.check()).isEmpty();
    assertThat(graph.checkDeeply()).allMatch(f -> f.severity() == Severity.INFO);
  }

  @Test
  @DisplayName("Beside its open graph the check sees what was committed a moment ago")
  void seesTheOpenGraph() {
    Damaged graph = graph();
    try (Graph open = Graphs.open(graph.root, Damaged.logged());
        Session session = open.newSession()) {
      assertThat(session.facts().check(CheckOptions.shallow())).isEmpty();
      GraphFixture.delete(session, "Person", "Kate");
      session.createBranch("spring", "main", Optional.empty());
      session.useBranch("spring");
      GraphFixture.insert(session, "Person", GraphFixture.row("Nina", 20, null));
      assertThat(graph.check()).isEmpty();
      session.useBranch("main");
      session.dropBranch("spring");
      session.createBranch("spring", "main", Optional.empty());
      assertThat(graph.check()).isEmpty();
      session.useBranch("spring");
      GraphFixture.insert(session, "Person", GraphFixture.row("Olaf", 20, null));
      assertThat(graph.check()).isEmpty();
      session.fold();
      assertThat(graph.check()).isEmpty();
      graph.checkpoint();
      long newest = session.facts().commits("main").size();
      session.createBranch("older", "main", Optional.of(newest - 2));
      assertThat(graph.check()).isEmpty();
    }
    assertThat(graph.check()).isEmpty();
  }

  @Test
  @DisplayName("Sums that only the log has are compared")
  void comparesChecksums() {
    Damaged graph = graph();
    graph.flip(graph.newest(graph.pin("node:Company").path() + "/data"), 0);
    assertThat(DamageCase.kinds(graph.checkDeeply()))
        .contains(FindingKind.CHECKSUM)
        .isSubsetOf(FindingKind.CHECKSUM, FindingKind.NO_CHECKSUM);
  }

  @Test
  @DisplayName("The place of the damage is named, and the rest of the graph is checked even so")
  void goesOnBesideADamagedLog() {
    Damaged graph = graph();
    graph.flip(segment(graph), text(graph.bytes(segment(graph))).indexOf("k@x"));
    graph.editManifest(
        rows ->
            rows.stream()
                .filter(row -> Damaged.text(row, "object_type").equals("table_delta"))
                .forEach(row -> row.merge("row_count", 1L, (a, b) -> (Long) a + 1)));
    List<Finding> findings = graph.check();
    assertThat(DamageCase.kinds(findings))
        .containsExactlyInAnyOrder(FindingKind.LOG_DAMAGED, FindingKind.ROW_COUNT);
    assertThat(findings.get(0).message()).contains("00000000000000000001.log");
  }
}
