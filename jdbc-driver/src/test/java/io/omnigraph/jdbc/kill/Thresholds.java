package io.omnigraph.jdbc.kill;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.storage.StorageOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * How one process commits. A connection cannot say all of it, so a process opens the graph itself
 * before it connects: connections share what is open.
 *
 * @param log whether a graph without a log gets one
 * @param deltaRows most changed rows of a commit that goes as deltas
 * @param foldRows changed rows of deltas on a table that start a fold
 * @param checkpointCommits commits in the log that start a checkpoint
 */
record Thresholds(boolean log, int deltaRows, int foldRows, int checkpointCommits) {
  private static final int[] DELTA_ROWS = {2_048, 2_048, 3, 0};
  private static final int[] FOLD_ROWS = {8_192, 30, 6, 1};
  private static final int[] CHECKPOINT_COMMITS = {8_192, 12, 3, 1};

  /** The usual ones, as far as the store is not another one. */
  static Thresholds usual(boolean log) {
    return new Thresholds(log, DELTA_ROWS[0], FOLD_ROWS[0], CHECKPOINT_COMMITS[0]);
  }

  static Thresholds any(boolean log, Random random) {
    return new Thresholds(
        log, one(DELTA_ROWS, random), one(FOLD_ROWS, random), one(CHECKPOINT_COMMITS, random));
  }

  private static int one(int[] values, Random random) {
    return values[random.nextInt(values.length)];
  }

  static Thresholds parse(String text) {
    int[] values = Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
    return new Thresholds(values[0] == 1, values[1], values[2], values[3]);
  }

  Graph open(Path root) {
    StorageOptions storage = StorageOptions.defaults();
    return Graphs.open(
        root,
        OpenOptions.defaults()
            .withStorage(
                new StorageOptions(
                    StorageOptions.Durability.OS,
                    storage.columnCacheBytes(),
                    storage.nativeCache()))
            .withDeltas(new DeltaOptions(deltaRows, 1 << 20, foldRows, 4 << 20, true))
            .withLog(new LogOptions(log, checkpointCommits, LogOptions.DEFAULT_CHECKPOINT_BYTES)));
  }

  @Override
  public String toString() {
    return "%d,%d,%d,%d".formatted(log ? 1 : 0, deltaRows, foldRows, checkpointCommits);
  }
}
