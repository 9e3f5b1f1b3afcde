package io.omnigraph.engine.recovery;

/** What a run of recovery may do. */
public enum RecoveryMode {
  /**
   * Everything, restores and deletes included: only under the writer lock, where no owner of a
   * sidecar can be alive in another process. What cannot be resolved fails the caller.
   */
  FULL,
  /** Only what is safe beside living writers: publish. The rest is kept for a full run. */
  ROLL_FORWARD_ONLY
}
