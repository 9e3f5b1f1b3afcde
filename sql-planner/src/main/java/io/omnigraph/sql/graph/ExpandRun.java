package io.omnigraph.sql.graph;

import io.omnigraph.engine.topology.Intersection;
import io.omnigraph.engine.topology.Neighbours;
import io.omnigraph.engine.topology.StepGraph;
import java.util.function.IntPredicate;

/** Steps over one edge from a bound node; to a bound node when it closes a cycle. */
final class ExpandRun extends StepRun {
  private static final int STEPS_PER_CHECK = 1 << 16;

  private final MatchInput input;
  private final Bindings bindings;
  private final StepGraph steps;
  private final IntPredicate farTest;
  private final boolean closes;
  private final int near;
  private final int far;
  private final int edge;
  private final Neighbours run = new Neighbours();
  private int at;
  private int opened;

  ExpandRun(MatchInput input, Bindings bindings, MatchStep.Expand step) {
    MatchPattern.Edge pattern = input.pattern().edges().get(step.edge());
    this.input = input;
    this.bindings = bindings;
    this.steps = input.steps(pattern, step.fromLeft());
    this.near = step.fromLeft() ? pattern.left() : pattern.right();
    this.far = step.fromLeft() ? pattern.right() : pattern.left();
    this.edge = pattern.number();
    this.closes = step.closes();
    this.farTest = closes ? null : input.nodeTest(far);
  }

  @Override
  void open() {
    if (++opened == STEPS_PER_CHECK) {
      opened = 0;
      input.cancellation().check();
    }
    steps.seek(bindings.nodes[near], run);
    at = run.from();
    if (closes) {
      at = Intersection.firstAtLeast(run, at, bindings.nodes[far]);
    }
  }

  @Override
  boolean next() {
    while (at < run.to()) {
      int place = at++;
      int node = run.nodes()[place];
      if (closes && node != bindings.nodes[far]) {
        at = run.to();
        return false;
      }
      if (farTest == null || farTest.test(node)) {
        bindings.nodes[far] = node;
        bindings.edges[edge] = run.edges()[place];
        return true;
      }
    }
    return false;
  }

  @Override
  long count() {
    if (closes || farTest != null) {
      return super.count();
    }
    if (++opened == STEPS_PER_CHECK) {
      opened = 0;
      input.cancellation().check();
    }
    return steps.degree(bindings.nodes[near], run);
  }
}
