package io.omnigraph.engine.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Which single steps a walk may take: one or more adjacencies, of several edge types and both
 * directions if need be, in one number space of nodes and one of edges. Immutable.
 *
 * <p>Where only one edge type is involved the numbers are row numbers; else each table's rows are
 * shifted by a base.
 */
public final class StepGraph {
  private final int nodeLimit;
  private final List<Arc> arcs;
  private final IntPredicate edgeFilter;
  private final Adjacency direct;

  /**
   * Steps along one adjacency.
   *
   * @param adjacency over row numbers
   * @param fromBase number of the near table's row 0
   * @param toBase number of the far table's row 0
   * @param edgeBase number of the edge table's row 0
   * @param skipLoops leave self loops out, because the arc of the other direction has them
   */
  public record Arc(
      Adjacency adjacency, int fromBase, int toBase, int edgeBase, boolean skipLoops) {

    boolean plain() {
      return fromBase == 0 && toBase == 0 && edgeBase == 0 && !skipLoops;
    }
  }

  /**
   * @param nodeLimit all node numbers are below this
   * @param edgeFilter which edges (by number) may be crossed, or null for all
   */
  public StepGraph(int nodeLimit, List<Arc> arcs, IntPredicate edgeFilter) {
    this.nodeLimit = nodeLimit;
    this.arcs = List.copyOf(arcs);
    this.edgeFilter = edgeFilter;
    boolean asIs = arcs.size() == 1 && edgeFilter == null && arcs.get(0).plain();
    this.direct = asIs ? arcs.get(0).adjacency() : null;
  }

  /** One edge type in one direction between row numbers. */
  public static StepGraph of(Adjacency adjacency, int nodeLimit) {
    return new StepGraph(nodeLimit, List.of(new Arc(adjacency, 0, 0, 0, false)), null);
  }

  /** One edge type in either direction; both ends in one table. */
  public static StepGraph undirected(Topology topology) {
    List<Arc> both = new ArrayList<>();
    both.add(new Arc(topology.out(), 0, 0, 0, false));
    both.add(new Arc(topology.in(), 0, 0, 0, true));
    return new StepGraph(topology.out().nodeLimit(), both, null);
  }

  public int nodeLimit() {
    return nodeLimit;
  }

  /** Points {@code run} to where one step leads, ascending by (node, edge). */
  public void seek(int node, Neighbours run) {
    if (direct != null) {
      direct.seek(node, run);
    } else {
      collect(node, run);
    }
  }

  /** Number of single steps from a node. */
  public int degree(int node, Neighbours scratch) {
    if (direct != null) {
      return direct.degree(node);
    }
    collect(node, scratch);
    return scratch.size();
  }

  private void collect(int node, Neighbours run) {
    run.clear();
    int contributors = 0;
    Neighbours one = run.part();
    for (Arc arc : arcs) {
      int row = node - arc.fromBase();
      if (row < 0 || row >= arc.adjacency().nodeLimit()) {
        continue;
      }
      arc.adjacency().seek(row, one);
      int before = run.size();
      append(arc, node, one, run);
      contributors += run.size() > before ? 1 : 0;
    }
    if (contributors > 1) {
      run.sort();
    }
  }

  private void append(Arc arc, int node, Neighbours one, Neighbours run) {
    for (int i = one.from(); i < one.to(); i++) {
      int target = one.nodes()[i] + arc.toBase();
      int edge = one.edges()[i] + arc.edgeBase();
      boolean skip = arc.skipLoops() && target == node;
      if (!skip && (edgeFilter == null || edgeFilter.test(edge))) {
        run.add(target, edge);
      }
    }
  }
}
