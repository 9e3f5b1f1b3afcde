package io.omnigraph.storage.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link ControlStore} promises. A subclass supplies a new, empty store. */
public abstract class ControlStoreContract {
  protected abstract ControlStore newStore();

  @Test
  void readsWhatWasWritten() {
    ControlStore store = newStore();
    assertThat(store.read("a/b/c.json")).isEmpty();
    store.write("a/b/c.json", "one é");
    assertThat(store.read("a/b/c.json")).contains("one é");
    store.write("a/b/c.json", "two");
    assertThat(store.read("a/b/c.json")).contains("two");
    assertThat(store.exists("a/b/c.json")).isTrue();
    assertThat(store.exists("a/b/d.json")).isFalse();
  }

  @Test
  void secondCreatorGetsFalseAndChangesNothing() {
    ControlStore store = newStore();
    assertThat(store.writeIfAbsent("x/head", "a")).isTrue();
    assertThat(store.writeIfAbsent("x/head", "b")).isFalse();
    assertThat(store.read("x/head")).contains("a");
    assertThat(store.list("x")).containsExactly("head");
  }

  @Test
  void ofManyCreatorsExactlyOneWins() throws Exception {
    ControlStore store = newStore();
    int threads = 8;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 20; round++) {
        String path = "race/" + round;
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Callable<String>> creators = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
          String text = "creator " + t;
          creators.add(
              () -> {
                start.await();
                return store.writeIfAbsent(path, text) ? text : null;
              });
        }
        List<String> winners = new ArrayList<>();
        for (Future<String> answer : executor.invokeAll(creators)) {
          if (answer.get() != null) {
            winners.add(answer.get());
          }
        }
        assertThat(winners).hasSize(1);
        assertThat(store.read(path)).contains(winners.get(0));
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void readersNeverSeeHalfOfAWrite() throws Exception {
    ControlStore store = newStore();
    String one = "1".repeat(100_000);
    String two = "2".repeat(50_000);
    store.write("f", one);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<?> writer =
          executor.submit(
              () -> {
                for (int i = 0; i < 100; i++) {
                  store.write("f", i % 2 == 0 ? two : one);
                }
              });
      do {
        assertThat(store.read("f").orElseThrow()).isIn(one, two);
      } while (!writer.isDone());
      writer.get();
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void renameMovesAndReplaces() {
    ControlStore store = newStore();
    store.write("s.staging", "new");
    store.write("s", "old");
    store.rename("s.staging", "s");
    assertThat(store.read("s")).contains("new");
    assertThat(store.exists("s.staging")).isFalse();
    store.rename("s", "deep/er/s");
    assertThat(store.read("deep/er/s")).contains("new");
    assertThatThrownBy(() -> store.rename("s", "t")).isInstanceOf(OmnigraphException.class);
  }

  @Test
  void deletingWhatIsAbsentIsSuccess() {
    ControlStore store = newStore();
    assertThatCode(() -> store.delete("no/such")).doesNotThrowAnyException();
    store.write("f", "x");
    store.delete("f");
    assertThat(store.exists("f")).isFalse();
    assertThat(store.writeIfAbsent("f", "y")).isTrue();
  }

  @Test
  void listNamesFilesOfOneFolderSorted() {
    ControlStore store = newStore();
    assertThat(store.list("r")).isEmpty();
    store.write("r/b", "");
    store.write("r/a", "");
    store.write("r/sub/c", "");
    assertThat(store.list("r")).containsExactly("a", "b");
    assertThat(store.entries("r")).containsExactly("a", "b", "sub");
    assertThat(store.entries("")).containsExactly("r");
  }

  @Test
  void deletePrefixRemovesAFolderWithAllItHolds() {
    ControlStore store = newStore();
    store.write("r/a", "");
    store.write("r/sub/c", "");
    store.write("rest", "");
    store.deletePrefix("r");
    assertThat(store.list("r")).isEmpty();
    assertThat(store.exists("r/sub/c")).isFalse();
    assertThat(store.entries("")).containsExactly("rest");
    assertThatCode(() -> store.deletePrefix("r")).doesNotThrowAnyException();
  }

  @Test
  void probeLeavesNothingBehind() {
    ControlStore store = newStore();
    store.probeAtomicCreate();
    assertThat(store.entries("")).isEmpty();
  }

  @Test
  void pathsCannotLeaveTheRoot() {
    ControlStore store = newStore();
    assertThatThrownBy(() -> store.write("../outside", "x")).isInstanceOf(OmnigraphException.class);
    assertThatThrownBy(() -> store.deletePrefix("")).isInstanceOf(OmnigraphException.class);
  }
}
