package io.omnigraph.sql.graph;

import io.omnigraph.engine.topology.Intersection;
import io.omnigraph.engine.topology.Neighbours;
import io.omnigraph.engine.topology.StepGraph;
import java.util.function.IntPredicate;

/** Binds the node that two bound ends lead to, by merging their sorted neighbours. */
final class IntersectRun extends StepRun {
  private static final int STEPS_PER_CHECK = 1 << 14;

  /** Beyond this ratio of lengths searching beats merging. */
  private static final int SEARCH_RATIO = 16;

  private final MatchInput input;
  private final Bindings bindings;
  private final Side first;
  private final Side second;
  private final int far;
  private final IntPredicate farTest;
  private int secondStart;
  private int opened;

  /** One of the two edges. */
  private static final class Side {
    final StepGraph steps;
    final Neighbours run = new Neighbours();
    final int near;
    final int edge;
    int at;
    int of = -1;

    Side(MatchInput input, int edge, boolean fromLeft) {
      MatchPattern.Edge pattern = input.pattern().edges().get(edge);
      this.steps = input.steps(pattern, fromLeft);
      this.near = fromLeft ? pattern.left() : pattern.right();
      this.edge = edge;
    }

    /** The outer loops often leave one side as it was. */
    void seek(int node) {
      if (of != node) {
        steps.seek(node, run);
        of = node;
      }
      at = run.from();
    }

    int node() {
      return run.nodes()[at];
    }

    boolean atEnd() {
      return at >= run.to();
    }
  }

  IntersectRun(MatchInput input, Bindings bindings, MatchStep.Intersect step) {
    this.input = input;
    this.bindings = bindings;
    this.first = new Side(input, step.first(), step.firstFromLeft());
    this.second = new Side(input, step.second(), step.secondFromLeft());
    MatchPattern.Edge edge = input.pattern().edges().get(step.first());
    this.far = step.firstFromLeft() ? edge.right() : edge.left();
    this.farTest = input.nodeTest(far);
  }

  private void seek() {
    if (++opened == STEPS_PER_CHECK) {
      opened = 0;
      input.cancellation().check();
    }
    first.seek(bindings.nodes[first.near]);
    second.seek(bindings.nodes[second.near]);
  }

  @Override
  void open() {
    seek();
    align();
  }

  @Override
  boolean next() {
    while (!first.atEnd()) {
      if (!second.atEnd() && second.node() == first.node()) {
        bindings.nodes[far] = first.node();
        bindings.edges[first.edge] = first.run.edges()[first.at];
        bindings.edges[second.edge] = second.run.edges()[second.at];
        second.at++;
        return true;
      }
      first.at++;
      // A parallel edge pairs with the same run of the second side again.
      if (!first.atEnd() && first.node() == bindings.nodes[far]) {
        second.at = secondStart;
      } else {
        align();
      }
    }
    return false;
  }

  /** Moves both sides to the next node they share and that passes. */
  private void align() {
    while (!first.atEnd() && !second.atEnd()) {
      if (first.node() < second.node()) {
        advance(first, second.node(), second);
      } else if (first.node() > second.node()) {
        advance(second, first.node(), first);
      } else if (farTest != null && !farTest.test(first.node())) {
        first.at++;
      } else {
        secondStart = second.at;
        bindings.nodes[far] = first.node();
        return;
      }
    }
    first.at = first.run.to();
  }

  private static void advance(Side side, int node, Side other) {
    if (side.run.size() > SEARCH_RATIO * (long) other.run.size()) {
      side.at = Intersection.firstAtLeast(side.run, side.at, node);
    } else {
      while (!side.atEnd() && side.node() < node) {
        side.at++;
      }
    }
  }

  @Override
  long count() {
    if (farTest != null) {
      return super.count();
    }
    seek();
    return Intersection.count(first.run, second.run);
  }
}
