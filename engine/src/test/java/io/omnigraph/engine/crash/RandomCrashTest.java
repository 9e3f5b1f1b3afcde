package io.omnigraph.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.PrivateGraph;
import io.omnigraph.engine.session.Session;
import io.omnigraph.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations, each sequence crashed at a random state, recovered (which now and then crashes
 * too) and gone on with: what crashes leave adds up. A failure names the seed of its graph.
 */
class RandomCrashTest {
  private static final boolean FULL = "full".equals(System.getProperty("reliability"));
  private static final int RUNS = Integer.getInteger("reliability.crashes", FULL ? 500 : 20);
  private static final long SEED = Long.getLong("reliability.seed", 20260101L);

  /** After so many crashes a new graph begins, on another kind of store. */
  private static final int RUNS_A_GRAPH = FULL ? 20 : 4;

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private int copies;
  private int operations;
  private int recoveriesCrashed;

  @Test
  @DisplayName("REC-43 whatever crashes wherever, each operation is there wholly or not at all")
  void everyOperationIsAllOrNothing() {
    long started = System.nanoTime();
    for (int run = 0; run < RUNS; run += RUNS_A_GRAPH) {
      oneGraph(SEED + run, Math.min(RUNS_A_GRAPH, RUNS - run));
    }
    System.out.printf(
        "random crashes: %d crashes, %d operations, %d recoveries crashed, %d s, seed %d%n",
        RUNS, operations, recoveriesCrashed, (System.nanoTime() - started) / 1_000_000_000, SEED);
  }

  private void oneGraph(long seed, int crashes) {
    Random random = new Random(seed);
    RandomWriters writers = new RandomWriters(random);
    Path root = folder.resolve("g" + seed);
    StoreKind kind = List.of(StoreKind.values()).get(random.nextInt(StoreKind.values().length));
    Rows rows = CrashGraph.make(root, kind);
    for (int crash = 0; crash < crashes; crash++) {
      Path copies = folder.resolve("c" + this.copies++);
      CrashRecorder recorder = new CrashRecorder(root, copies);
      Storage storage = recorder.wrap(kind.storage(root));
      Writer last;
      try (PrivateGraph graph =
              new PrivateGraph(root, storage, kind.options().withSteps(recorder));
          Session session = graph.session()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          Writer plain = writers.next(rows);
          plain.action().accept(session);
          rows = plain.after(rows);
          operations++;
        }
        last = writers.next(rows);
        Writer crashed = last;
        recorder.record(() -> crashed.action().accept(session));
      }
      operations++;
      List<CrashState> states = recorder.states();
      CrashState state = states.get(random.nextInt(states.size()));
      boolean forward = last.goesForward(state.progress(), recorder.progress());
      rows = forward ? last.after(rows) : rows;
      String what =
          "seed %d, %s, crash %d of %s, %s".formatted(seed, kind, crash, last, state.label());
      Directory.delete(root);
      try {
        recover(state, root, kind, random);
        Verdict.check(root, kind, rows);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(what + ": " + e, e);
      }
      Directory.delete(copies);
    }
    Directory.delete(root);
  }

  /** A third of the recoveries crash too. */
  private void recover(CrashState state, Path root, StoreKind kind, Random random) {
    Directory.copy(state.root(), root);
    if (random.nextInt(3) != 0) {
      return;
    }
    Path copies = folder.resolve("c" + this.copies++);
    List<CrashState> states = RecoveryCrash.states(root, kind, copies);
    assertThat(states).isNotEmpty();
    recoveriesCrashed += states.size() > 1 ? 1 : 0;
    CrashState again = states.get(random.nextInt(states.size()));
    Directory.delete(root);
    Directory.copy(again.root(), root);
    Directory.delete(copies);
  }
}
