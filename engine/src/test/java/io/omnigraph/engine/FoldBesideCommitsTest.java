package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.PublishStep;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits of deltas go on while a fold is published; those of files wait. */
@Timeout(60)
class FoldBesideCommitsTest extends OpenGraphTest {
  private List<String> rows;

  /** At each step of a fold at which others may commit. */
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @EnumSource(
      value = PublishStep.class,
      names = {
        "SIDECAR_WRITE",
        "MUTATION_POST_TABLE_COMMIT",
        "SIDECAR_CONFIRM",
        "MUTATION_POST_FINALIZE_PRE_PUBLISHER",
        "FOLD_BEFORE_SWAP"
      })
  @interface WhileAFoldIsPublished {}

  @Override
  OpenOptions options() {
    return super.options().withDeltas(new DeltaOptions(100, 1 << 20, 1_000, 1 << 20, false));
  }

  /** Deltas of two tables, to be folded. */
  @Override
  void fill() {
    super.fill();
    session.fold();
    insert(session, "Person", row("Eve", 22), row("Frank", 23));
    insert(session, "Knows", row("Eve", "Bob"));
    update(session, "Person", row("Alice", 31));
    delete(session, "Person", "Charlie");
  }

  private List<String> everything() {
    List<String> all = new ArrayList<>(read("Person"));
    all.addAll(read("Knows"));
    return all;
  }

  /** Rows of the files, of what is folded and new ones. */
  private void changeMeanwhile() {
    insert(other, "Person", row("Charlie", 1), row("Grace", 24));
    update(other, "Person", row("Alice", 32), row("Eve", 33), row("Bob", 34));
    delete(other, "Person", "Frank");
    insert(other, "Knows", row("Grace", "Eve"));
    rows = everything();
  }

  /** On another thread, the first time that the step is reached. */
  private void at(PublishStep step, Runnable meanwhile, boolean fails) {
    AtomicBoolean done = new AtomicBoolean();
    failpoints.set(
        step,
        () -> {
          if (done.compareAndSet(false, true)) {
            onAnotherThread(meanwhile);
            if (fails) {
              throw new IllegalStateException("the fold is over");
            }
          }
        });
  }

  private static void onAnotherThread(Runnable action) {
    try {
      CompletableFuture.runAsync(action, task -> new Thread(task).start())
          .get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private void assertRowsAndTimes() {
    assertThat(everything()).isEqualTo(rows);
    assertThat(rows).contains("Alice|32", "Charlie|1", "Eve|33", "Grace|24", "Grace|Eve|null");
    assertThat(rows).doesNotContain("Frank|23");
    assertThat(session.facts().commits("main")).extracting(GraphCommit::createdAtMicros).isSorted();
  }

  private void assertWhole() {
    assertRowsAndTimes();
    reopen();
    assertRowsAndTimes();
    assertThat(sidecars()).isEmpty();
    session.fold();
    assertThat(session.facts().tables("main")).allMatch(entry -> entry.deltas().isEmpty());
    assertRowsAndTimes();
    reopen();
    assertRowsAndTimes();
    assertNothingFound();
  }

  @WhileAFoldIsPublished
  void deltasGoOnAndStayOnTop(PublishStep step) {
    at(step, this::changeMeanwhile, false);
    assertThat(session.fold()).extracting(Session.Folded::rows).containsExactly(4L, 2L);
    List<GraphCommit> commits = session.facts().commits("main");
    assertThat(commits.get(commits.size() - 1).writerKind()).isEqualTo("Fold");
    assertThat(session.facts().tables("main"))
        .filteredOn(entry -> !entry.deltas().isEmpty())
        .hasSize(2);
    assertWhole();
  }

  @WhileAFoldIsPublished
  void deltasStayWhenTheFoldFails(PublishStep step) {
    at(step, this::changeMeanwhile, true);
    assertThatThrownBy(session::fold).hasMessageContaining("the fold is over");
    assertWhole();
  }

  /** Recovery asks there whether the branch is still the one that the fold was armed on. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void deltasGoOnOnABranchWithFilesOfItsOwn(boolean fails) {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    other.useBranch("feature");
    update(session, "Person", row("Alice", 50));
    session.fold();
    update(session, "Person", row("Bob", 51));
    at(
        PublishStep.MUTATION_POST_TABLE_COMMIT,
        () -> update(other, "Person", row("Alice", 52), row("Diana", 53)),
        fails);
    if (fails) {
      assertThatThrownBy(session::fold).hasMessageContaining("the fold is over");
    } else {
      assertThat(session.fold()).hasSize(1);
    }
    reopen();
    assertThat(read("feature", "Person")).contains("Alice|52", "Bob|51", "Diana|53", "Eve|22");
    assertThat(sidecars()).isEmpty();
    assertNothingFound();
  }

  /** An interrupt would leave half a fold to the next writer. */
  @Test
  void whoIsInterruptedPublishesWhatHasMoved() {
    failpoints.set(PublishStep.FOLD_BEFORE_SWAP, () -> Thread.currentThread().interrupt());
    assertThat(session.fold()).hasSize(2);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).contains("Alice|31");
  }

  /** The next writer settles it first. */
  @Test
  void deltasGoOnAfterAFoldThatFailed() {
    at(PublishStep.MUTATION_POST_TABLE_COMMIT, this::changeMeanwhile, true);
    assertThatThrownBy(session::fold).hasMessageContaining("the fold is over");
    update(other, "Person", row("Diana", 40));
    assertThat(sidecars()).isEmpty();
    rows = everything();
    assertThat(rows).contains("Diana|40");
    assertWhole();
  }

  /**
   * What has moved must be published: whoever is at it is waited for, however long one wants to.
   */
  @Test
  void aFoldWaitsForWhoIsPublishingDeltas() throws Exception {
    CountDownLatch publishing = new CountDownLatch(1);
    CountDownLatch mayPublish = new CountDownLatch(1);
    FutureTask<Void> written =
        new FutureTask<>(() -> update(other, "Person", row("Bob", 34)), null);
    at(
        PublishStep.PUBLISH_BEFORE_COMMIT_APPEND,
        () -> {
          publishing.countDown();
          awaitLatch(mayPublish);
        },
        false);
    at(
        PublishStep.MUTATION_POST_TABLE_COMMIT,
        () -> {
          new Thread(written).start();
          awaitLatch(publishing);
        },
        false);
    AtomicInteger looks = new AtomicInteger();
    failpoints.set(
        PublishStep.FOLD_BEFORE_SWAP,
        () -> {
          if (looks.incrementAndGet() == 3) {
            mayPublish.countDown();
          }
        });
    session.setLockTimeout(Duration.ZERO);
    assertThat(session.fold()).hasSize(2);
    written.get(20, TimeUnit.SECONDS);
    assertThat(looks.get()).isGreaterThanOrEqualTo(3);
    assertThat(read("Person")).contains("Bob|34", "Alice|31");
    assertThat(sidecars()).isEmpty();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Another thread commits in the middle of it, and has to wait for its end. */
  private List<Session.Folded> foldThatIsWaitedFor(Runnable commit) throws Exception {
    FutureTask<Void> written = new FutureTask<>(commit, null);
    at(
        PublishStep.MUTATION_POST_TABLE_COMMIT,
        () -> {
          Thread writer = new Thread(written);
          writer.start();
          awaitWaiting(writer);
          assertThat(written).isNotDone();
        },
        false);
    List<Session.Folded> folded = session.fold();
    written.get(20, TimeUnit.SECONDS);
    return folded;
  }

  @Test
  void commitsOfFilesWaitForTheFold() throws Exception {
    Object[][] many = new Object[101][];
    for (int i = 0; i < many.length; i++) {
      many[i] = row("m" + i, i);
    }
    assertThat(foldThatIsWaitedFor(() -> insert(other, "Person", many))).hasSize(2);
    assertThat(read("Person")).hasSize(5 + 101);
  }

  /** Its first files there are a fork, which others on the branch wait for. */
  @Test
  void aFoldThatForksIsAlone() throws Exception {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    other.useBranch("feature");
    update(session, "Person", row("Alice", 50));
    assertThat(foldThatIsWaitedFor(() -> update(other, "Person", row("Bob", 51)))).isNotEmpty();
    assertThat(read("feature", "Person")).contains("Alice|50", "Bob|51");
  }
}
