package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.step.Failpoints.InjectedFailure;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.log.InMemoryCommitLog;
import io.omnigraph.storage.log.InMemoryCommitLog.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoggedManifestTest extends ManifestStoreContract {
  private final InMemoryCommitLog.Disk disk = new InMemoryCommitLog.Disk();

  @Override
  LoggedManifest fresh() {
    return open(true, 0);
  }

  private LoggedManifest open(boolean appends, int checkpointCommits) {
    return new LoggedManifest(
        lance(),
        new InMemoryCommitLog(disk),
        root.toString(),
        failpoints,
        new LogOptions(appends, checkpointCommits, 1L << 30),
        LogCheckpoint.LOCK_IS_HELD);
  }

  private LanceManifest lance() {
    return new LanceManifest(storage.tables(), root.toString(), Steps.NONE);
  }

  private long lanceSeq(String branch) {
    LanceManifest lance = lance();
    try {
      return lance.head(branch).seq();
    } finally {
      lance.close();
    }
  }

  @Test
  void publishGoesToTheLogAndACheckpointToTheManifest() {
    for (long version = 2; version <= 9; version++) {
      publish(manifest, Map.of(), person(version));
    }
    GraphSnapshot head = manifest.head("main");
    List<GraphCommit> commits = manifest.commits("main");
    assertThat(lanceSeq("main")).isEqualTo(1);
    manifest.checkpoint();
    assertThat(lanceSeq("main")).isEqualTo(9);
    assertThat(new InMemoryCommitLog(disk).readAll("g").records()).isEmpty();
    assertThat(manifest.head("main")).isEqualTo(head);
    assertThat(manifest.commits("main")).isEqualTo(commits);
    assertThat(lance().commits("main")).isEqualTo(commits);
    assertThat(manifest.at("main", 5).entry(PERSON).version()).isEqualTo(5);
    publish(manifest, Map.of(), person(10));
    assertThat(fresh().head("main")).isEqualTo(manifest.head("main"));
    assertThat(fresh().commits("main")).hasSize(10);
  }

  /** Who does not know that it has published tries again, on a snapshot of before. */
  @Test
  void aCommitIsNotMadeAgainAfterTwoCheckpoints() {
    PublishRequest request =
        new PublishRequest("main", List.of(person(2)), Map.of(), Optional.empty(), lineage("once"));
    manifest.publish(request);
    for (long version = 3; version <= 6; version++) {
      assertThat(manifest.publish(request)).isEqualTo(manifest.head("main"));
      publish(manifest, Map.of(), person(version));
      if (version % 2 == 0) {
        manifest.checkpoint();
      }
    }
    assertThat(manifest.publish(request)).isEqualTo(manifest.head("main"));
    assertThat(manifest.commits("main")).hasSize(6);
  }

  @Test
  void followersSeeEachCommitAndOutliveATrim() {
    ManifestStore follower = fresh();
    for (long version = 2; version <= 20; version++) {
      publish(manifest, Map.of(), person(version));
      if (version % 3 == 0) {
        assertThat(follower.head("main")).isEqualTo(manifest.head("main"));
      }
      if (version % 7 == 0) {
        manifest.checkpoint();
      }
    }
    assertThat(follower.head("main").seq()).isEqualTo(20);
    assertThat(follower.commits("main")).isEqualTo(manifest.commits("main"));
    follower.close();
  }

  @Test
  void aLogThatIsThereIsUsedByWhoWouldMakeNone() {
    LoggedManifest off = open(false, 0);
    publish(off, Map.of(), person(2));
    assertThat(lanceSeq("main")).isEqualTo(2);
    assertThat(manifest.head("main").seq()).isEqualTo(2);
    publish(manifest, Map.of(), person(3));
    assertThat(off.head("main").seq()).isEqualTo(3);
    publish(off, Map.of(), person(4));
    assertThat(lanceSeq("main")).isEqualTo(2);
    assertThat(manifest.head("main").seq()).isEqualTo(4);
    off.close();
  }

  @Test
  void recordsOfADroppedBranchDoNotComeBack() {
    manifest.createBranch("b", "main", 1);
    publishOn("b", person(2));
    publishOn("b", person(3));
    ManifestStore follower = fresh();
    assertThat(follower.head("b").seq()).isEqualTo(3);
    manifest.deleteBranch("b");
    assertRefused(() -> follower.head("b"), ErrorCode.BRANCH_NOT_FOUND, "b");
    manifest.createBranch("b", "main", 1);
    assertThat(follower.head("b").seq()).isEqualTo(1);
    assertThat(fresh().head("b").seq()).isEqualTo(1);
    publishOn("b", person(4));
    assertThat(follower.head("b").entry(PERSON).version()).isEqualTo(4);
    assertThat(fresh().commits("b")).hasSize(2);
    manifest.checkpoint();
    assertThat(lanceSeq("b")).isEqualTo(2);
    follower.close();
  }

  @Test
  void aBranchThatWasDroppedWithoutAWordIsGone() {
    manifest.createBranch("b", "main", 1);
    publishOn("b", person(2));
    ManifestStore follower = fresh();
    follower.head("b");
    lance().deleteBranch("b");
    assertRefused(() -> follower.head("b"), ErrorCode.BRANCH_NOT_FOUND, "b");
    assertRefused(() -> fresh().head("b"), ErrorCode.BRANCH_NOT_FOUND, "b");
    manifest.checkpoint();
    assertThat(new InMemoryCommitLog(disk).readAll("g").records()).isEmpty();
    manifest.createBranch("b", "main", 1);
    assertThat(follower.head("b").seq()).isEqualTo(1);
    follower.close();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "LOG_CHECKPOINT_BEFORE_MANIFEST_COMMIT",
        "LOG_CHECKPOINT_AFTER_MANIFEST_COMMIT",
        "LOG_CHECKPOINT_AFTER_TRIM"
      })
  void aCheckpointMayStopAnywhere(PublishStep step) {
    manifest.createBranch("b", "main", 1);
    for (long version = 2; version <= 5; version++) {
      publish(manifest, Map.of(), person(version));
      publishOn("b", person(10 * version));
    }
    GraphSnapshot main = manifest.head("main");
    GraphSnapshot branch = manifest.head("b");
    failpoints.fail(step);
    Assertions.assertThatThrownBy(manifest::checkpoint).isInstanceOf(InjectedFailure.class);
    failpoints.off(step);
    for (ManifestStore store : List.of(manifest, fresh())) {
      assertThat(store.head("main")).isEqualTo(main);
      assertThat(store.head("b")).isEqualTo(branch);
      store.checkpoint();
      assertThat(store.head("main")).isEqualTo(main);
    }
    assertThat(lanceSeq("main")).isEqualTo(5);
    assertThat(lanceSeq("b")).isEqualTo(5);
    assertThat(new InMemoryCommitLog(disk).readAll("g").records()).isEmpty();
    publish(manifest, Map.of(), person(6));
    assertThat(fresh().head("main").seq()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource
  void faultsOfAnAppend(Fault fault) {
    publish(manifest, Map.of(), person(2));
    disk.failNext(fault, new Random(1));
    ErrorCode expected =
        fault == Fault.REFUSED ? ErrorCode.STORAGE_FAULT : ErrorCode.COMMIT_UNKNOWN;
    assertRefused(() -> publish(manifest, Map.of(), person(3)), expected);
    if (fault == Fault.REFUSED) {
      assertThat(publish(manifest, Map.of(), person(3)).seq()).isEqualTo(3);
      return;
    }
    assertRefused(() -> publish(manifest, Map.of(), person(4)), ErrorCode.STORAGE_FAULT);
    ManifestStore next = fresh();
    next.recover();
    assertThat(next.head("main").seq()).isBetween(2L, 3L);
    long before = next.head("main").seq();
    assertThat(publish(next, Map.of(), person(5)).seq()).isEqualTo(before + 1);
    assertThat(manifest.head("main").seq()).isEqualTo(before + 1);
    next.close();
  }

  @Test
  void aRecordThatDoesNotFitIsDamage() {
    publish(manifest, Map.of(), person(2));
    CommitRecord record =
        new CommitRecord.Commits(
            "main",
            7,
            "unknown",
            List.of(new PublishRequest.Commit(List.of(person(3)), lineage("x"))));
    new InMemoryCommitLog(disk).append(List.of(RecordCodec.encode(record)));
    assertRefused(() -> manifest.head("main"), ErrorCode.DATA_CORRUPT);
    assertRefused(() -> fresh().head("main"), ErrorCode.DATA_CORRUPT);
  }

  @Test
  void manyCommitsInOneRecord() {
    List<PublishRequest.Commit> commits = new ArrayList<>();
    for (int i = 2; i <= 6; i++) {
      commits.add(new PublishRequest.Commit(List.of(person(i)), lineage("c" + i)));
    }
    GraphSnapshot head =
        manifest.publish(new PublishRequest("main", commits, Map.of(), Optional.of("genesis")));
    assertThat(head.seq()).isEqualTo(6);
    assertThat(manifest.at("main", 4).entry(PERSON).version()).isEqualTo(4);
    assertThat(fresh().at("main", 4)).isEqualTo(manifest.at("main", 4));
    assertThat(fresh().commit("main", "c3").orElseThrow().parentId()).isEqualTo("c2");
  }

  @Test
  void theBackgroundKeepsTheLogShort() throws InterruptedException {
    LoggedManifest store = open(true, 10);
    for (long version = 2; version <= 200; version++) {
      publish(store, Map.of(), person(version));
    }
    while (lanceSeq("main") < 180) {
      Thread.sleep(5);
    }
    assertThat(store.head("main").seq()).isEqualTo(200);
    assertThat(fresh().commits("main")).hasSize(200);
    store.close();
  }
}
