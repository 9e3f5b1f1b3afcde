package io.omnigraph.engine.topology;

import java.util.Arrays;

/**
 * A run of neighbours of one node, filled by {@link Adjacency#seek} or {@link StepGraph#seek}:
 * places {@code from() <= i < to()} of {@link #nodes()} and {@link #edges()}, ascending by (node,
 * edge). Reused from node to node; the arrays belong to the adjacency and must not be written.
 */
public final class Neighbours {
  private int[] nodes = new int[0];
  private int[] edges = nodes;
  private int from;
  private int to;
  private int[] ownNodes = nodes;
  private int[] ownEdges = nodes;
  private Neighbours part;

  /** Row numbers of the far ends. */
  public int[] nodes() {
    return nodes;
  }

  /** Row numbers of the edges. */
  public int[] edges() {
    return edges;
  }

  public int from() {
    return from;
  }

  /** Exclusive. */
  public int to() {
    return to;
  }

  public int size() {
    return to - from;
  }

  void set(int[] newNodes, int[] newEdges, int newFrom, int newTo) {
    nodes = newNodes;
    edges = newEdges;
    from = newFrom;
    to = newTo;
  }

  /** A second run, for what is gathered into this one. */
  Neighbours part() {
    if (part == null) {
      part = new Neighbours();
    }
    return part;
  }

  /**
   * Empties the run and lets {@link #add} fill it; for runs that no adjacency holds as they are.
   */
  void clear() {
    set(ownNodes, ownEdges, 0, 0);
  }

  void add(int node, int edge) {
    if (to == ownNodes.length) {
      int length = Math.max(16, to * 2);
      ownNodes = Arrays.copyOf(ownNodes, length);
      ownEdges = Arrays.copyOf(ownEdges, length);
      nodes = ownNodes;
      edges = ownEdges;
    }
    ownNodes[to] = node;
    ownEdges[to++] = edge;
  }

  /** Restores the order (node, edge) after {@link #add} from several sources. */
  void sort() {
    long[] pairs = new long[to];
    for (int i = 0; i < to; i++) {
      pairs[i] = ((long) ownNodes[i] << 32) | ownEdges[i];
    }
    Arrays.sort(pairs);
    for (int i = 0; i < to; i++) {
      ownNodes[i] = (int) (pairs[i] >>> 32);
      ownEdges[i] = (int) pairs[i];
    }
  }
}
