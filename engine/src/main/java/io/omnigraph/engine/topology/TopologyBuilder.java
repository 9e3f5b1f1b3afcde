package io.omnigraph.engine.topology;

import java.util.Arrays;

/** Makes topologies: from all edges of a table, or from an older topology and what changed. */
public final class TopologyBuilder {
  /** A patch is worth its look-ups as long as it holds less than one edge in this many. */
  private static final int PATCH_SHARE = 8;

  private static final int PATCH_FLOOR = 1_024;

  private TopologyBuilder() {}

  /**
   * From the ends of all edges. Edge {@code i} is row {@code i} of the edge table.
   *
   * @param sources row number of each edge's source, or -1 where that row is not a live edge
   * @param targets likewise of the destination; -1 exactly where {@code sources} is
   * @param sourceLimit row number limit of the source table
   * @param targetLimit row number limit of the destination table
   */
  public static Topology build(int[] sources, int[] targets, int sourceLimit, int targetLimit) {
    // Two stable counting sorts, by target and then by source, leave each list ascending by
    // (target, edge).
    int[] byTarget = sortedBy(targets, targetLimit);
    int[] offsets = new int[sourceLimit + 1];
    for (int edge : byTarget) {
      offsets[sources[edge] + 1]++;
    }
    for (int i = 0; i < sourceLimit; i++) {
      offsets[i + 1] += offsets[i];
    }
    int[] next = Arrays.copyOf(offsets, sourceLimit);
    int[] outTargets = new int[byTarget.length];
    int[] outEdges = new int[byTarget.length];
    for (int edge : byTarget) {
      int place = next[sources[edge]]++;
      outTargets[place] = targets[edge];
      outEdges[place] = edge;
    }
    Adjacency out = new Adjacency(offsets, outTargets, outEdges);
    return new CsrTopology(out, targetLimit);
  }

  /** Numbers of the live edges, ascending by (node, edge). */
  private static int[] sortedBy(int[] nodes, int limit) {
    int[] next = new int[limit + 1];
    int live = 0;
    for (int node : nodes) {
      if (node >= 0) {
        next[node + 1]++;
        live++;
      }
    }
    for (int i = 0; i < limit; i++) {
      next[i + 1] += next[i];
    }
    int[] sorted = new int[live];
    for (int edge = 0; edge < nodes.length; edge++) {
      if (nodes[edge] >= 0) {
        sorted[next[nodes[edge]]++] = edge;
      }
    }
    return sorted;
  }

  /**
   * Lays a change over a topology. Costs time in proportion to the lists that change; when those
   * are many, one copy of everything. The result does not refer to the base, so that a topology
   * that follows from thousands of others does not keep them.
   */
  public static Topology apply(Topology base, TopologyChange change) {
    if (change.isEmpty()
        && base.out().nodeLimit() == change.sourceLimit()
        && targetLimit(base) == change.targetLimit()) {
      return base;
    }
    TopologyChange edgesOnly = MovedNodes.toEdges(base, change);
    Adjacency out =
        patched(base.out(), change.sourceLimit(), edgesOnly.removed(), edgesOnly.added());
    Adjacency in = base instanceof CsrTopology csr ? csr.inIfMade() : base.in();
    if (in == null) {
      return new CsrTopology(out, change.targetLimit());
    }
    return new CsrTopology(
        out,
        patched(
            in,
            change.targetLimit(),
            edgesOnly.removed().reversed(),
            edgesOnly.added().reversed()));
  }

  private static int targetLimit(Topology topology) {
    return topology instanceof CsrTopology csr ? csr.targetLimit() : topology.in().nodeLimit();
  }

  private static Adjacency patched(
      Adjacency base,
      int nodeLimit,
      TopologyChange.EdgeRows removed,
      TopologyChange.EdgeRows added) {
    int edgeCount = base.edgeCount() - removed.edges().length + added.edges().length;
    NodeLists lists = new PatchWriter(base, removed, added).write();
    Adjacency patched = base.patched(nodeLimit, edgeCount, lists);
    boolean small = (long) lists.written() * PATCH_SHARE < edgeCount + PATCH_FLOOR;
    return small ? patched : patched.flat();
  }
}
