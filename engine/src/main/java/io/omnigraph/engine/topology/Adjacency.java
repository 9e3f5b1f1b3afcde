package io.omnigraph.engine.topology;

/**
 * One direction of a {@link Topology}: neighbours of node {@code n} are {@code targets[offsets[n]
 * .. offsets[n + 1])}, ascending; {@code edges} holds the edge table's row number at the same
 * places. Nobody may write to the arrays.
 *
 * @param offsets length = row number limit of the near table + 1
 * @param targets row numbers of the far table
 * @param edges row numbers of the edge table
 */
public record Adjacency(int[] offsets, int[] targets, int[] edges) {
  public int degree(int node) {
    return offsets[node + 1] - offsets[node];
  }

  /** Edges in all. */
  public int edgeCount() {
    return targets.length;
  }
}
