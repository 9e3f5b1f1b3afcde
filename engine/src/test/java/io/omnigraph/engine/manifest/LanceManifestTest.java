package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.manifest.PublishRequest.Expectation;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LanceManifestTest extends ManifestStoreContract {
  @Override
  LanceManifest fresh() {
    return new LanceManifest(storage.tables(), root.toString(), failpoints);
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

  private boolean attempt(ManifestStore store) {
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
  @DisplayName("PUB-18 contention is retried, the parent is the head of the winning attempt")
  void retriesContention() {
    LanceManifest other = new LanceManifest(storage.tables(), root.toString(), Steps.NONE);
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
    LanceManifest other = new LanceManifest(storage.tables(), root.toString(), Steps.NONE);
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
  @DisplayName("PUB-21 a long history keeps few fragments")
  void fewFragments() {
    for (long version = 2; version <= 120; version++) {
      publish(manifest, Map.of(), person(version));
    }
    try (var table = storage.tables().open(new TableRef(LanceManifest.PATH, null, 120))) {
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
