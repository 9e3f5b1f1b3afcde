package io.omnigraph.engine.manifest;

/**
 * The log in front of the manifest.
 *
 * @param makesLog whether the first publish makes one; one that is there is always used
 * @param checkpointCommits commits in it at which they are taken over in the background; 0 = never
 * @param checkpointBytes likewise, bytes of their records
 */
public record LogOptions(boolean makesLog, int checkpointCommits, long checkpointBytes) {
  /** To read so many takes some milliseconds when a graph is opened. */
  public static final int DEFAULT_CHECKPOINT_COMMITS = 8_192;

  public static final long DEFAULT_CHECKPOINT_BYTES = 8L << 20;

  public static LogOptions defaults() {
    return new LogOptions(true, DEFAULT_CHECKPOINT_COMMITS, DEFAULT_CHECKPOINT_BYTES);
  }

  /** Publishes go to the manifest, unless there is a log. */
  public static LogOptions none() {
    return new LogOptions(false, DEFAULT_CHECKPOINT_COMMITS, DEFAULT_CHECKPOINT_BYTES);
  }
}
