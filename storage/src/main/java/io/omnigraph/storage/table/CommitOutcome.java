package io.omnigraph.storage.table;

/** How a commit ended. Unknown is not failure: nothing may be deleted or repeated then. */
public sealed interface CommitOutcome {
  /**
   * Durable and visible.
   *
   * @param version made, always the one that was planned
   */
  record Committed(long version) implements CommitOutcome {}

  /** Somebody was first and it matters; nothing of this write is visible. */
  record Conflict(String what) implements CommitOutcome {}

  /**
   * The reply was lost, a sync failed, or the commit was made on another base than planned; the
   * caller looks at what is there, or leaves it to recovery.
   */
  record Unknown(Throwable cause) implements CommitOutcome {}
}
