package io.omnigraph.engine.topology;

import io.omnigraph.engine.topology.TopologyChange.EdgeRows;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Writes the lists of nodes whose edges changed since an adjacency. */
final class PatchWriter {
  private final Adjacency base;
  private final int[] gone;
  private final int[] dirty;
  private final long[] addedOrder;
  private final EdgeRows added;
  private final IntList offsets = new IntList();
  private final IntList targets = new IntList();
  private final IntList edges = new IntList();

  PatchWriter(Adjacency base, EdgeRows removed, EdgeRows added) {
    this.base = base;
    this.added = added;
    gone = removed.edges().clone();
    Arrays.sort(gone);
    dirty =
        IntStream.concat(Arrays.stream(removed.sources()), Arrays.stream(added.sources()))
            .sorted()
            .distinct()
            .toArray();
    addedOrder = new long[added.edges().length]; // (source, place in added)
    for (int i = 0; i < addedOrder.length; i++) {
      addedOrder[i] = ((long) added.sources()[i] << 32) | i;
    }
    Arrays.sort(addedOrder);
  }

  NodeLists write() {
    Neighbours run = new Neighbours();
    int nextAdded = 0;
    offsets.add(0);
    for (int node : dirty) {
      int firstAdded = nextAdded;
      while (nextAdded < addedOrder.length && (int) (addedOrder[nextAdded] >>> 32) == node) {
        nextAdded++;
      }
      base.seek(node, run);
      writeList(run, newEdges(firstAdded, nextAdded));
      offsets.add(targets.size());
    }
    return dirty.length == 0
        ? base.patch()
        : base.patch().with(dirty, offsets.toArray(), targets.toArray(), edges.toArray());
  }

  /** Added edges of one node as (target, edge), ascending. */
  private long[] newEdges(int from, int to) {
    long[] pairs = new long[to - from];
    for (int i = 0; i < pairs.length; i++) {
      int place = (int) addedOrder[from + i];
      pairs[i] = ((long) added.targets()[place] << 32) | added.edges()[place];
    }
    Arrays.sort(pairs);
    return pairs;
  }

  private void writeList(Neighbours old, long[] fresh) {
    int next = 0;
    for (int i = old.from(); i < old.to(); i++) {
      if (Arrays.binarySearch(gone, old.edges()[i]) >= 0) {
        continue;
      }
      long pair = ((long) old.nodes()[i] << 32) | old.edges()[i];
      while (next < fresh.length && fresh[next] < pair) {
        append(fresh[next++]);
      }
      append(pair);
    }
    while (next < fresh.length) {
      append(fresh[next++]);
    }
  }

  private void append(long pair) {
    targets.add((int) (pair >>> 32));
    edges.add((int) pair);
  }
}
