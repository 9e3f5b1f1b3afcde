package io.omnigraph.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.PrivateGraph;
import io.omnigraph.storage.Storage;
import java.nio.file.Path;
import java.util.List;

/** Crashes a recovery at each of its states, and the recovery of that, and so on. */
final class RecoveryCrash {
  private static final int DEEPEST = 20;

  private RecoveryCrash() {}

  /** States that a crash of the recovery of {@code root} leaves; {@code root} is recovered then. */
  static List<CrashState> states(Path root, Path copies) {
    CrashRecorder recorder = new CrashRecorder(root, copies);
    Storage storage = recorder.wrap(Storage.open(root, GraphFixture.options().storage()));
    recorder.record(() -> new PrivateGraph(root, storage, recorder).close());
    return recorder.states();
  }

  /**
   * From each state recovery is done; from the first one that is not the crashed state itself it is
   * also crashed again, until a recovery has nothing left to do.
   *
   * @param most crashes at most, spread over the states
   */
  static void check(Path root, Path work, Rows expected, int most) {
    int crashes = 0;
    Path crashed = root;
    for (int depth = 0; crashed != null; depth++) {
      assertThat(depth).as("recoveries of one crash that never end").isLessThan(DEEPEST);
      List<CrashState> states = states(crashed, work.resolve("d" + depth));
      int stride = Math.max(1, states.size() / most);
      for (int i = stride / 2; i < states.size() && crashes < most; i += stride) {
        Path copy = work.resolve("d" + depth + "-" + i);
        Directory.copy(states.get(i).root(), copy);
        try {
          Verdict.check(copy, expected);
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(
              "recovery number " + (depth + 1) + " crashed " + states.get(i).label() + ": " + e, e);
        }
        Directory.delete(copy);
        crashes++;
      }
      // The first state is the crash itself; if the second is the last there is nothing to do.
      crashed = states.size() > 2 && crashes < most ? states.get(1).root() : null;
    }
  }
}
