package io.omnigraph.engine.session;

/**
 * When a commit rides in its publish as deltas, and when deltas are folded into their tables.
 *
 * @param rows most changed rows of a transaction that is published as deltas; 0 = none is
 * @param bytes most bytes of its deltas
 * @param foldRows changed rows on top of a table from which on they are folded
 * @param foldBytes bytes on top of a table from which on they are folded
 * @param foldAtClose whether all deltas are folded when the last handle that may write is closed
 */
public record DeltaOptions(
    long rows, long bytes, long foldRows, long foldBytes, boolean foldAtClose) {
  /** A writer waits for the fold when a table has this many times what starts one. */
  private static final int PATIENCE = 4;

  /** Commits after which deltas are folded however few they are: opening reads back to them. */
  private static final long MOST_COMMITS = 8_192;

  public DeltaOptions {
    if (rows < 0 || bytes < 0 || foldRows < 1 || foldBytes < 1) {
      throw new IllegalArgumentException(
          "delta options below their least value: %d, %d, %d, %d"
              .formatted(rows, bytes, foldRows, foldBytes));
    }
  }

  public static DeltaOptions defaults() {
    return new DeltaOptions(2_048, 1 << 20, 8_192, 4 << 20, true);
  }

  /** Every commit goes through its tables' files. */
  public static DeltaOptions off() {
    return new DeltaOptions(0, 0, 1, 1, true);
  }

  boolean allow(long changedRows, long changedBytes) {
    return changedRows <= rows && changedBytes <= bytes;
  }

  boolean isFoldDue(long deltaRows, long deltaBytes) {
    return deltaRows >= foldRows || deltaBytes >= foldBytes;
  }

  /**
   * @param commits since the oldest delta of a table
   */
  boolean isFoldDue(long commits) {
    return commits >= MOST_COMMITS;
  }

  boolean isFoldOverdue(long deltaRows, long deltaBytes) {
    return deltaRows / PATIENCE >= foldRows || deltaBytes / PATIENCE >= foldBytes;
  }
}
