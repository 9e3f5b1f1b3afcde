package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions that wait for one branch and are published together. */
@Timeout(120)
class GroupPublishTest extends GroupCase {
  /** No commit is small: it goes through files. */
  @Override
  OpenOptions options() {
    return GraphFixture.options();
  }

  @Override
  PublishStep underWay() {
    return PublishStep.SIDECAR_WRITE;
  }

  @Test
  @DisplayName("PUB-31 three inserts that wait behind one: three commits, three seq, one sidecar")
  void threeInOneSwap() throws InterruptedException {
    long before = seq();
    int[] armed = {0};
    afterQueued = () -> failpoints.set(PublishStep.SIDECAR_WRITE, () -> armed[0]++);
    behindOne(person("Eve", 1), person("Frank", 2), person("Grace", 3));
    assertThat(errors).isEmpty();
    assertThat(armed[0]).isEqualTo(1);
    List<GraphCommit> commits = commitsAfter(before);
    assertThat(commits)
        .extracting(GraphCommit::seq)
        .containsExactly(before + 1, before + 2, before + 3, before + 4);
    assertThat(commits).extracting(GraphCommit::commitId).doesNotHaveDuplicates();
    assertThat(commits.subList(1, 4))
        .extracting(GraphCommit::operationId)
        .containsOnly(commits.get(1).operationId());
    for (int i = 1; i < commits.size(); i++) {
      assertThat(commits.get(i).parentId()).isEqualTo(commits.get(i - 1).commitId());
    }
    assertThat(read("Person")).hasSize(7).contains("Eve|1", "Frank|2", "Grace|3");
    assertThat(sidecars()).isEmpty();
    reopen();
    assertThat(read("Person")).hasSize(7);
    insert(session, "Person", row("Henry", 4));
    assertThat(read("Person")).hasSize(8);
  }

  @Test
  @DisplayName("PUB-31 a group that fails before its swap is visible as a whole after recovery")
  void failedGroupIsFinishedAsAWhole() throws InterruptedException {
    failGroupBeforeItsSwap();
    long before = seq();
    reopen();
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).hasSize(7).contains("Eve|1", "Frank|2", "Grace|3");
    assertThat(commitsAfter(before)).hasSize(3);
    assertThat(audit())
        .singleElement()
        .satisfies(row -> assertThat(row.kind()).isEqualTo(AuditRow.Kind.ROLLED_FORWARD));
    insert(session, "Person", row("Henry", 4));
    assertThat(read("Person")).hasSize(8);
  }

  private void failGroupBeforeItsSwap() throws InterruptedException {
    int[] swaps = {0};
    failpoints.set(
        PublishStep.PUBLISH_BEFORE_COMMIT_APPEND,
        () -> {
          if (++swaps[0] == 2) {
            throw new IllegalStateException("power cut");
          }
        });
    behindOne(person("Eve", 1), person("Frank", 2), person("Grace", 3));
    failpoints.off(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND);
    assertThat(errors)
        .hasSize(3)
        .allSatisfy(
            e ->
                assertThat(((OmnigraphException) e).code()).isEqualTo(ErrorCode.RECOVERY_REQUIRED));
    assertThat(sidecars()).hasSize(1);
    assertThat(read("Person")).hasSize(4);
  }

  @Test
  @DisplayName("PUB-31 a version of a group that a power cut left torn undoes the whole group")
  void tornVersionInTheMiddle() throws InterruptedException, IOException {
    TableEntry pinned = person();
    failGroupBeforeItsSwap();
    session.close();
    other.close();
    graph.close();
    Path versions = root.resolve(pinned.path()).resolve("_versions");
    Path middle =
        versions.resolve(Long.toUnsignedString(-1L - (pinned.version() + 2)) + ".manifest");
    assertThat(middle).exists();
    Files.write(middle, new byte[0]);
    graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
    session = graph.newSession();
    other = graph.newSession();
    assertThat(read("Person")).hasSize(4);
    assertThat(audit())
        .singleElement()
        .satisfies(row -> assertThat(row.kind()).isEqualTo(AuditRow.Kind.ROLLED_BACK));
    insert(session, "Person", row("Henry", 4));
    assertThat(read("Person")).hasSize(5);
  }

  private TableEntry person() {
    return session.facts().tables("main").stream()
        .filter(entry -> entry.tableKey().equals("node:Person"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aGroupThatCannotBeArmedIsPublishedOneByOne() throws InterruptedException {
    long before = seq();
    int files = personFiles();
    afterQueued = () -> failpoints.fail(PublishStep.SIDECAR_WRITE, 1);
    behindOne(person("Eve", 1), person("Frank", 2));
    assertThat(errors).isEmpty();
    // The files of the first try may be those that could not be synced: they are not used again.
    assertThat(personFiles()).isEqualTo(files + 4);
    assertThat(read("Person")).contains("Eve|1", "Frank|2");
    assertThat(commitsAfter(before)).extracting(GraphCommit::operationId).doesNotHaveDuplicates();
  }

  private int personFiles() {
    String path =
        session.facts().tables("main").stream()
            .filter(table -> table.tableKey().equals("node:Person"))
            .findFirst()
            .orElseThrow()
            .path();
    return root.resolve(path).resolve("data").toFile().list().length;
  }

  @Test
  @DisplayName("OCC-02 of two inserts of one key in a group's reach one wins, the other is told")
  void sameKeyInOneGroup() throws InterruptedException {
    behindOne(person("Eve", 1), person("Eve", 2), person("Frank", 3));
    assertThat(errors).hasSize(1);
    assertThat(((OmnigraphException) errors.get(0)).code().sqlState()).isEqualTo("23505");
    assertThat(read("Person")).hasSize(6).contains("Eve|1", "Frank|3");
  }

  @Test
  void twoUpdatesOfOneRowBothLandOneAfterTheOther() throws InterruptedException {
    behindOne(
        own -> update(own, "Person", row("Alice", 31)),
        own -> update(own, "Person", row("Alice", 32)),
        own -> update(own, "Person", row("Bob", 26)));
    assertThat(errors).isEmpty();
    assertThat(read("Person")).hasSize(4).contains("Alice|32", "Bob|26");
  }

  @Test
  void anEdgeAndTheDeleteOfItsEndDoNotBothLand() throws InterruptedException {
    behindOne(
        own -> insert(own, "Knows", row("Charlie", "Diana")),
        own -> delete(own, "Person", "Diana"));
    assertThat(errors).isEmpty(); // The delete runs again and takes the new edge along.
    assertThat(read("Person")).hasSize(3);
    assertThat(read("Knows")).containsExactly("Alice|Bob|null", "Alice|Charlie|null");
  }

  @Test
  void theDeleteOfAnEndBeforeAnEdgeRefusesTheEdge() throws InterruptedException {
    behindOne(
        own -> delete(own, "Person", "Diana"),
        own -> insert(own, "Knows", row("Charlie", "Diana")),
        person("Eve", 1));
    assertThat(errors).hasSize(1);
    assertThat(((OmnigraphException) errors.get(0)).code()).isEqualTo(ErrorCode.MISSING_END);
    assertThat(read("Person")).hasSize(4).contains("Eve|1");
    assertThat(read("Knows")).hasSize(2);
  }

  @Test
  void transactionsOfSeveralTablesAndActorsGoAlong() throws InterruptedException {
    long before = seq();
    behindOne(
        own -> {
          own.setAutoCommit(false);
          own.setActor(Optional.of("ada"));
          insert(own, "Person", row("Eve", 1));
          insert(own, "Company", row("New"));
          insert(own, "WorksAt", row("Eve", "New"));
          own.commit();
          assertThat(own.lastCommit()).isPresent();
        },
        own -> {
          own.setActor(Optional.of("bob"));
          insert(own, "Company", row("Newer"));
        });
    assertThat(errors).isEmpty();
    List<GraphCommit> commits = commitsAfter(before);
    assertThat(commits).extracting(GraphCommit::actorId).containsExactly(null, "ada", "bob");
    assertThat(commits.get(1).operationId()).isEqualTo(commits.get(2).operationId());
    assertThat(read("WorksAt")).hasSize(3);
    assertThat(read("Company")).contains("New", "Newer");
  }

  @Test
  void eachVersionOfAGroupCanBeReadAndBranchedFrom() throws InterruptedException {
    long before = seq();
    behindOne(person("Eve", 1), person("Frank", 2));
    assertThat(readAt(before, "Person")).hasSize(4);
    assertThat(readAt(before + 1, "Company")).contains("First").hasSize(3);
    session.createBranch("inside", "main", Optional.of(before + 2));
    assertThat(read("inside", "Person")).containsExactlyElementsOf(readAt(before + 2, "Person"));
    assertThat(readAt(before + 3, "Person")).hasSize(6);
    insert(session, "Person", row("Grace", 3));
    assertThat(readAt(before + 4, "Person")).hasSize(7);
    session.useBranch("at" + (before + 3));
    insert(session, "Person", row("Henry", 4));
    assertThat(read("at" + (before + 3), "Person")).hasSize(7).contains("Henry|4");
    assertThat(read("Person")).hasSize(7).contains("Grace|3");
  }

  @Test
  void whoAsksForAHeadIsNotTakenAlong() throws InterruptedException {
    String head = session.facts().commits("main").get((int) seq() - 1).commitId();
    behindOne(
        person("Eve", 1),
        own -> {
          own.expectHead(head);
          insert(own, "Person", row("Frank", 2));
        });
    assertThat(errors).hasSize(1);
    assertThat(((OmnigraphException) errors.get(0)).code()).isEqualTo(ErrorCode.EXPECT_HEAD_FAILED);
    assertThat(read("Person")).hasSize(5).contains("Eve|1");
  }

  @Test
  @DisplayName("PUB-20 PUB-21 eight threads on one table: one chain without gaps, nothing lost")
  void eightThreads() throws InterruptedException {
    long before = seq();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int number = t;
      Thread thread =
          new Thread(
              () ->
                  run(
                      own -> {
                        for (int i = 0; i < 10; i++) {
                          insert(own, "Person", row("p" + number + "-" + i, i));
                        }
                      }));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join(TimeUnit.MINUTES.toMillis(2));
    }
    assertThat(errors).isEmpty();
    assertThat(read("Person")).hasSize(84);
    List<GraphCommit> commits = commitsAfter(before);
    assertThat(commits).hasSize(80);
    for (int i = 1; i < commits.size(); i++) {
      assertThat(commits.get(i).seq()).isEqualTo(commits.get(i - 1).seq() + 1);
      assertThat(commits.get(i).parentId()).isEqualTo(commits.get(i - 1).commitId());
    }
  }
}
