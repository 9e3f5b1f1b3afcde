package io.omnigraph.engine.topology;

/**
 * One direction of a {@link Topology}: for each node of the near table its neighbours in the far
 * table, ascending, with the row numbers of the edges at the same places. Immutable and shared.
 *
 * <p>Compressed sparse rows, with an optional patch on top: lists of a few nodes that differ from
 * the arrays below. So a transaction with few pending edges copies only the lists it touches.
 */
public final class Adjacency {
  private final int nodeLimit;
  private final int edgeCount;
  private final int[] offsets;
  private final int[] targets;
  private final int[] edges;
  private final NodeLists patch;

  /**
   * @param offsets neighbours of node {@code n} lie at {@code offsets[n] .. offsets[n + 1]}
   */
  Adjacency(int[] offsets, int[] targets, int[] edges) {
    this(offsets.length - 1, targets.length, offsets, targets, edges, NodeLists.NONE);
  }

  private Adjacency(
      int nodeLimit, int edgeCount, int[] offsets, int[] targets, int[] edges, NodeLists patch) {
    this.nodeLimit = nodeLimit;
    this.edgeCount = edgeCount;
    this.offsets = offsets;
    this.targets = targets;
    this.edges = edges;
    this.patch = patch;
  }

  /** The same arrays with other lists for some nodes; {@code lists} covers an older patch too. */
  Adjacency patched(int newNodeLimit, int newEdgeCount, NodeLists lists) {
    return new Adjacency(newNodeLimit, newEdgeCount, offsets, targets, edges, lists);
  }

  /** Node numbers are below this. */
  public int nodeLimit() {
    return nodeLimit;
  }

  /** Edges in all. */
  public int edgeCount() {
    return edgeCount;
  }

  /** Neighbours of a node, parallel edges counted each. */
  public int degree(int node) {
    NodeLists.Run list = patch.of(node);
    if (list != null) {
      return list.to() - list.from();
    }
    return node + 1 < offsets.length ? offsets[node + 1] - offsets[node] : 0;
  }

  /** Points {@code run} to the neighbours of a node. */
  public void seek(int node, Neighbours run) {
    NodeLists.Run list = patch.of(node);
    if (list != null) {
      run.set(list.targets(), list.edges(), list.from(), list.to());
      return;
    }
    if (node + 1 < offsets.length) {
      run.set(targets, edges, offsets[node], offsets[node + 1]);
    } else {
      run.set(targets, edges, 0, 0);
    }
  }

  /** Heap bytes, arrays shared with other adjacencies included. */
  public long sizeBytes() {
    long own = 4L * (offsets.length + (long) targets.length + edges.length);
    return own + patch.sizeBytes();
  }

  NodeLists patch() {
    return patch;
  }

  /** Without a patch; costs one copy of everything. */
  Adjacency flat() {
    if (patch == NodeLists.NONE && nodeLimit == offsets.length - 1) {
      return this;
    }
    int[] newOffsets = new int[nodeLimit + 1];
    int[] newTargets = new int[edgeCount];
    int[] newEdges = new int[edgeCount];
    Neighbours run = new Neighbours();
    int at = 0;
    for (int node = 0; node < nodeLimit; node++) {
      seek(node, run);
      System.arraycopy(run.nodes(), run.from(), newTargets, at, run.size());
      System.arraycopy(run.edges(), run.from(), newEdges, at, run.size());
      at += run.size();
      newOffsets[node + 1] = at;
    }
    return new Adjacency(newOffsets, newTargets, newEdges);
  }

  /** The other direction; lists come out ascending because near nodes are visited ascending. */
  Adjacency transposed(int farLimit) {
    int[] newOffsets = new int[farLimit + 1];
    Neighbours run = new Neighbours();
    for (int node = 0; node < nodeLimit; node++) {
      seek(node, run);
      for (int i = run.from(); i < run.to(); i++) {
        newOffsets[run.nodes()[i] + 1]++;
      }
    }
    for (int i = 0; i < farLimit; i++) {
      newOffsets[i + 1] += newOffsets[i];
    }
    int[] next = java.util.Arrays.copyOf(newOffsets, farLimit);
    int[] newTargets = new int[edgeCount];
    int[] newEdges = new int[edgeCount];
    for (int node = 0; node < nodeLimit; node++) {
      seek(node, run);
      for (int i = run.from(); i < run.to(); i++) {
        int place = next[run.nodes()[i]]++;
        newTargets[place] = node;
        newEdges[place] = run.edges()[i];
      }
    }
    return new Adjacency(newOffsets, newTargets, newEdges);
  }
}
