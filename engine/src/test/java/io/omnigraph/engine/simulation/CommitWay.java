package io.omnigraph.engine.simulation;

import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.step.Steps;
import java.util.List;
import java.util.Random;

/** Which way commits go in one run. */
enum CommitWay {
  /** Each through its tables' files, then through the manifest. */
  MANIFEST(false, List.of(0)),
  /** Rows of small ones ride in the manifest. */
  MANIFEST_DELTAS(false, List.of(0, 3, 2_048)),
  /** A log is in front of the manifest, and rows of small ones ride in it. */
  LOG_DELTAS(true, List.of(0, 3, 2_048));

  private static final List<CommitWay> TURNS =
      List.of(MANIFEST, LOG_DELTAS, MANIFEST_DELTAS, LOG_DELTAS);

  final boolean log;

  @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody can change
  private final List<Integer> deltaRows;

  CommitWay(boolean log, List<Integer> deltaRows) {
    this.log = log;
    this.deltaRows = List.copyOf(deltaRows);
  }

  /** Every second number has a log. */
  static CommitWay of(long number) {
    return TURNS.get((int) Math.floorMod(number, (long) TURNS.size()));
  }

  boolean hasDeltas() {
    return deltaRows.size() > 1;
  }

  /**
   * Of one life of a process: each has its own notion of what is small. Nothing is done in the
   * background, where no seed could say when.
   */
  OpenOptions options(Random random, Steps steps) {
    int rows = deltaRows.get(random.nextInt(deltaRows.size()));
    return OpenOptions.defaults()
        .withDeltas(new DeltaOptions(rows, 1 << 20, Long.MAX_VALUE, Long.MAX_VALUE, false))
        .withLog(logOptions())
        .withSteps(steps);
  }

  LogOptions logOptions() {
    return new LogOptions(log, 0, Long.MAX_VALUE);
  }
}
