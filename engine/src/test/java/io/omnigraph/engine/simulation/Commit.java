package io.omnigraph.engine.simulation;

/** One graph commit that was seen to be published, and the branch's rows at it. */
record Commit(String id, long seq, Commit parent, State state) {
  /** Whether it is {@code earlier} or was published on top of it. */
  boolean comesAfter(Commit earlier) {
    Commit at = this;
    while (at.seq > earlier.seq) {
      at = at.parent;
    }
    return at.id.equals(earlier.id);
  }

  @Override
  public String toString() {
    return "commit " + id + " (" + seq + ")";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Commit commit && id.equals(commit.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
