package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.manifest.PublishRequest.Expectation;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanceManifestTest {
  private static final String PERSON = "node:Person";
  private static final String COMPANY = "node:Company";

  @TempDir Path root;
  private final Ulids ulids = new Ulids();
  private final Failpoints failpoints = new Failpoints();
  private Storage storage;
  private LanceManifest manifest;

  @BeforeEach
  void create() {
    storage = Storage.open(root, new StorageOptions(StorageOptions.Durability.OS, 64L << 20, null));
    LanceManifest.create(
        storage.tables(),
        List.of(
            new ManifestOp.Register(1, PERSON, "nodes/p"),
            new ManifestOp.Update(1, PERSON, 1, null, 0),
            new ManifestOp.Register(2, COMPANY, "nodes/c"),
            new ManifestOp.Update(2, COMPANY, 1, null, 0)),
        lineage("genesis"));
    manifest = fresh();
  }

  @AfterEach
  void close() {
    manifest.close();
    storage.close();
  }

  private LanceManifest fresh() {
    return new LanceManifest(storage.tables(), root.toString(), failpoints);
  }

  private Lineage lineage(String commitId) {
    return new Lineage(commitId, null, null, ulids.next(), "Mutation", "sha256:0", 1, null);
  }

  private GraphSnapshot publish(
      LanceManifest store, Map<Long, Expectation> expectations, ManifestOp... ops) {
    return store.publish(
        new PublishRequest(
            "main", List.of(ops), expectations, Optional.empty(), lineage(ulids.next())));
  }

  private static ManifestOp person(long version) {
    return new ManifestOp.Update(1, PERSON, version, null, version);
  }

  private static void assertRefused(ThrowingCallable call, ErrorCode code, Object... values) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.values()).contains(values);
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
    assertThat(after.entries().keySet()).containsExactly(COMPANY, "node:Human");
    assertThat(manifest.at("main", 1).entries().keySet()).containsExactly(COMPANY, PERSON);
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
  @DisplayName("PUB-08 of two publishers with one expectation exactly one wins")
  void oneOfTwoWins() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Boolean>> results =
          threads.invokeAll(List.of(() -> attempt(fresh()), () -> attempt(fresh())));
      int won = 0;
      for (Future<Boolean> result : results) {
        won += result.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
      assertThat(manifest.head("main").seq()).isEqualTo(2);
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean attempt(LanceManifest store) {
    try {
      publish(store, Map.of(1L, new Expectation(PERSON, 1, null)), person(2));
      return true;
    } catch (OmnigraphException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_CONFLICT);
      return false;
    } finally {
      store.close();
    }
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
  @DisplayName("PUB-18 contention is retried, the parent is the head of the winning attempt")
  void retriesContention() {
    LanceManifest other = new LanceManifest(storage.tables(), root.toString(), step -> {});
    failpoints.set(
        PublishStep.PUBLISH_BEFORE_COMMIT_APPEND,
        () -> {
          failpoints.off(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND);
          publish(other, Map.of(), new ManifestOp.Update(2, COMPANY, 2, null, 1));
        });
    GraphSnapshot after = publish(manifest, Map.of(), person(2));
    assertThat(after.seq()).isEqualTo(3);
    assertThat(after.entry(COMPANY).version()).isEqualTo(2);
    List<GraphCommit> commits = fresh().commits("main");
    assertThat(commits.get(2).parentId()).isEqualTo(commits.get(1).commitId());
  }

  @Test
  @DisplayName("PUB-19 contention without end exhausts the budget")
  void exhaustsBudget() {
    LanceManifest other = new LanceManifest(storage.tables(), root.toString(), step -> {});
    long[] version = {1};
    failpoints.set(
        PublishStep.PUBLISH_BEFORE_COMMIT_APPEND,
        () -> publish(other, Map.of(), new ManifestOp.Update(2, COMPANY, ++version[0], null, 1)));
    assertRefused(
        () -> publish(manifest, Map.of(), person(2)), ErrorCode.PUBLISH_CONTENTION, "main");
    failpoints.off(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND);
    assertThat(manifest.head("main").entry(PERSON).version()).isEqualTo(1);
    assertThat(version[0]).isEqualTo(7);
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
  @DisplayName("PUB-21 a long history stays a chain, folds at each seq and keeps few fragments")
  void longHistory() {
    for (long version = 2; version <= 120; version++) {
      publish(manifest, Map.of(), person(version));
    }
    LanceManifest reader = fresh();
    List<GraphCommit> commits = reader.commits("main");
    assertThat(commits).hasSize(120);
    for (int i = 1; i < commits.size(); i++) {
      assertThat(commits.get(i).seq()).isEqualTo(i + 1);
      assertThat(commits.get(i).parentId()).isEqualTo(commits.get(i - 1).commitId());
    }
    assertThat(reader.at("main", 60).entry(PERSON).version()).isEqualTo(60);
    var ref = new io.omnigraph.storage.table.TableRef(LanceManifest.PATH, null, 120);
    try (var table = storage.tables().open(ref)) {
      assertThat(table.fragments()).hasSizeLessThan(52);
    }
  }

  /** Something happens between the look for the newest version of a branch and its opening. */
  private LanceManifest disturbed(String branch, Runnable disturbance) {
    TableStore tables = storage.tables();
    AtomicBoolean done = new AtomicBoolean();
    TableStore store =
        (TableStore)
            Proxy.newProxyInstance(
                TableStore.class.getClassLoader(),
                new Class<?>[] {TableStore.class},
                (proxy, method, args) -> {
                  if (method.getName().equals("open")
                      && branch.equals(((TableRef) args[0]).branch())
                      && !done.getAndSet(true)) {
                    disturbance.run();
                  }
                  try {
                    return method.invoke(tables, args);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new LanceManifest(store, root.toString(), failpoints);
  }

  @Test
  void aBranchThatIsDroppedWhileItIsLookedAtIsNotFound() {
    manifest.createBranch("b", "main", 1);
    LanceManifest reader = disturbed("b", () -> manifest.deleteBranch("b"));
    assertRefused(() -> reader.head("b"), ErrorCode.BRANCH_NOT_FOUND, "b");
    reader.close();
  }

  @Test
  void aBranchThatIsMadeAnewWhileItIsLookedAtIsTheNewOne() {
    manifest.createBranch("b", "main", 1);
    GraphSnapshot moved = publish(manifest, Map.of(), person(2));
    LanceManifest reader =
        disturbed(
            "b",
            () -> {
              manifest.deleteBranch("b");
              manifest.createBranch("b", "main", 2);
            });
    assertThat(reader.head("b").commitId()).isEqualTo(moved.commitId());
    reader.close();
  }
}
