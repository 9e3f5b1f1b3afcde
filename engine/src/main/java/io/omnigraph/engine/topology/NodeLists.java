package io.omnigraph.engine.topology;

import java.util.Arrays;

/** Neighbour lists of a few nodes, found by hash. Immutable. */
final class NodeLists {
  private static final int EMPTY = -1;

  private final int[] nodes;
  private final int[] offsets;
  private final int[] targets;
  private final int[] edges;
  private final int[] slots;

  /**
   * @param nodes distinct
   * @param offsets list {@code i}, of node {@code nodes[i]}, is at {@code offsets[i] .. offsets[i +
   *     1]}
   */
  NodeLists(int[] nodes, int[] offsets, int[] targets, int[] edges) {
    this.nodes = nodes;
    this.offsets = offsets;
    this.targets = targets;
    this.edges = edges;
    this.slots = new int[Integer.highestOneBit(Math.max(4, nodes.length * 4)) * 2];
    Arrays.fill(slots, EMPTY);
    for (int i = 0; i < nodes.length; i++) {
      int slot = slotOf(nodes[i]);
      while (slots[slot] != EMPTY) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i;
    }
  }

  private int slotOf(int node) {
    int mixed = node * 0x9E3779B9;
    return (mixed ^ (mixed >>> 15)) & (slots.length - 1);
  }

  /** Number of the node's list, or -1. */
  int indexOf(int node) {
    int slot = slotOf(node);
    while (slots[slot] != EMPTY) {
      if (nodes[slots[slot]] == node) {
        return slots[slot];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return -1;
  }

  int count() {
    return nodes.length;
  }

  int node(int list) {
    return nodes[list];
  }

  int from(int list) {
    return offsets[list];
  }

  int to(int list) {
    return offsets[list + 1];
  }

  int[] targets() {
    return targets;
  }

  int[] edges() {
    return edges;
  }

  long sizeBytes() {
    return 4L * (nodes.length + offsets.length + targets.length + edges.length + slots.length);
  }
}
