package io.omnigraph.engine.topology;

import io.omnigraph.engine.topology.TopologyChange.EdgeRows;
import io.omnigraph.engine.topology.TopologyChange.Moves;
import java.util.Arrays;

/** Turns moved nodes into removed and added edges: those of the moved nodes. */
final class MovedNodes {
  private final Renumbering sources;
  private final Renumbering targets;
  private final int[] gone;
  private final IntList edges = new IntList();
  private final IntList oldSources = new IntList();
  private final IntList oldTargets = new IntList();

  private MovedNodes(TopologyChange change) {
    sources = new Renumbering(change.movedSources());
    targets = new Renumbering(change.movedTargets());
    gone = change.removed().edges().clone();
    Arrays.sort(gone);
  }

  static TopologyChange toEdges(Topology base, TopologyChange change) {
    if (change.movedSources().from().length + change.movedTargets().from().length == 0) {
      return change;
    }
    MovedNodes moved = new MovedNodes(change);
    moved.collect(base);
    return moved.result(change);
  }

  private void collect(Topology base) {
    Neighbours run = new Neighbours();
    for (int source : sources.from) {
      base.out().seek(source, run);
      for (int i = run.from(); i < run.to(); i++) {
        take(run.edges()[i], source, run.nodes()[i]);
      }
    }
    for (int target : targets.from) {
      base.in().seek(target, run);
      for (int i = run.from(); i < run.to(); i++) {
        if (sources.of(run.nodes()[i]) == run.nodes()[i]) { // else taken with its source
          take(run.edges()[i], run.nodes()[i], target);
        }
      }
    }
  }

  private void take(int edge, int source, int target) {
    if (Arrays.binarySearch(gone, edge) < 0) {
      edges.add(edge);
      oldSources.add(source);
      oldTargets.add(target);
    }
  }

  private TopologyChange result(TopologyChange change) {
    IntList newSources = new IntList();
    IntList newTargets = new IntList();
    for (int i = 0; i < edges.size(); i++) {
      newSources.add(sources.of(oldSources.get(i)));
      newTargets.add(targets.of(oldTargets.get(i)));
    }
    EdgeRows removed = change.removed();
    EdgeRows added = change.added();
    return TopologyChange.ofEdges(
        change.sourceLimit(),
        change.targetLimit(),
        new EdgeRows(
            edges.appendedTo(removed.edges()),
            oldSources.appendedTo(removed.sources()),
            oldTargets.appendedTo(removed.targets())),
        new EdgeRows(
            edges.appendedTo(added.edges()),
            newSources.appendedTo(added.sources()),
            newTargets.appendedTo(added.targets())));
  }

  /** Moves sorted by the old number. */
  private static final class Renumbering {
    private final int[] from;
    private final int[] to;

    Renumbering(Moves moves) {
      long[] pairs = new long[moves.from().length];
      for (int i = 0; i < pairs.length; i++) {
        pairs[i] = ((long) moves.from()[i] << 32) | moves.to()[i];
      }
      Arrays.sort(pairs);
      from = Arrays.stream(pairs).mapToInt(p -> (int) (p >>> 32)).toArray();
      to = Arrays.stream(pairs).mapToInt(p -> (int) p).toArray();
    }

    int of(int node) {
      int at = Arrays.binarySearch(from, node);
      return at < 0 ? node : to[at];
    }
  }
}
