package io.omnigraph.engine.crash;

/**
 * How far a writer had come when a state was recorded; this alone decides what recovery must make
 * of the state.
 *
 * @param sidecar whether it has written one; a commit of deltas alone has none
 * @param tableCommits commits of tables that were acknowledged, the manifest's left out
 * @param confirmed whether the sidecar says that all effects are there
 * @param leftBehind whether the log has the commit behind its end: whoever writes next takes it
 *     over
 * @param published whether the manifest has the commit, or the log before its end
 * @param branchMade whether the manifest has the branch that the writer makes
 * @param branchGone whether the manifest has lost the branch that the writer drops
 */
record Progress(
    boolean sidecar,
    int tableCommits,
    boolean confirmed,
    boolean leftBehind,
    boolean published,
    boolean branchMade,
    boolean branchGone) {
  static final Progress NONE = new Progress(false, 0, false, false, false, false, false);

  Progress withSidecar() {
    return new Progress(
        true, tableCommits, confirmed, leftBehind, published, branchMade, branchGone);
  }

  Progress withTableCommit() {
    return new Progress(
        sidecar, tableCommits + 1, confirmed, leftBehind, published, branchMade, branchGone);
  }

  Progress withConfirmation() {
    return new Progress(sidecar, tableCommits, true, leftBehind, published, branchMade, branchGone);
  }

  Progress withRecordLeftBehind() {
    return new Progress(sidecar, tableCommits, confirmed, true, published, branchMade, branchGone);
  }

  Progress withPublish() {
    return new Progress(sidecar, tableCommits, confirmed, leftBehind, true, branchMade, branchGone);
  }

  Progress withBranch() {
    return new Progress(sidecar, tableCommits, confirmed, leftBehind, published, true, branchGone);
  }

  Progress withoutBranch() {
    return new Progress(sidecar, tableCommits, confirmed, leftBehind, published, branchMade, true);
  }

  /** Whether the commit is in the store, seen by others or not. */
  boolean isCommitted() {
    return published || leftBehind;
  }
}
