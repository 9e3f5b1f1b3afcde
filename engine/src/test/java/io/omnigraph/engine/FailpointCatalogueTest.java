package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each failpoint that a writer passes, fired once, with what must be there at that moment. */
class FailpointCatalogueTest extends OpenGraphTest {
  /** No commit is small: it goes through files. */
  @Override
  OpenOptions options() {
    return GraphFixture.options();
  }

  private List<String> entries(String folderOfRoot) {
    String[] names = root.resolve(folderOfRoot).toFile().list();
    return names == null ? List.of() : List.of(names);
  }

  private boolean exists(String file) {
    return Files.exists(root.resolve(file));
  }

  /** A step that notes what is true when it is passed, and then fails. */
  private void failNoting(PublishStep step, Runnable note) {
    failpoints.set(
        step,
        () -> {
          failpoints.off(step);
          note.run();
          failpoints.fail(step, 1);
          failpoints.at(step);
        });
  }

  private void assertFails(PublishStep step, ThrowingCallable call) {
    assertThatThrownBy(call)
        .hasMessageContaining("injected failpoint triggered: " + step.pointName());
  }

  private void dropType(Session session) {
    session.run(
        scope -> {
          scope.alterSchema(new SchemaEdit.Drop(List.of("WorksAt"), false, false));
          return null;
        });
  }

  private void addType() {
    session.run(
        scope -> {
          String source = scope.view().schema().source();
          scope.alterSchema(new SchemaEdit.Replace(source + "\nnode Tag { name: String @key }\n"));
          return null;
        });
  }

  private void feature() {
    session.createBranch("feature", "main", Optional.empty());
  }

  private void load(String csv) {
    Path file = folder.resolve("in.csv");
    try {
      Files.writeString(file, csv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    session.load(
        new LoadRequest(
            Optional.of("Person"),
            List.of(),
            file,
            LoadRequest.Format.CSV,
            LoadRequest.Mode.APPEND,
            LoadRequest.CsvOptions.defaults(),
            LoadRequest.Progress.NONE));
  }

  private void initElsewhere(PublishStep step, boolean claimed, boolean complete) {
    Path second = folder.resolve("h");
    Failpoints points = new Failpoints();
    boolean[] seen = new boolean[2];
    points.set(
        step,
        () -> {
          seen[0] = Files.exists(second.resolve("_schema.pg"));
          seen[1] = Files.exists(second.resolve("__manifest"));
          throw new IllegalStateException("stop at " + step.pointName());
        });
    assertThatThrownBy(
            () -> Graphs.init(second, schema(), GraphFixture.options().storage(), points))
        .hasMessage("stop at " + step.pointName());
    assertThat(seen).containsExactly(claimed, complete);
    assertThat(Files.exists(second.resolve("_schema.pg"))).isEqualTo(complete);
    if (complete) {
      Graphs.open(second, GraphFixture.options()).close();
    }
  }

  @Test
  @DisplayName("FP-01 init.after_schema_pg_written")
  void afterSchemaPg() {
    initElsewhere(PublishStep.INIT_AFTER_SCHEMA_PG_WRITTEN, true, false);
  }

  @Test
  @DisplayName("FP-02 init.after_schema_contract_written")
  void afterContract() {
    initElsewhere(PublishStep.INIT_AFTER_SCHEMA_CONTRACT_WRITTEN, true, false);
  }

  @Test
  @DisplayName("FP-03 init.after_coordinator_init")
  void afterCoordinator() {
    initElsewhere(PublishStep.INIT_AFTER_COORDINATOR_INIT, true, true);
  }

  @Test
  @DisplayName("FP-34 init.post_manifest_create")
  void afterManifest() {
    initElsewhere(PublishStep.INIT_POST_MANIFEST_CREATE, true, true);
  }

  @Test
  @DisplayName("FP-04 branch_create.after_manifest_branch_create: the ref is there, then undone")
  void afterBranchCreate() {
    boolean[] there = {false};
    failNoting(
        PublishStep.BRANCH_CREATE_AFTER_MANIFEST_BRANCH_CREATE,
        () -> there[0] = other.branches().contains("feature"));
    assertFails(PublishStep.BRANCH_CREATE_AFTER_MANIFEST_BRANCH_CREATE, this::feature);
    assertThat(there[0]).isTrue();
    assertThat(session.branches()).containsExactly("main");
  }

  @Test
  @DisplayName("FP-36 BR-23 branch_create.post_native: a lost answer of a create that worked")
  void lostAnswerOfCreate() {
    failpoints.fail(PublishStep.BRANCH_CREATE_POST_NATIVE, 1);
    feature();
    assertThat(session.branches()).containsExactly("main", "feature");
    assertThat(read("feature", "Person")).hasSize(4);
  }

  @Test
  @DisplayName("BR-23 a lost answer of a native delete that worked")
  void lostAnswerOfDelete() {
    feature();
    failpoints.fail(PublishStep.BRANCH_DELETE_POST_NATIVE, 1);
    session.dropBranch("feature");
    assertThat(session.branches()).containsExactly("main");
    assertRefused(() -> read("feature", "Person"), ErrorCode.BRANCH_NOT_FOUND, "feature");
    feature();
    assertThat(read("feature", "Person")).hasSize(4);
  }

  @Test
  @DisplayName("FP-05 branch_delete.before_commit_graph_reclaim: the branch is gone already")
  void beforeReclaim() {
    feature();
    boolean[] there = {true};
    failNoting(
        PublishStep.BRANCH_DELETE_BEFORE_COMMIT_GRAPH_RECLAIM,
        () -> there[0] = other.branches().contains("feature"));
    session.dropBranch("feature");
    assertThat(there[0]).isFalse();
    assertThat(session.branches()).containsExactly("main");
  }

  @Test
  @DisplayName("FP-06 branch_delete.before_table_cleanup: passed for each fork that it owns")
  void beforeTableCleanup() {
    feature();
    session.useBranch("feature");
    insert(session, "Person", row("Eve", 22));
    insert(session, "Company", row("Initech"));
    session.useBranch("main");
    int[] passed = {0};
    failpoints.set(PublishStep.BRANCH_DELETE_BEFORE_TABLE_CLEANUP, () -> passed[0]++);
    session.dropBranch("feature");
    assertThat(passed[0]).isEqualTo(2);
  }

  @Test
  @DisplayName("FP-07 fork.before_classify: passed by mutation and load before the first fork")
  void beforeClassify() {
    feature();
    session.useBranch("feature");
    failpoints.fail(PublishStep.FORK_BEFORE_CLASSIFY, 2);
    assertFails(PublishStep.FORK_BEFORE_CLASSIFY, () -> insert(session, "Person", row("Eve", 22)));
    assertFails(PublishStep.FORK_BEFORE_CLASSIFY, () -> load("name,age\nEve,22\n"));
    assertThat(sidecars()).isEmpty();
    load("name,age\nEve,22\n");
    failpoints.fail(PublishStep.FORK_BEFORE_CLASSIFY);
    insert(session, "Person", row("Fay", 23)); // forked before: not passed again
    load("name,age\nGil,24\n");
    assertThat(read("feature", "Person")).hasSize(7);
  }

  @Test
  @DisplayName("FP-08 graph_publish.before_commit_append: nothing is visible")
  void beforeCommitAppend() {
    failpoints.fail(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND, 1);
    assertFails(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND, () -> load("name,age\nEve,22\n"));
    assertThat(read("Person")).hasSize(4);
    assertThat(sidecars()).hasSize(1);
  }

  @Test
  @DisplayName("FP-09 graph_publish.after_manifest_commit: everything is visible")
  void afterManifestCommit() {
    failpoints.fail(PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT, 1);
    assertFails(PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT, () -> load("name,age\nEve,22\n"));
    assertThat(read("Person")).hasSize(5);
    assertThat(sidecars()).hasSize(1);
  }

  @Test
  @DisplayName("FP-10 mutation.post_finalize_pre_publisher: tables have moved, the graph has not")
  void postFinalize() {
    failNoting(
        PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER,
        () -> assertThat(read("Person")).hasSize(4));
    assertFails(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER, () -> load("name,age\nEve,22\n"));
    assertThat(read("Person")).hasSize(4);
  }

  @Test
  @DisplayName("FP-11 mutation.delete_node_pre_primary_delete: before anything is pending")
  void preDelete() {
    failpoints.fail(PublishStep.MUTATION_DELETE_NODE_PRE_PRIMARY_DELETE, 1);
    assertFails(
        PublishStep.MUTATION_DELETE_NODE_PRE_PRIMARY_DELETE,
        () -> delete(session, "Person", "Alice"));
    assertThat(sidecars()).isEmpty();
    assertThat(read("Knows")).hasSize(3);
    delete(session, "Person", "Alice");
    assertThat(read("Knows")).hasSize(1);
  }

  @Test
  @DisplayName("FP-12 schema_apply.before_staging_write: no staging file yet, on every branch")
  void beforeStaging() {
    feature();
    other.useBranch("feature");
    int[] passed = {0};
    failpoints.set(PublishStep.SCHEMA_APPLY_BEFORE_STAGING_WRITE, () -> passed[0]++);
    dropType(other);
    assertThat(passed[0]).isEqualTo(1);
    List<String> before = entries("");
    failNoting(
        PublishStep.SCHEMA_APPLY_BEFORE_STAGING_WRITE,
        () -> assertThat(entries("")).containsExactlyInAnyOrderElementsOf(before));
    assertFails(PublishStep.SCHEMA_APPLY_BEFORE_STAGING_WRITE, () -> dropType(session));
  }

  @Test
  @DisplayName("FP-13 schema_apply.after_staging_write: staged and confirmed, not published")
  void afterStaging() {
    List<String> before = entries("");
    failNoting(
        PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE,
        () -> assertThat(entries("")).hasSizeGreaterThan(before.size()));
    assertFails(PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE, () -> dropType(session));
    assertThat(read("WorksAt")).hasSize(2);
  }

  @Test
  @DisplayName("FP-14 schema_apply.after_manifest_commit: published, not promoted")
  void afterSchemaCommit() {
    long before = seq();
    failpoints.fail(PublishStep.SCHEMA_APPLY_AFTER_MANIFEST_COMMIT, 1);
    assertFails(PublishStep.SCHEMA_APPLY_AFTER_MANIFEST_COMMIT, () -> dropType(session));
    assertThat(sidecars()).hasSize(1);
    assertThat(graphCommits()).isEqualTo(before + 1);
    assertThat(exists("_schema.pg")).isTrue();
  }

  private long graphCommits() {
    return session.facts().commits("main").size();
  }

  @Test
  @DisplayName("FP-21 recovery.sidecar_write: no table has moved")
  void sidecarWrite() {
    failpoints.fail(PublishStep.SIDECAR_WRITE, 2);
    assertFails(PublishStep.SIDECAR_WRITE, () -> load("name,age\nEve,22\n"));
    assertFails(PublishStep.SIDECAR_WRITE, () -> dropType(session));
    assertThat(sidecars()).isEmpty();
    insert(session, "Person", row("Eve", 22));
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("FP-22 recovery.sidecar_confirm: the armed sidecar stays")
  void sidecarConfirm() {
    failpoints.fail(PublishStep.SIDECAR_CONFIRM, 1);
    assertFails(PublishStep.SIDECAR_CONFIRM, () -> load("name,age\nEve,22\n"));
    assertThat(sidecars()).hasSize(1);
    assertThat(read("Person")).hasSize(4);
  }

  @Test
  @DisplayName("FP-23 recovery.sidecar_delete: the commit holds, the sidecar stays")
  void sidecarDelete() {
    failpoints.fail(PublishStep.SIDECAR_DELETE, 1);
    load("name,age\nEve,22\n");
    assertThat(sidecars()).hasSize(1);
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("FP-24 recovery.sidecar_list: writes and opens fail, reads go on")
  void sidecarList() {
    failpoints.fail(PublishStep.SIDECAR_LIST, 3);
    assertFails(PublishStep.SIDECAR_LIST, () -> insert(session, "Person", row("Eve", 22)));
    assertFails(PublishStep.SIDECAR_LIST, () -> load("name,age\nEve,22\n"));
    assertThat(read("Person")).hasSize(4);
    session.close();
    other.close();
    graph.close();
    assertFails(
        PublishStep.SIDECAR_LIST,
        () -> Graphs.open(root, GraphFixture.options().withSteps(failpoints)));
    graph = Graphs.open(root, GraphFixture.options());
    assertThat(read("Person")).hasSize(4);
  }

  @Test
  @DisplayName("FP-29 mutation.post_sidecar_pre_fork: armed, no fork yet")
  void preFork() {
    feature();
    session.useBranch("feature");
    failNoting(PublishStep.MUTATION_POST_SIDECAR_PRE_FORK, () -> assertThat(sidecars()).hasSize(1));
    assertFails(PublishStep.MUTATION_POST_SIDECAR_PRE_FORK, () -> load("name,age\nEve,22\n"));
    assertThat(read("feature", "Person")).hasSize(4);
  }

  @Test
  @DisplayName("FP-30 mutation.post_table_commit: passed after each table")
  void postTableCommit() {
    int[] passed = {0};
    failpoints.set(PublishStep.MUTATION_POST_TABLE_COMMIT, () -> passed[0]++);
    delete(session, "Person", "Alice"); // Person, Knows, WorksAt
    assertThat(passed[0]).isEqualTo(3);
    failpoints.fail(PublishStep.MUTATION_POST_TABLE_COMMIT, 1);
    assertFails(PublishStep.MUTATION_POST_TABLE_COMMIT, () -> load("name,age\nEve,22\n"));
    assertThat(read("Person")).hasSize(3);
  }

  @Test
  @DisplayName("FP-32 schema_apply.post_table_commit: after each table of a schema change")
  void schemaTableCommit() {
    failpoints.fail(PublishStep.SCHEMA_APPLY_POST_TABLE_COMMIT, 1);
    assertFails(PublishStep.SCHEMA_APPLY_POST_TABLE_COMMIT, this::addType);
    assertThat(sidecars()).hasSize(1);
    assertRefused(() -> read("Tag"), ErrorCode.TABLE_NOT_FOUND, "Tag");
  }
}
