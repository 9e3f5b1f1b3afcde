package io.omnigraph.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.PrivateGraph;
import io.omnigraph.storage.Storage;
import java.nio.file.Path;
import java.util.List;

/** Crashes a recovery at each of its states, and the recovery of that, and so on. */
final class RecoveryCrash {
  private static final int DEEPEST = 20;

  private RecoveryCrash() {}

  /** States that a crash of the recovery of {@code root} leaves; {@code root} is recovered then. */
  static List<CrashState> states(Path root, StoreKind kind, Path copies) {
    CrashRecorder recorder = new CrashRecorder(root, copies);
    Storage storage = recorder.wrap(kind.storage(root));
    recorder.record(
        () -> new PrivateGraph(root, storage, kind.options().withSteps(recorder)).close());
    return recorder.states();
  }

  /**
   * From each state recovery is done; from the first one in which it has got anywhere it is also
   * crashed again, until a recovery has nothing left to do.
   *
   * @param most crashes at most, spread over the states
   */
  static void check(Path root, StoreKind kind, Path work, Rows expected, int most) {
    int crashes = 0;
    Path crashed = root;
    for (int depth = 0; crashed != null; depth++) {
      assertThat(depth).as("recoveries of one crash that never end").isLessThan(DEEPEST);
      List<CrashState> states = states(crashed, kind, work.resolve("d" + depth));
      int stride = Math.max(1, states.size() / most);
      for (int i = stride / 2; i < states.size() && crashes < most; i += stride) {
        Path copy = work.resolve("d" + depth + "-" + i);
        Directory.copy(states.get(i).root(), copy);
        try {
          Verdict.check(copy, kind, expected);
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(
              "recovery number " + (depth + 1) + " crashed " + states.get(i).label() + ": " + e, e);
        }
        Directory.delete(copy);
        crashes++;
      }
      crashed = crashes < most ? firstStep(states) : null;
    }
  }

  /** Temporary files and files that nothing names yet are made again by every recovery. */
  private static Path firstStep(List<CrashState> states) {
    for (CrashState state : states) {
      if (state.label().startsWith("after ") && !state.label().startsWith("after stage")) {
        return state.root();
      }
    }
    return null;
  }
}
