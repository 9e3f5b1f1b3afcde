package io.omnigraph.engine.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.recovery.RecoveryAudit;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of finding, by a directory that has it and no other; none in a whole one. */
class GraphCheckTest {
  private static final String PERSON = "node:Person";

  @TempDir static Path template;
  @TempDir Path folder;

  @BeforeAll
  static void create() {
    Damaged.create(template.resolve("g"));
  }

  private Damaged graph() {
    return Damaged.copy(template.resolve("g"), folder.resolve("g"));
  }

  private static DamageCase of(FindingKind kind, String name, Consumer<Damaged> damage) {
    return new DamageCase(Set.of(kind), name, damage);
  }

  private static Consumer<Damaged> manifest(Consumer<List<Map<String, Object>>> edit) {
    return graph -> graph.editManifest(edit);
  }

  private static Consumer<Damaged> person(Consumer<List<Map<String, Object>>> edit) {
    return graph -> graph.editRows(PERSON, edit);
  }

  private static Map<String, Object> copy(Map<String, Object> row, Object... changes) {
    Map<String, Object> copy = new HashMap<>(row);
    for (int i = 0; i < changes.length; i += 2) {
      copy.put((String) changes[i], changes[i + 1]);
    }
    return copy;
  }

  static Stream<DamageCase> cases() {
    List<DamageCase> cases = new ArrayList<>();
    cases.addAll(files());
    cases.addAll(manifests());
    cases.addAll(tables());
    cases.addAll(rows());
    return cases.stream();
  }

  private static List<DamageCase> files() {
    return List.of(
        of(
            FindingKind.NOT_A_GRAPH,
            "no version of the manifest",
            g -> g.files("__manifest/_versions").forEach(f -> g.delete(f.toString()))),
        of(FindingKind.SCHEMA_FILES, "no source", g -> g.delete("_schema.pg")),
        of(FindingKind.SCHEMA_FILES, "no IR", g -> g.delete("_schema.ir.json")),
        of(
            FindingKind.SCHEMA_FILES,
            "another schema",
            g -> g.write("_schema.pg", "node Robot { name: String @key }")),
        of(
            FindingKind.SCHEMA_OBJECT,
            "no object",
            g ->
                g.files("__schemas").stream()
                    .filter(file -> file.toString().endsWith(".pg"))
                    .forEach(file -> g.delete(file.toString()))),
        of(
            FindingKind.SCHEMA_OBJECT,
            "an object of another schema",
            g -> g.files("__schemas").forEach(g::truncate)),
        of(
            FindingKind.UNREFERENCED_FILES,
            "a data file that no commit named",
            g -> g.writeOld(g.pin(PERSON).path() + "/data/0123.lance", "rows")),
        of(
            FindingKind.UNREFERENCED_FILES,
            "a table that no commit named",
            g -> g.writeOld("nodes/0123456789abcdef/data/0123.lance", "rows")),
        of(
            FindingKind.ORPHAN_FORK,
            "a fork of a branch that is gone",
            g -> g.fork(g.pin(PERSON).path(), "ghost")),
        of(
            FindingKind.AUDIT,
            "a recovery without its commit",
            g -> {
              g.recoverOnce();
              g.editTable(RecoveryAudit.PATH, rows -> rows.get(0).put("graph_commit_id", "nobody"));
            }),
        of(
            FindingKind.SCHEMA_STAGING,
            "a staged file",
            g -> g.write("__schema_state.json.staging", "{}")),
        of(FindingKind.WRITER_LOCK, "no lock file", g -> g.delete("__writer.lock")),
        of(
            FindingKind.SIDECAR_DAMAGED,
            "no JSON",
            g -> g.write("__recovery/01ARZ3NDEKTSV4RRFFQ69G5FAV.json", "{\"schema_")),
        of(
            FindingKind.SIDECAR_DAMAGED,
            "of a later version",
            g -> g.write("__recovery/01ARZ3NDEKTSV4RRFFQ69G5FAV.json", "{\"schema_version\":9}")));
  }

  private static List<DamageCase> manifests() {
    return List.of(
        of(
            FindingKind.MANIFEST_UNREADABLE,
            "a branch's version is cut",
            g -> g.truncate(g.files("__manifest/tree/winter/_versions").get(0))),
        of(
            FindingKind.MANIFEST_ROW,
            "a row of another commit",
            manifest(rows -> first(rows, "table").put("commit_id", "nobody"))),
        of(
            FindingKind.MANIFEST_ROW,
            "a version of an unknown table",
            manifest(
                rows -> {
                  Map<String, Object> row = first(rows, "table_version");
                  rows.add(
                      copy(
                          row,
                          "table_id",
                          7L,
                          "object_id",
                          "table_version:%016x:%020d".formatted(7, (Long) row.get("seq"))));
                })),
        of(
            FindingKind.MANIFEST_ROW,
            "two rows of one id",
            manifest(rows -> rows.add(copy(first(rows, "table"))))),
        of(
            FindingKind.COMMIT_CHAIN,
            "a commit of another parent",
            manifest(rows -> commit(rows, 3).put("parent_commit_id", "nobody"))),
        of(
            FindingKind.COMMIT_CHAIN,
            "two commits of one seq",
            manifest(
                rows ->
                    rows.add(
                        copy(
                            commit(rows, 3),
                            "commit_id",
                            "twin",
                            "object_id",
                            "graph_commit:twin")))),
        of(
            FindingKind.BRANCH_HEAD,
            "the head is not the last commit",
            manifest(rows -> first(rows, "graph_head").put("commit_id", "nobody"))),
        of(
            FindingKind.BRANCH_HEAD,
            "no head",
            manifest(rows -> rows.remove(first(rows, "graph_head")))));
  }

  private static Map<String, Object> first(List<Map<String, Object>> rows, String type) {
    return Damaged.first(rows, type);
  }

  private static Map<String, Object> commit(List<Map<String, Object>> rows, long seq) {
    return rows.stream()
        .filter(row -> Damaged.text(row, "object_type").equals("graph_commit"))
        .filter(row -> row.get("seq").equals(seq))
        .findFirst()
        .orElseThrow();
  }

  private static List<DamageCase> tables() {
    return List.of(
        new DamageCase(
            Set.of(FindingKind.TABLE_NAME, FindingKind.TABLE_TYPES),
            "two tables of one name",
            manifest(rows -> registration(rows, PERSON).put("table_key", "node:Company"))),
        new DamageCase(
            Set.of(FindingKind.TABLE_PATH, FindingKind.PIN_AHEAD),
            "two tables at one path",
            manifest(
                rows ->
                    registration(rows, PERSON)
                        .put("table_path", registration(rows, "node:Company").get("table_path")))),
        of(
            FindingKind.TABLE_TYPES,
            "a table without a type",
            manifest(rows -> registration(rows, "edge:Knows").put("table_key", "edge:Likes"))),
        of(
            FindingKind.TABLE_COLUMNS,
            "two tables have each other's names",
            manifest(
                rows -> {
                  Map<String, Object> person = registration(rows, PERSON);
                  Map<String, Object> company = registration(rows, "node:Company");
                  person.put("table_key", "node:Company");
                  company.put("table_key", PERSON);
                })),
        of(
            FindingKind.TABLE_MISSING,
            "a table's versions are gone",
            g ->
                g.files(g.pin("edge:Knows").path() + "/_versions")
                    .forEach(f -> g.delete(f.toString()))),
        of(
            FindingKind.TABLE_UNREADABLE,
            "a data file is gone",
            g -> g.delete(g.files(g.pin("edge:Knows").path() + "/data").get(0).toString())),
        of(
            FindingKind.TABLE_UNREADABLE,
            "a data file is empty",
            g -> g.truncate(g.files(g.pin("edge:Knows").path() + "/data").get(0))),
        of(
            FindingKind.PIN_AHEAD,
            "the pinned version is gone",
            g ->
                g.delete(
                    // Names count down: the newest comes first.
                    g.files(g.pin("edge:Knows").path() + "/_versions").get(0).toString())),
        of(
            FindingKind.DRIFT,
            "a version that no commit made",
            g -> g.editTable(g.pin(PERSON).path(), rows -> rows.remove(0))),
        of(
            FindingKind.ROW_COUNT,
            "the manifest counts other rows",
            manifest(
                rows ->
                    rows.stream()
                        .filter(row -> Damaged.text(row, "object_type").equals("table_version"))
                        .forEach(row -> row.merge("row_count", 1L, (a, b) -> (Long) a + 1)))));
  }

  private static Map<String, Object> registration(List<Map<String, Object>> rows, String key) {
    return rows.stream()
        .filter(row -> Damaged.text(row, "object_type").equals("table"))
        .filter(row -> Damaged.text(row, "table_key").equals(key))
        .findFirst()
        .orElseThrow();
  }

  private static List<DamageCase> rows() {
    return List.of(
        of(
            FindingKind.DUPLICATE_KEY,
            "a node twice",
            person(rows -> rows.add(copy(rows.get(0), "email", null)))),
        of(
            FindingKind.DUPLICATE_KEY,
            "an edge twice",
            g -> g.editRows("edge:Knows", rows -> rows.add(copy(rows.get(0))))),
        of(
            FindingKind.DUPLICATE_UNIQUE,
            "a unique value twice",
            person(rows -> rows.add(copy(rows.get(0), "name", "Zoe")))),
        of(
            FindingKind.ROW_VALUE,
            "a value out of range",
            person(rows -> rows.get(0).put("age", 200))),
        of(
            FindingKind.MISSING_END,
            "an edge to nowhere",
            g -> g.editRows("edge:Knows", rows -> rows.get(0).put("dst", "Nobody"))),
        of(
            FindingKind.CARDINALITY,
            "two edges where one is allowed",
            g ->
                g.editRows(
                    "edge:WorksAt", rows -> rows.add(copy(rows.get(0), "_id", new byte[16])))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  @DisplayName("A damaged directory has exactly the findings of its damage")
  void findsExactlyTheDamage(DamageCase damaged) {
    damaged.assertFound(graph());
  }

  @Test
  @DisplayName("A whole graph has no finding, closed or open")
  void findsNothingInAWholeGraph() {
    Damaged graph = graph();
    assertThat(graph.check()).isEmpty();
    try (Graph open = Graphs.open(graph.root, GraphFixture.options());
        Session session = open.newSession()) {
      session.setAutoCommit(false);
      GraphFixture.insert(session, "Company", GraphFixture.row("Initech"));
      assertThat(graph.check()).isEmpty();
      assertThat(session.facts().check(CheckOptions.shallow())).isEmpty();
      session.commit();
      assertThat(graph.check()).isEmpty();
    }
  }

  @Test
  @DisplayName("A recovered graph is a whole one; so is one whose every checksum was compared")
  void findsNothingAfterARecovery() {
    Damaged graph = graph();
    graph.recoverOnce();
    assertThat(graph.check()).isEmpty();
    assertThat(graph.checkDeeply()).allMatch(f -> f.severity() == Severity.INFO);
  }

  @Test
  @DisplayName("A flipped bit is found before the table is read")
  void comparesChecksums() {
    Damaged graph = graph();
    graph.flip(graph.files(graph.pin("edge:Knows").path() + "/data").get(0), 0);
    assertThat(DamageCase.kinds(graph.checkDeeply()))
        .containsOnlyOnce(FindingKind.CHECKSUM)
        .isSubsetOf(FindingKind.CHECKSUM, FindingKind.NO_CHECKSUM);
    graph.editRows(PERSON, rows -> rows.remove(0));
    assertThat(DamageCase.kinds(graph.checkDeeply())).contains(FindingKind.NO_CHECKSUM);
  }

  @Test
  @DisplayName("An unfinished commit is told by its sidecar and its tables")
  void findsAnUnfinishedCommit() {
    Damaged graph = graph();
    Failpoints failpoints = new Failpoints();
    failpoints.fail(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER);
    try (Graph open = Graphs.open(graph.root, GraphFixture.options().withSteps(failpoints));
        Session session = open.newSession()) {
      assertThatThrownBy(
          () -> GraphFixture.insert(session, "Company", GraphFixture.row("Initech")));
    }
    assertThat(DamageCase.kinds(graph.check()))
        .containsExactlyInAnyOrder(FindingKind.SIDECAR_PENDING, FindingKind.UNFINISHED_TABLE);
  }

  @Test
  @DisplayName("A commit under way is no damage")
  void toleratesACommitUnderWay() {
    Damaged graph = graph();
    List<Finding> findings = new ArrayList<>();
    Failpoints failpoints = new Failpoints();
    failpoints.set(
        PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER, () -> findings.addAll(graph.check()));
    try (Graph open = Graphs.open(graph.root, GraphFixture.options().withSteps(failpoints));
        Session session = open.newSession()) {
      GraphFixture.insert(session, "Company", GraphFixture.row("Initech"));
    }
    assertThat(DamageCase.kinds(findings)).containsExactly(FindingKind.OPERATION_RUNNING);
  }

  @ParameterizedTest
  @EnumSource(names = {"SCHEMA_APPLY_AFTER_STAGING_WRITE", "SCHEMA_APPLY_AFTER_MANIFEST_COMMIT"})
  @DisplayName("A schema change under way is no damage; one that stopped is told")
  void toleratesASchemaChangeUnderWay(PublishStep step) {
    Damaged graph = graph();
    List<Finding> findings = new ArrayList<>();
    Failpoints failpoints = new Failpoints();
    failpoints.set(
        step,
        () -> {
          findings.addAll(graph.check());
          throw new IllegalStateException("stopped");
        });
    try (Graph open = Graphs.open(graph.root, GraphFixture.options().withSteps(failpoints));
        Session session = open.newSession()) {
      assertThatThrownBy(() -> Damaged.changeSchema(session, "node Tag { name: String @key }"));
    }
    assertThat(DamageCase.kinds(findings)).containsExactly(FindingKind.OPERATION_RUNNING);
    assertThat(DamageCase.kinds(graph.check()))
        .contains(FindingKind.SIDECAR_PENDING, FindingKind.SCHEMA_STAGING);
  }

  @Test
  @DisplayName("What recovery did on a branch that was dropped and made again is no damage")
  void toleratesARecoveredBranchMadeAgain() {
    Damaged graph = graph();
    graph.recoverOnce("winter");
    assertThat(graph.check()).isEmpty();
    try (Graph open = Graphs.open(graph.root, GraphFixture.options());
        Session session = open.newSession()) {
      assertThat(session.facts().recoveries()).hasSize(1);
      session.dropBranch("winter");
      session.createBranch("winter", "main", Optional.empty());
    }
    assertThat(graph.check()).isEmpty();
  }

  @Test
  @DisplayName("Nodes that never had the edges they need are listed, without being damage")
  void listsNodesWithTooFewEdges() {
    Path root = folder.resolve("g");
    Graphs.init(
        root,
        """
        node Person { name: String @key }
        edge Knows: Person -> Person @card(1..2)
        """,
        GraphFixture.options().storage(),
        Steps.NONE);
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session session = graph.newSession()) {
      GraphFixture.insert(session, "Person", GraphFixture.row("Ann"), GraphFixture.row("Ben"));
      GraphFixture.insert(session, "Knows", GraphFixture.row("Ann", "Ben"));
      List<Finding> findings = session.facts().check(CheckOptions.shallow());
      assertThat(DamageCase.kinds(findings)).containsExactly(FindingKind.TOO_FEW_EDGES);
      assertThat(findings.get(0).id()).isEqualTo("Ben");
      assertThat(findings.get(0).severity()).isEqualTo(Severity.INFO);
    }
  }

  @Test
  @DisplayName("A part of the check that fails is a finding; a cancelled check ends")
  void tellsWhatItCouldNotCheck() {
    Damaged graph = graph();
    graph.write("__recovery/01ARZ3NDEKTSV4RRFFQ69G5FAV.json", "{");
    Findings findings = new Findings(CheckOptions.shallow());
    CheckedGraph unreadable =
        new CheckedGraph(
            graph.root,
            null,
            null,
            null,
            id -> {
              throw new IllegalStateException("must not be asked");
            });
    findings.guard(
        FindingKind.NOT_CHECKED, null, "sidecars", new SidecarCheck(unreadable, findings)::run);
    assertThat(DamageCase.kinds(findings.list())).containsExactly(FindingKind.NOT_CHECKED);
    assertThatThrownBy(
            () ->
                Graphs.check(
                    graph.root,
                    CheckOptions.shallow()
                        .withCheckpoint(
                            () -> {
                              throw new OmnigraphException(ErrorCode.CANCELLED);
                            })))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
  }

  @Test
  @DisplayName("Every kind of finding has a case")
  void everyKindHasACase() {
    Set<FindingKind> covered = new TreeSet<>();
    cases().forEach(c -> covered.addAll(c.kinds()));
    covered.add(FindingKind.SIDECAR_PENDING);
    covered.add(FindingKind.UNFINISHED_TABLE);
    covered.add(FindingKind.OPERATION_RUNNING);
    covered.add(FindingKind.TOO_FEW_EDGES);
    covered.add(FindingKind.DELTA); // DeltaCheckTest
    covered.add(FindingKind.LOG_DAMAGED); // LogCheckTest, as the next two
    covered.add(FindingKind.LOG_FORMAT);
    covered.add(FindingKind.LOG_CHAIN);
    covered.add(FindingKind.NOT_CHECKED);
    covered.add(FindingKind.CHECKSUM);
    covered.add(FindingKind.NO_CHECKSUM);
    assertThat(covered).containsAll(Arrays.asList(FindingKind.values()));
  }
}
