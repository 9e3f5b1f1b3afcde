package io.omnigraph.engine.topology;

import java.util.Arrays;

/**
 * Neighbour lists of a few nodes. Immutable; with some lists more it shares all others with the one
 * before, so that it costs what changed.
 */
final class NodeLists {
  static final NodeLists NONE = new NodeLists(new Run[0][], 0);

  private static final int PAGE_SHIFT = 8;
  private static final int PAGE_NODES = 1 << PAGE_SHIFT;

  /** By node; a null is a page without any. */
  private final Run[][] pages;

  private final int written;

  /** A list: some elements of two arrays that lists written together share. */
  record Run(int[] targets, int[] edges, int from, int to) {}

  private NodeLists(Run[][] pages, int written) {
    this.pages = pages;
    this.written = written;
  }

  /** The node's list, or null. */
  Run of(int node) {
    int page = node >>> PAGE_SHIFT;
    return page < pages.length && pages[page] != null ? pages[page][node & (PAGE_NODES - 1)] : null;
  }

  /**
   * With other lists of some nodes.
   *
   * @param nodes ascending, distinct, at least one
   * @param offsets the list of node {@code nodes[i]} is at {@code offsets[i] .. offsets[i + 1]}
   */
  NodeLists with(int[] nodes, int[] offsets, int[] targets, int[] edges) {
    int most = nodes[nodes.length - 1] >>> PAGE_SHIFT;
    Run[][] copy = Arrays.copyOf(pages, Math.max(pages.length, most + 1));
    int last = -1;
    for (int i = 0; i < nodes.length; i++) {
      int page = nodes[i] >>> PAGE_SHIFT;
      if (page != last) {
        copy[page] = copy[page] == null ? new Run[PAGE_NODES] : copy[page].clone();
        last = page;
      }
      copy[page][nodes[i] & (PAGE_NODES - 1)] = new Run(targets, edges, offsets[i], offsets[i + 1]);
    }
    return new NodeLists(copy, written + targets.length);
  }

  /** Elements of all lists that were written, of those replaced meanwhile too. */
  int written() {
    return written;
  }

  long sizeBytes() {
    long bytes = 8L * written;
    for (Run[] page : pages) {
      bytes += 4L + (page == null ? 0 : 4L * PAGE_NODES);
    }
    return bytes;
  }
}
