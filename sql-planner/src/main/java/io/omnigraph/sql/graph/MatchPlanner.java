package io.omnigraph.sql.graph;

import io.omnigraph.engine.topology.WalkMode;
import io.omnigraph.sql.graph.MatchPattern.Edge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Orders the steps: nodes with a given key first, then edges from what is bound (joins before
 * expansions, single steps before paths, filtered ends before others), and a scan of the most
 * filtered node where nothing is bound yet. Ties go to what was written first.
 */
final class MatchPlanner {
  private static final double ROWS_OF_SCAN = 1_000;
  private static final double ROWS_OF_EXPAND = 8;

  private final MatchPattern pattern;
  private final ElementConditions conditions;
  private final BitSet boundNodes = new BitSet();
  private final BitSet takenEdges = new BitSet();
  private final List<MatchStep> steps = new ArrayList<>();
  private double rows = 1;

  MatchPlanner(MatchPattern pattern, ElementConditions conditions) {
    this.pattern = pattern;
    this.conditions = conditions;
  }

  MatchPlan plan() {
    for (MatchPattern.Node node : pattern.nodes()) {
      if (conditions.key(node.number()).isPresent()) {
        bind(new MatchStep.Find(node.number()), node.number(), 1);
      }
    }
    while (boundNodes.cardinality() < pattern.nodes().size()
        || takenEdges.cardinality() < pattern.edges().size()) {
      Optional<Edge> edge = nextEdge();
      if (edge.isPresent()) {
        take(edge.get());
      } else {
        scan();
      }
    }
    return new MatchPlan(pattern, conditions, steps, rows);
  }

  private void bind(MatchStep step, int node, double factor) {
    steps.add(step);
    boundNodes.set(node);
    rows *= factor;
  }

  private void scan() {
    int best = -1;
    for (MatchPattern.Node node : pattern.nodes()) {
      boolean open = !boundNodes.get(node.number()) && canStart(node.number());
      if (open && (best < 0 || sharpness(node.number()) > sharpness(best))) {
        best = node.number();
      }
    }
    bind(new MatchStep.Scan(best), best, ROWS_OF_SCAN / (1 + 10 * sharpness(best)));
  }

  /** Walks that the standard orders from the left and that we can only find from there. */
  private boolean onlyFromLeft(Edge edge) {
    PathSearch search = pattern.pathOf(edge).search();
    return search == PathSearch.SHORTEST_K
        || (search != PathSearch.EVERY && edge.quantifier().map(q -> q.lo() > 1).orElse(false));
  }

  /** A scan must begin at a node from which some open edge can be taken, if there is any. */
  private boolean canStart(int node) {
    boolean touched = false;
    for (Edge edge : pattern.edges()) {
      boolean touches = edge.left() == node || edge.right() == node;
      if (touches && (!onlyFromLeft(edge) || edge.left() == node)) {
        return true;
      }
      touched |= touches;
    }
    return !touched
        || (boundNodes.isEmpty() && pattern.edges().stream().allMatch(this::onlyFromLeft));
  }

  private int sharpness(int node) {
    return conditions.sharpness(node);
  }

  private Optional<Edge> nextEdge() {
    Edge best = null;
    for (Edge edge : pattern.edges()) {
      boolean left = boundNodes.get(edge.left());
      boolean right = boundNodes.get(edge.right()) && !onlyFromLeft(edge);
      if (!takenEdges.get(edge.number())
          && (left || right)
          && (best == null || Arrays.compare(rank(edge), rank(best)) < 0)) {
        best = edge;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Smaller goes first. */
  private int[] rank(Edge edge) {
    boolean left = boundNodes.get(edge.left());
    boolean right = boundNodes.get(edge.right());
    int far = left ? edge.right() : edge.left();
    return new int[] {
      left && right ? 0 : 1, edge.quantifier().isPresent() ? 1 : 0, -sharpness(far)
    };
  }

  private void take(Edge edge) {
    boolean left = boundNodes.get(edge.left());
    boolean closes = left && boundNodes.get(edge.right());
    Optional<Edge> other = closes ? Optional.empty() : intersecting(edge, left);
    if (other.isPresent()) {
      int shared = left ? edge.right() : edge.left();
      boolean otherFromLeft = other.get().right() == shared;
      steps.add(new MatchStep.Intersect(edge.number(), left, other.get().number(), otherFromLeft));
    } else {
      steps.add(new MatchStep.Expand(edge.number(), left, closes));
      rows *= closes ? 1 : ROWS_OF_EXPAND;
    }
    mark(edge);
    other.ifPresent(this::mark);
    checkMode(edge);
    other.filter(o -> !pattern.pathOf(o).equals(pattern.pathOf(edge))).ifPresent(this::checkMode);
  }

  /** Another single edge from a bound node to the one that this edge would bind. */
  private Optional<Edge> intersecting(Edge edge, boolean fromLeft) {
    int far = fromLeft ? edge.right() : edge.left();
    if (!isSingle(edge)) {
      return Optional.empty();
    }
    return pattern.edges().stream()
        .filter(o -> o.number() != edge.number() && !takenEdges.get(o.number()) && isSingle(o))
        .filter(
            o ->
                (o.right() == far && boundNodes.get(o.left()))
                    || (o.left() == far && boundNodes.get(o.right())))
        .findFirst();
  }

  private boolean isSingle(Edge edge) {
    return edge.quantifier().isEmpty() && pattern.pathOf(edge).search() == PathSearch.EVERY;
  }

  private void mark(Edge edge) {
    takenEdges.set(edge.number());
    boundNodes.set(edge.left());
    boundNodes.set(edge.right());
  }

  private void checkMode(Edge edge) {
    MatchPattern.Path path = pattern.pathOf(edge);
    boolean last = path.edges().stream().allMatch(takenEdges::get);
    // One repeating or searched edge obeys the mode by itself.
    boolean alone =
        path.edges().size() == 1
            && (edge.quantifier().isPresent() || path.search() != PathSearch.EVERY);
    if (last && path.mode() != WalkMode.WALK && !alone) {
      steps.add(new MatchStep.CheckMode(pattern.paths().indexOf(path)));
    }
  }
}
