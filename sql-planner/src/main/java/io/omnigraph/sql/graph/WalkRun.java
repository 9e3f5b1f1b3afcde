package io.omnigraph.sql.graph;

import io.omnigraph.engine.topology.Cancellation;
import io.omnigraph.engine.topology.ShortestSearch;
import io.omnigraph.engine.topology.StepGraph;
import io.omnigraph.engine.topology.WalkCounts;
import io.omnigraph.engine.topology.WalkCursor;
import io.omnigraph.engine.topology.WalkMode;
import io.omnigraph.sql.graph.ElementPattern.Quantifier;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** All walks of a repeating edge from a bound node. */
final class WalkRun extends StepRun {
  private final Bindings bindings;
  private final MatchStep.Expand step;
  private final int near;
  private final int far;
  private final int edge;
  private final Quantifier quantifier;
  private final WalkMode mode;
  private final WalkCursor cursor;
  private final WalkCounts counts;
  private final IntPredicate farTest;
  private final ShortestSearch backward;
  private final int[] distances;

  WalkRun(MatchInput input, Bindings bindings, MatchStep.Expand step) {
    MatchPattern.Edge pattern = input.pattern().edges().get(step.edge());
    Cancellation cancellation = input.cancellation();
    this.bindings = bindings;
    this.step = step;
    this.near = step.fromLeft() ? pattern.left() : pattern.right();
    this.far = step.fromLeft() ? pattern.right() : pattern.left();
    this.edge = pattern.number();
    this.quantifier = pattern.quantifier().orElseThrow();
    this.mode = input.pattern().pathOf(pattern).mode();
    StepGraph steps = input.steps(pattern, step.fromLeft());
    this.cursor =
        new WalkCursor(steps, mode, quantifier.lo(), quantifier.hi(), input.limits(), cancellation);
    this.counts = new WalkCounts(steps, cancellation);
    this.farTest = step.closes() ? null : input.nodeTest(far);
    this.backward =
        step.closes()
            ? new ShortestSearch(
                input.steps(pattern, !step.fromLeft()), 0, quantifier.hi(), false, cancellation)
            : null;
    this.distances = step.closes() ? new int[steps.nodeLimit()] : null;
  }

  @Override
  void open() {
    if (step.closes()) {
      measure(bindings.nodes[far]);
    }
    cursor.start(bindings.nodes[near], distances);
  }

  /** Steps still needed from each node, so that walks which cannot arrive are not followed. */
  private void measure(int target) {
    Arrays.fill(distances, -1);
    backward.start(target);
    do {
      for (int entry = backward.from(); entry < backward.to(); entry++) {
        distances[backward.node(entry)] = backward.depth();
      }
    } while (backward.advance());
  }

  @Override
  boolean next() {
    while (cursor.next()) {
      int end = cursor.end();
      boolean fits =
          step.closes() ? end == bindings.nodes[far] : farTest == null || farTest.test(end);
      if (fits) {
        bindings.nodes[far] = end;
        bind(bindings.walks[edge]);
        return true;
      }
    }
    return false;
  }

  private void bind(Bindings.Walk walk) {
    if (step.fromLeft()) {
      walk.copy(cursor.nodes(), cursor.edges(), cursor.length());
    } else {
      walk.copyReversed(cursor.nodes(), cursor.edges(), cursor.length());
    }
  }

  @Override
  long count() {
    boolean plain = mode == WalkMode.WALK && quantifier.hi() >= 0;
    return plain && farTest == null && !step.closes()
        ? counts.from(bindings.nodes[near], quantifier.lo(), quantifier.hi())
        : super.count();
  }
}
