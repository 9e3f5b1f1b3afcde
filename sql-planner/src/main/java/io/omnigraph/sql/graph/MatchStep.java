package io.omnigraph.sql.graph;

/** One step of a plan; each extends a partial match in all possible ways. */
sealed interface MatchStep {
  /** Binds a node by its primary key: one way at most. */
  record Find(int node) implements MatchStep {}

  /** Binds a node to each row of its types. */
  record Scan(int node) implements MatchStep {}

  /**
   * Takes an edge pattern from a bound end.
   *
   * @param fromLeft steps from the left node of the pattern to the right one
   * @param closes the other end is bound too
   */
  record Expand(int edge, boolean fromLeft, boolean closes) implements MatchStep {}

  /**
   * Binds a node that two edge patterns share, from their bound other ends, by intersecting what
   * each leads to.
   *
   * @param first the edge pattern whose steps order the results
   * @param firstFromLeft its bound end is its left node
   * @param secondFromLeft likewise of the second
   */
  record Intersect(int first, boolean firstFromLeft, int second, boolean secondFromLeft)
      implements MatchStep {}

  /** Keeps matches whose path obeys its mode over all its edge patterns together. */
  record CheckMode(int path) implements MatchStep {}
}
