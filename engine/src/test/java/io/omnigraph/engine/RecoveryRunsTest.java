package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_BACK;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_FORWARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.Sidecars;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.engine.recovery.Recovery;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recovery itself fails, is run beside others, or meets files that a power cut has torn. */
class RecoveryRunsTest extends RecoveryCase {
  private Sidecar failedInsert() {
    failpoints.fail(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER, 1);
    assertRefused(
        () -> insert(session, "Person", row("Eve", 22)), ErrorCode.RECOVERY_REQUIRED, "injected");
    return onlySidecar();
  }

  /** Fails after the first of two tables. */
  private Sidecar failedHalf() {
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    insert(session, "Company", row("New"));
    failpoints.fail(PublishStep.MUTATION_POST_TABLE_COMMIT, 1);
    assertRefused(session::commit, ErrorCode.RECOVERY_REQUIRED, "mutation.post_table_commit");
    session.setAutoCommit(true);
    return onlySidecar();
  }

  private void openFails(PublishStep step) {
    closeGraph();
    failpoints.fail(step, 1);
    assertThatThrownBy(() -> Graphs.open(root, GraphFixture.options().withSteps(failpoints)))
        .hasMessageContaining(step.pointName());
    graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
    session = graph.newSession();
    other = graph.newSession();
  }

  @Test
  @DisplayName("REC-26 FP-25 recovery.record_audit: run again, one audit row and one commit")
  void auditFails() {
    long before = seq();
    Sidecar sidecar = failedInsert();
    failpoints.fail(PublishStep.RECOVERY_RECORD_AUDIT, 1);
    assertThatThrownBy(() -> insert(session, "Person", row("Frank", 1)))
        .hasMessageContaining("recovery.record_audit");
    assertThat(sidecars()).hasSize(1);
    session.refresh();
    assertRecovered(sidecar, ROLLED_FORWARD);
    insert(session, "Person", row("Frank", 1));
    assertThat(seq()).isEqualTo(before + 2);
    assertThat(read("Person")).hasSize(6);
  }

  @Test
  @DisplayName("REC-33 FP-26 recovery.before_roll_forward_publish: run again, one commit")
  void forwardFails() {
    long before = seq();
    Sidecar sidecar = failedInsert();
    openFails(PublishStep.RECOVERY_BEFORE_ROLL_FORWARD_PUBLISH);
    assertRecovered(sidecar, ROLLED_FORWARD);
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(read("Person")).contains("Eve|22");
  }

  @Test
  @DisplayName("REC-31 FP-27 recovery.post_table_restore_pre_publish: run again, one publish")
  void restoreFails() {
    long before = seq();
    Sidecar sidecar = failedHalf();
    long head = Math.max(head(person), head(company));
    TableEntry moved = head(person) > person.version() ? person : company;
    openFails(PublishStep.RECOVERY_POST_TABLE_RESTORE_PRE_PUBLISH);
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(head(moved)).isEqualTo(head + 1);
    assertThat(read("Person")).hasSize(4);
    assertThat(read("Company")).hasSize(2);
  }

  @Test
  @DisplayName("REC-32 FP-28 recovery.post_rollback_publish_pre_audit: no second restore")
  void rollbackPublished() {
    long before = seq();
    Sidecar sidecar = failedHalf();
    TableEntry moved = head(person) > person.version() ? person : company;
    long head = head(moved);
    openFails(PublishStep.RECOVERY_POST_ROLLBACK_PUBLISH_PRE_AUDIT);
    assertThat(assertRecovered(sidecar, ROLLED_BACK).outcomes())
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.fromVersion()).isEqualTo(head);
              assertThat(o.toVersion()).isEqualTo(moved.version());
            });
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(head(moved)).isEqualTo(head + 1);
  }

  private static Stream<PublishStep> stepsOfARecovery() {
    return Stream.of(
        PublishStep.PUBLISH_BEFORE_COMMIT_APPEND,
        PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT,
        PublishStep.RECOVERY_RECORD_AUDIT,
        PublishStep.SIDECAR_DELETE);
  }

  @ParameterizedTest
  @MethodSource("stepsOfARecovery")
  @DisplayName("3.9 a roll-back that is stopped at any of its steps ends the same")
  void rollbackStopsAnywhere(PublishStep step) {
    long before = seq();
    Sidecar sidecar = failedHalf();
    openFails(step);
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(read("Person")).hasSize(4);
    assertThat(read("Company")).hasSize(2);
    insert(session, "Company", row("New"));
    insert(session, "Person", row("Eve", 1));
    assertSound();
  }

  @ParameterizedTest
  @MethodSource("stepsOfARecovery")
  @DisplayName("3.9 a roll-forward that is stopped at any of its steps ends the same")
  void forwardStopsAnywhere(PublishStep step) {
    long before = seq();
    Sidecar sidecar = failedInsert();
    openFails(step);
    assertRecovered(sidecar, ROLLED_FORWARD);
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("REC-39 a live writer's intent is waited for by refresh, and rolled nowhere")
  void liveWriter() throws Exception {
    isWaitedFor(other::refresh);
  }

  @Test
  @DisplayName("REC-39 also by the refresh of another process")
  void liveWriterOfAnotherProcess() throws Exception {
    try (SecondOpener opener = new SecondOpener(root);
        Session far = opener.session()) {
      isWaitedFor(far::refresh);
    }
  }

  /** Refreshes while a write has moved its tables and is not published. */
  private void isWaitedFor(Runnable refresh) throws Exception {
    Thread refreshing = new Thread(refresh);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    refreshing.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
    boolean[] waited = new boolean[1];
    failpoints.set(
        PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER,
        () -> {
          failpoints.off(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER);
          refreshing.start();
          waited[0] = comesToWait(refreshing);
        });
    insert(session, "Person", row("Eve", 22));
    refreshing.join(20_000);
    assertThat(refreshing.isAlive()).isFalse();
    assertThat(failure).hasNullValue();
    assertThat(waited[0]).isTrue();
    assertThat(audit()).isEmpty();
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).hasSize(5);
    assertThat(last("main").actorId()).isNotEqualTo(Recovery.ACTOR);
  }

  /** False when the thread ends without having waited. */
  private static boolean comesToWait(Thread thread) {
    while (thread.isAlive()) {
      if (thread.getState() == Thread.State.TIMED_WAITING) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  @Test
  @DisplayName("a write on another branch leaves a live writer's intent alone")
  void liveWriterOnAnotherBranch() {
    session.createBranch("feature", "main", Optional.empty());
    other.useBranch("feature");
    failpoints.set(
        PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER,
        () -> {
          failpoints.off(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER);
          insert(other, "Company", row("OnFeature"));
        });
    insert(session, "Person", row("Eve", 22));
    assertThat(audit()).isEmpty();
    assertThat(read("feature", "Company")).hasSize(3);
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("SID-09 a sidecar that vanishes between list and read is passed over")
  void vanishes() {
    Sidecar first = sidecar(WriterKind.MUTATION, pin(person));
    Sidecar second = sidecar(WriterKind.MUTATION, pin(company));
    forge(first);
    forge(second);
    failpoints.set(
        PublishStep.RECOVERY_RECORD_AUDIT, // of the first, when both have been listed
        () -> {
          failpoints.off(PublishStep.RECOVERY_RECORD_AUDIT);
          try {
            Files.delete(root.resolve(Sidecars.path(second.operationId())));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    insert(session, "Person", row("Eve", 22));
    assertThat(audit())
        .singleElement()
        .satisfies(row -> assertThat(row.operationId()).isEqualTo(first.operationId()));
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("REC-45 a torn version of a sidecar's table is removed: as if not committed")
  void tornTable() throws IOException {
    Sidecar sidecar = failedInsert();
    long torn = head(person);
    closeGraph();
    empty(root, person.path(), null, torn);
    assertRefused(
        () -> Graphs.open(root, GraphFixture.options()),
        ErrorCode.DATA_CORRUPT,
        person.path(),
        "durability=os");
    openDurable();
    assertThat(head(person)).isEqualTo(person.version());
    assertThat(assertRecovered(sidecar, ROLLED_BACK).graphCommitId()).isNull();
    assertThat(read("Person")).hasSize(4);
    insert(session, "Person", row("Eve", 23));
    assertSound();
  }

  @Test
  @DisplayName("REC-45 without a sidecar a torn version of a table is refused by its name")
  void tornWithoutSidecar() throws IOException {
    insert(session, "Person", row("Eve", 22));
    TableEntry now = entry("main", "node:Person");
    closeGraph();
    empty(root, now.path(), null, now.version());
    openDurable();
    assertThatThrownBy(() -> read("Person"))
        .isInstanceOf(OmnigraphException.class)
        .hasMessageContaining(now.path());
    assertThat(head(now)).isEqualTo(now.version());
  }

  @Test
  @DisplayName("REC-28 the sidecar of a dropped branch that cannot be deleted at first")
  void droppedBranchTwice() {
    Sidecar sidecar =
        onBranch(sidecar(WriterKind.MUTATION, pin(person)), "gone", last("main").commitId());
    forge(sidecar);
    openFails(PublishStep.SIDECAR_DELETE);
    assertRecovered(sidecar, ROLLED_BACK);
  }

  @Test
  @DisplayName("REC-36 a fork without a commit is removed, and the branch can be written")
  void forkWithoutCommit() {
    session.createBranch("feature", "main", Optional.empty());
    Sidecar.Pin pin =
        Sidecar.Pin.planned(
            person.tableKey(),
            person.tableId(),
            person.path(),
            person.version(),
            1,
            "feature",
            new Sidecar.FirstTouch(null, person.version()));
    Sidecar sidecar =
        SidecarDraft.like(sidecar(WriterKind.MUTATION, pin))
            .onBranch("feature", last("main").commitId())
            .byActor(null)
            .sidecar();
    forge(sidecar);
    raw(
        storage -> {
          storage.tables().createBranch(person.ref(), "feature");
          return null;
        });
    reopen();
    assertThat(assertRecovered(sidecar, ROLLED_BACK).graphCommitId()).isNull();
    assertThat(root.resolve(person.path()).resolve("tree/feature")).doesNotExist();
    session.useBranch("feature");
    insert(session, "Person", row("Eve", 22));
    assertThat(read("feature", "Person")).hasSize(5);
    assertSound();
  }

  @Test
  @DisplayName("BR-26 a branch whose sidecar is pending can be dropped; the sidecar is retired")
  void dropBranchWithSidecar() {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    Sidecar sidecar = failedInsert();
    session.useBranch("main");
    session.dropBranch("feature");
    assertThat(session.branches()).containsExactly("main");
    reopen();
    assertThat(sidecars()).isEmpty();
    assertThat(audit())
        .singleElement()
        .satisfies(row -> assertThat(row.operationId()).isEqualTo(sidecar.operationId()));
  }

  @Test
  @DisplayName(
      "REC-37 FP-29 a failure before the first fork: nothing moved, the branch is writable")
  void failureBeforeFork() {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    failpoints.fail(PublishStep.MUTATION_POST_SIDECAR_PRE_FORK, 1);
    assertRefused(
        () -> insert(session, "Person", row("Eve", 22)), ErrorCode.RECOVERY_REQUIRED, "injected");
    Sidecar sidecar = onlySidecar();
    reopen();
    assertThat(assertRecovered(sidecar, ROLLED_BACK).graphCommitId()).isNull();
    session.useBranch("feature");
    insert(session, "Person", row("Eve", 22));
    assertThat(read("feature", "Person")).hasSize(5);
  }

  @Test
  @DisplayName("a fork with a commit that is undone stays, restored, and belongs to the branch")
  void forkWithCommit() {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    Sidecar sidecar = failedHalf();
    reopen();
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(read("feature", "Person")).hasSize(4);
    assertThat(read("feature", "Company")).hasSize(2);
    assertThat(entry("main", "node:Person")).isEqualTo(person);
    session.useBranch("feature");
    insert(session, "Person", row("Eve", 22));
    insert(session, "Company", row("New"));
    assertThat(read("feature", "Person")).hasSize(5);
    assertSound();
  }

  @Test
  @DisplayName("REC-44 FP-22 a mutation that could not be confirmed rolls forward")
  void confirmFails() {
    failpoints.fail(PublishStep.SIDECAR_CONFIRM, 1);
    assertRefused(
        () -> insert(session, "Person", row("Eve", 22)), ErrorCode.RECOVERY_REQUIRED, "injected");
    Sidecar sidecar = onlySidecar();
    assertThat(sidecar.confirmed()).isFalse();
    reopen();
    assertRecovered(sidecar, ROLLED_FORWARD);
    assertThat(read("Person")).contains("Eve|22");
  }

  @Test
  @DisplayName("REC-25 with the folder not to be listed an open fails, and works afterwards")
  void listFails() {
    openFails(PublishStep.SIDECAR_LIST);
    insert(session, "Person", row("Eve", 22));
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("REC-41 a restore of version 1, twice: one version more each, with its content")
  void restoreTwice() {
    raw(
        storage -> {
          for (long head = person.version(); head < person.version() + 2; head++) {
            var ref = new io.omnigraph.storage.table.TableRef(person.path(), null, head);
            try (var write = storage.tables().stageRestore(ref, 1, Map.of())) {
              assertThat(storage.tables().commit(write))
                  .isEqualTo(new io.omnigraph.storage.table.CommitOutcome.Committed(head + 1));
            }
            try (var open = storage.tables().open(ref.at(head + 1))) {
              assertThat(open.rowCount()).isZero();
            }
          }
          return null;
        });
  }
}
