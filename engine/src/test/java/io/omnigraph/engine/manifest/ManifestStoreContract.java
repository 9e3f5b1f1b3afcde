package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.manifest.PublishRequest.Expectation;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ManifestStore} promises. A subclass supplies stores on one graph. */
abstract class ManifestStoreContract {
  static final String PERSON = TwoTables.PERSON;
  static final String COMPANY = TwoTables.COMPANY;

  @TempDir Path root;
  final Ulids ulids = new Ulids();
  final Failpoints failpoints = new Failpoints();
  Storage storage;
  ManifestStore manifest;

  @BeforeEach
  void create() {
    storage = TwoTables.create(root, lineage("genesis"));
    manifest = fresh();
  }

  @AfterEach
  void close() {
    manifest.close();
    storage.close();
  }

  /** Another store on the same graph, as another process has it. */
  abstract ManifestStore fresh();

  Lineage lineage(String commitId) {
    return new Lineage(commitId, null, null, ulids.next(), "Mutation", "sha256:0", 1, null);
  }

  GraphSnapshot publish(
      ManifestStore store, Map<Long, Expectation> expectations, ManifestOp... ops) {
    return store.publish(
        new PublishRequest(
            "main", List.of(ops), expectations, Optional.empty(), lineage(ulids.next())));
  }

  GraphSnapshot publishOn(String branch, ManifestOp... ops) {
    return manifest.publish(
        new PublishRequest(
            branch, List.of(ops), Map.of(), Optional.empty(), lineage(ulids.next())));
  }

  static ManifestOp person(long version) {
    return new ManifestOp.Update(1, PERSON, version, null, version);
  }

  static void assertRefused(ThrowingCallable call, ErrorCode code, Object... values) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.values()).containsAll(List.of(values));
            });
  }

  @Test
  @DisplayName("PUB-01, PUB-14 a publish moves one pin; snapshots of before stay")
  void movesOnePin() {
    GraphSnapshot before = manifest.head("main");
    GraphSnapshot after = publish(manifest, Map.of(), person(2));
    assertThat(after.seq()).isEqualTo(before.seq() + 1);
    assertThat(after.entry(PERSON).version()).isEqualTo(2);
    assertThat(after.entry(PERSON).rowCount()).isEqualTo(2);
    assertThat(after.entry(COMPANY).version()).isEqualTo(1);
    assertThat(before.entry(PERSON).version()).isEqualTo(1);
    assertThat(fresh().head("main")).isEqualTo(after);
  }

  @Test
  @DisplayName("PUB-02 register and tombstone in one publish; old versions fold as before")
  void registersAndDrops() {
    GraphSnapshot after =
        publish(
            manifest,
            Map.of(),
            new ManifestOp.Tombstone(1, PERSON),
            new ManifestOp.Register(3, "node:Human", "nodes/h"),
            new ManifestOp.Update(3, "node:Human", 1, null, 0));
    assertThat(after.entries().keys()).containsExactly(COMPANY, "node:Human");
    assertThat(manifest.at("main", 1).entries().keys()).containsExactly(COMPANY, PERSON);
    assertThat(fresh().at("main", 1)).isEqualTo(manifest.at("main", 1));
  }

  @Test
  @DisplayName("PUB-04, PUB-05, PUB-06, PUB-07 expectations")
  void expectations() {
    publish(manifest, Map.of(1L, new Expectation(PERSON, 1, null)), person(2));
    assertRefused(
        () -> publish(manifest, Map.of(1L, new Expectation(PERSON, 1, null)), person(3)),
        ErrorCode.COMMIT_CONFLICT,
        PERSON,
        "expected version 1, actual 2");
    assertRefused(
        () -> publish(manifest, Map.of(2L, new Expectation(COMPANY, 7, null)), person(3)),
        ErrorCode.COMMIT_CONFLICT,
        COMPANY,
        "expected version 7, actual 1");
    assertRefused(
        () -> publish(manifest, Map.of(9L, new Expectation("node:X", 7, null)), person(3)),
        ErrorCode.COMMIT_CONFLICT,
        "node:X",
        "expected version 7, actual 0");
    assertThat(manifest.head("main").seq()).isEqualTo(2);
  }

  @Test
  @DisplayName("PUB-09, PUB-10, PUB-11 a batch that does not fit is refused as a whole")
  void refusesBadBatches() {
    ManifestOp company = new ManifestOp.Update(2, COMPANY, 2, null, 1);
    assertRefused(
        () -> publish(manifest, Map.of(), company, new ManifestOp.Update(9, "node:X", 1, null, 0)),
        ErrorCode.TABLE_NOT_FOUND,
        "node:X");
    assertRefused(
        () -> publish(manifest, Map.of(), company, company), ErrorCode.COMMIT_CONFLICT, COMPANY);
    assertRefused(
        () ->
            publish(
                manifest,
                Map.of(),
                company,
                new ManifestOp.Register(5, PERSON, "nodes/other"),
                new ManifestOp.Update(5, PERSON, 1, null, 0)),
        ErrorCode.COMMIT_CONFLICT,
        PERSON);
    assertThat(fresh().head("main").seq()).isEqualTo(1);
  }

  @Test
  @DisplayName("PUB-12, PUB-15 a child branch may own a version; main keeps its pin")
  void branchesOwnVersions() {
    manifest.createBranch("feature", "main", 1);
    GraphSnapshot made =
        manifest.publish(
            new PublishRequest(
                "feature",
                List.of(new ManifestOp.Update(1, PERSON, 2, "feature", 1)),
                Map.of(),
                Optional.empty(),
                lineage("on-feature")));
    assertThat(made.entry(PERSON).branch()).isEqualTo("feature");
    assertThat(manifest.head("main").entry(PERSON).branch()).isNull();
    assertThat(manifest.commits("feature")).hasSize(2);
    assertThat(manifest.commits("feature").get(1).branch()).isEqualTo("feature");
    assertThat(manifest.commits("main")).hasSize(1);
  }

  @Test
  @DisplayName("PUB-17 nothing to publish writes nothing")
  void emptyPublish() {
    GraphSnapshot head =
        manifest.publish(new PublishRequest("main", List.of(), Map.of(), Optional.empty(), null));
    assertThat(head.seq()).isEqualTo(1);
  }

  @Test
  @DisplayName("PUB-25 a commit that is there counts as done")
  void repeatedCommit() {
    Lineage lineage = lineage("once");
    PublishRequest request =
        new PublishRequest("main", List.of(person(2)), Map.of(), Optional.empty(), lineage);
    assertThat(manifest.publish(request).seq()).isEqualTo(2);
    assertThat(manifest.publish(request).seq()).isEqualTo(2);
    assertThat(fresh().publish(request).seq()).isEqualTo(2);
  }

  @Test
  @DisplayName("PUB-28, PUB-30 branches and unknown versions")
  void unknownVersions() {
    assertThat(manifest.branches()).containsExactly("main");
    assertRefused(() -> manifest.at("main", 99), ErrorCode.COMMIT_NOT_FOUND, 99L);
    assertRefused(() -> manifest.head("no"), ErrorCode.BRANCH_NOT_FOUND, "no");
  }

  @Test
  void expectedHeadIsChecked() {
    assertRefused(
        () ->
            manifest.publish(
                new PublishRequest(
                    "main", List.of(person(2)), Map.of(), Optional.of("other"), lineage("x"))),
        ErrorCode.EXPECT_HEAD_FAILED,
        "genesis",
        "other");
  }

  @Test
  @DisplayName("PUB-21 a long history stays a chain and folds at each seq")
  void longHistory() {
    for (long version = 2; version <= 120; version++) {
      publish(manifest, Map.of(), person(version));
    }
    ManifestStore reader = fresh();
    List<GraphCommit> commits = reader.commits("main");
    assertThat(commits).hasSize(120);
    for (int i = 1; i < commits.size(); i++) {
      assertThat(commits.get(i).seq()).isEqualTo(i + 1);
      assertThat(commits.get(i).parentId()).isEqualTo(commits.get(i - 1).commitId());
    }
    assertThat(reader.at("main", 60).entry(PERSON).version()).isEqualTo(60);
  }
}
