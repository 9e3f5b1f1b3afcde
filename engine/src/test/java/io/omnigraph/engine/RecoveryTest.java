package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_BACK;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_FORWARD;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.recovery.Recovery;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A writer fails at a named step; the next open or write finishes or undoes what it began. */
class RecoveryTest extends OpenGraphTest {
  /** No commit is small: it goes through files. */
  @Override
  OpenOptions options() {
    return GraphFixture.options();
  }

  private void failInsertOfEve(PublishStep step) {
    failpoints.fail(step, 1);
    assertRefused(
        () -> insert(session, "Person", row("Eve", 22)),
        ErrorCode.RECOVERY_REQUIRED,
        step.pointName());
  }

  private GraphCommit last() {
    List<GraphCommit> commits = session.facts().commits("main");
    return commits.get(commits.size() - 1);
  }

  @Test
  @DisplayName("REC-15 an insert that failed before its publish is finished at the next open")
  void insertRollsForward() {
    long before = seq();
    failInsertOfEve(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER);
    assertThat(sidecars()).hasSize(1);
    reopen();
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).contains("Eve|22");
    assertThat(seq()).isEqualTo(before + 1);
    AuditRow row = audit().get(0);
    assertThat(audit()).hasSize(1);
    assertThat(row.kind()).isEqualTo(ROLLED_FORWARD);
    assertThat(row.graphCommitId()).isEqualTo(last().commitId());
    assertThat(last().actorId()).isEqualTo(Recovery.ACTOR);
    assertThat(row.outcomes())
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.tableKey()).isEqualTo("node:Person");
              assertThat(o.toVersion()).isEqualTo(o.fromVersion() + 1);
            });
    insert(session, "Person", row("Frank", 40));
    assertThat(read("Person")).hasSize(6).contains("Eve|22", "Frank|40");
  }

  @Test
  @DisplayName("REC-30 TXN-15 a crash after the first of two tables shows neither's change")
  void halfATransactionRollsBack() {
    long before = seq();
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    insert(session, "Company", row("New"));
    failpoints.fail(PublishStep.MUTATION_POST_TABLE_COMMIT, 1);
    assertRefused(session::commit, ErrorCode.RECOVERY_REQUIRED, "mutation.post_table_commit");
    reopen();
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).hasSize(4).doesNotContain("Eve|22");
    assertThat(read("Company")).hasSize(2);
    assertThat(seq()).isEqualTo(before + 1);
    AuditRow row = audit().get(0);
    assertThat(row.kind()).isEqualTo(ROLLED_BACK);
    assertThat(row.graphCommitId()).isEqualTo(last().commitId());
    assertThat(row.outcomes()).hasSize(1);
    assertThat(row.outcomes().get(0).fromVersion())
        .isGreaterThan(row.outcomes().get(0).toVersion());
    insert(session, "Person", row("Eve", 23));
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("REC-22 the next write on the same handle heals an insert, and succeeds")
  void nextWriteHeals() {
    failInsertOfEve(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER);
    insert(session, "Person", row("Frank", 40));
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).hasSize(6).contains("Eve|22", "Frank|40");
    assertThat(audit())
        .singleElement()
        .satisfies(r -> assertThat(r.kind()).isEqualTo(ROLLED_FORWARD));
  }

  @Test
  @DisplayName("REC-24 a sidecar that could not be deleted is retired by the next write")
  void nextWriteRetires() {
    failpoints.fail(PublishStep.SIDECAR_DELETE, 1);
    insert(session, "Person", row("Eve", 22));
    assertThat(sidecars()).hasSize(1);
    insert(session, "Person", row("Frank", 40));
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).hasSize(6);
    assertThat(audit())
        .singleElement()
        .satisfies(r -> assertThat(r.kind()).isEqualTo(ROLLED_FORWARD));
  }

  @Test
  @DisplayName("REC-16 a write on a branch is finished there, with that branch's head as parent")
  void branchRollsForward() {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    insert(session, "Person", row("OnFeature", 1));
    long main = seq();
    List<GraphCommit> before = session.facts().commits("feature");
    failInsertOfEve(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER);
    reopen();
    List<GraphCommit> after = session.facts().commits("feature");
    assertThat(after).hasSize(before.size() + 1);
    assertThat(after.get(after.size() - 1).parentId())
        .isEqualTo(before.get(before.size() - 1).commitId());
    assertThat(read("feature", "Person")).hasSize(6);
    assertThat(read("Person")).hasSize(4);
    assertThat(seq()).isEqualTo(main);
    assertThat(audit().get(0).branch()).isEqualTo("feature");
  }
}
