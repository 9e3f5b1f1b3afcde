package io.omnigraph.engine.crash;

/**
 * How far a writer had come when a state was recorded; this alone decides what recovery must make
 * of the state.
 *
 * @param tableCommits commits of tables that were acknowledged, the manifest's left out
 * @param confirmed whether the sidecar says that all effects are there
 * @param published whether the manifest has the commit
 * @param branchMade whether the manifest has the branch that the writer makes
 * @param branchGone whether the manifest has lost the branch that the writer drops
 */
record Progress(
    int tableCommits,
    boolean confirmed,
    boolean published,
    boolean branchMade,
    boolean branchGone) {
  static final Progress NONE = new Progress(0, false, false, false, false);

  Progress withTableCommit() {
    return new Progress(tableCommits + 1, confirmed, published, branchMade, branchGone);
  }

  Progress withConfirmation() {
    return new Progress(tableCommits, true, published, branchMade, branchGone);
  }

  Progress withPublish() {
    return new Progress(tableCommits, confirmed, true, branchMade, branchGone);
  }

  Progress withBranch() {
    return new Progress(tableCommits, confirmed, published, true, branchGone);
  }

  Progress withoutBranch() {
    return new Progress(tableCommits, confirmed, published, branchMade, true);
  }
}
