package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.Lineage;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.schema.Ulid;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Writers whose clocks disagree: ids and times of a branch's commits ascend all the same, but for
 * the id of a fold beside which others publish.
 */
class ClockTest extends OpenGraphTest {
  private static final long MINUTE_MICROS = 60_000_000L;

  /** What a process whose clock is fifty years ahead leaves. */
  private GraphCommit commitFromTheFuture(String branch) {
    try (SecondOpener ahead = new SecondOpener(root)) {
      GraphSnapshot head = ahead.graph.manifest().head(branch);
      Lineage lineage =
          new Lineage(
              "2" + head.commitId().substring(1),
              null,
              "ahead",
              "operation",
              "Mutation",
              head.schemaHash(),
              head.seq() * MINUTE_MICROS + Long.MAX_VALUE / 2,
              null);
      ahead
          .graph
          .manifest()
          .publish(new PublishRequest(branch, List.of(), Map.of(), Optional.empty(), lineage));
      return ahead.graph.manifest().commit(branch, lineage.commitId()).orElseThrow();
    }
  }

  @Test
  void commitsAscendWhenTheClockGoesBack() {
    session.createBranch("b", "main", Optional.empty());
    GraphCommit future = commitFromTheFuture("main");
    insert(session, "Person", row("after", 1));
    insert(other, "Person", row("later", 2));
    session.useBranch("b");
    insert(session, "Person", row("onBranch", 1));
    List<GraphCommit> commits = session.facts().commits("main");
    assertThat(commits).hasSizeGreaterThan(3).contains(future);
    for (int i = 1; i < commits.size(); i++) {
      GraphCommit before = commits.get(i - 1);
      GraphCommit after = commits.get(i);
      assertThat(after.seq()).isEqualTo(before.seq() + 1);
      assertThat(after.parentId()).isEqualTo(before.commitId());
      assertThat(after.commitId()).isGreaterThan(before.commitId());
      assertThat(after.createdAtMicros()).isGreaterThanOrEqualTo(before.createdAtMicros());
    }
    assertThat(commits.get(commits.size() - 1)).isNotEqualTo(future);
    assertThat(GraphFixture.read(session, "main", "Person")).contains("after|1", "later|2");
  }

  /** The first of two tables is committed: recovery undoes it by a commit of its own. */
  @Test
  void whatRecoveryUndoesIsNoOlderThanItsParent() {
    GraphCommit future = commitFromTheFuture("main");
    failpoints.fail(PublishStep.MUTATION_POST_TABLE_COMMIT, 1);
    session.setAutoCommit(false);
    Object[][] many = new Object[(int) DeltaOptions.defaults().rows() + 1][];
    for (int i = 0; i < many.length; i++) {
      many[i] = row("m" + i, i);
    }
    insert(session, "Person", many);
    insert(session, "Company", row("Initech"));
    assertRefused(session::commit, ErrorCode.RECOVERY_REQUIRED);
    insert(other, "Person", row("after", 1));
    List<GraphCommit> commits = session.facts().commits("main");
    assertThat(audit()).hasSize(1);
    assertThat(commits).extracting(GraphCommit::createdAtMicros).isSorted();
    assertThat(commits.subList(commits.indexOf(future), commits.size())).hasSize(3);
  }

  @Test
  void idsFollowAnyIdTheyAreShown() {
    Ulids ids = new Ulids();
    String last = "7ZZZZZZZZZAAAAZZZZZZZZZZZZ";
    ids.follow(last);
    for (int i = 0; i < 1_000; i++) {
      String next = ids.next();
      assertThat(next).isGreaterThan(last);
      last = next;
    }
    ids.follow("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    ids.follow("no id");
    assertThat(ids.next()).isGreaterThan(last);
  }

  /** What history has many of differs from one to the next in a few characters. */
  @Test
  void idsOfCommitsCountUpAndThoseOfRowsCannotBeGuessed() {
    Ulids ids = new Ulids();
    String first = ids.next();
    assertThat(ids.next().substring(10, 22)).isEqualTo(first.substring(10, 22));
    assertThat(new Ulids().next().substring(10)).isNotEqualTo(first.substring(10));
    byte[] rows = new byte[32];
    ids.fill(rows, 0, 2);
    String row = Ulid.text(rows, 0);
    String nextRow = Ulid.text(rows, 16);
    assertThat(nextRow).isGreaterThan(row);
    assertThat(nextRow.substring(0, 24)).isNotEqualTo(row.substring(0, 24));
    assertThat(ids.next().substring(10, 22))
        .isEqualTo(first.substring(10, 22))
        .isNotEqualTo(nextRow.substring(10, 22));
  }

  /** A process that goes on from another's id makes none that this one counts up to. */
  @Test
  void whoFollowsLeavesRoom() {
    Ulids ids = new Ulids();
    Ulids other = new Ulids();
    String last = "7ZZZZZZZZZAAAAZZZZZZZZZZZZ"; // a time after which there is none
    ids.follow(last);
    String mine = ids.next();
    other.follow(mine);
    Set<String> mines = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      mines.add(ids.next());
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(mines.add(other.next())).isTrue();
    }
  }
}
