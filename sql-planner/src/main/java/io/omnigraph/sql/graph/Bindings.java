package io.omnigraph.sql.graph;

import java.util.Arrays;

/** One partial match: what each variable is bound to. Steps write their own places only. */
final class Bindings {
  /** Number of each node variable's row. */
  final int[] nodes;

  /** Number of each edge variable's row; unused where the edge repeats. */
  final int[] edges;

  /** The walk of each repeating or searched edge, in written direction. */
  final Walk[] walks;

  Bindings(MatchPattern pattern) {
    nodes = new int[pattern.nodes().size()];
    edges = new int[pattern.edges().size()];
    walks = new Walk[pattern.edges().size()];
    for (int i = 0; i < walks.length; i++) {
      walks[i] = new Walk();
    }
  }

  /** A walk that is overwritten by the next. */
  static final class Walk {
    int[] nodes = new int[8];
    int[] edges = new int[8];
    int length;

    /** Makes room. */
    void resize(int newLength) {
      length = newLength;
      if (nodes.length <= newLength) {
        nodes = new int[newLength * 2];
        edges = new int[newLength * 2];
      }
    }

    void copy(int[] fromNodes, int[] fromEdges, int newLength) {
      resize(newLength);
      System.arraycopy(fromNodes, 0, nodes, 0, newLength + 1);
      System.arraycopy(fromEdges, 0, edges, 0, newLength);
    }

    /** Copies a walk that was made from its end. */
    void copyReversed(int[] fromNodes, int[] fromEdges, int newLength) {
      resize(newLength);
      for (int i = 0; i <= newLength; i++) {
        nodes[i] = fromNodes[newLength - i];
      }
      for (int i = 0; i < newLength; i++) {
        edges[i] = fromEdges[newLength - 1 - i];
      }
    }

    @Override
    public String toString() {
      return Arrays.toString(Arrays.copyOf(nodes, length + 1));
    }
  }
}
