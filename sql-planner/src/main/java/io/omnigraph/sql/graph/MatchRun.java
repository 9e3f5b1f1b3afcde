package io.omnigraph.sql.graph;

import java.util.ArrayList;
import java.util.List;

/** Runs the steps of a plan as nested loops over bindings; the last step turns fastest. */
final class MatchRun {
  private final Bindings bindings;
  private final StepRun[] steps;
  private int depth;
  private boolean started;

  MatchRun(MatchInput input, MatchPlan plan) {
    this.bindings = new Bindings(plan.pattern());
    List<StepRun> runs = new ArrayList<>();
    for (MatchStep step : plan.steps()) {
      runs.add(run(input, step));
    }
    this.steps = runs.toArray(new StepRun[0]);
  }

  private StepRun run(MatchInput input, MatchStep step) {
    if (step instanceof MatchStep.Find find) {
      return new FindRun(input, bindings, find.node());
    }
    if (step instanceof MatchStep.Scan scan) {
      return new ScanRun(input, bindings, scan.node());
    }
    if (step instanceof MatchStep.CheckMode check) {
      return new ModeRun(input.pattern(), bindings, check.path());
    }
    if (step instanceof MatchStep.Intersect intersect) {
      return new IntersectRun(input, bindings, intersect);
    }
    MatchStep.Expand expand = (MatchStep.Expand) step;
    MatchPattern.Edge edge = input.pattern().edges().get(expand.edge());
    if (input.pattern().pathOf(edge).search() != PathSearch.EVERY) {
      return new SearchRun(input, bindings, expand);
    }
    return edge.quantifier().isPresent()
        ? new WalkRun(input, bindings, expand)
        : new ExpandRun(input, bindings, expand);
  }

  Bindings bindings() {
    return bindings;
  }

  /** Moves to the next match. */
  boolean next() {
    return advance(steps.length);
  }

  /** Moves to the next match of the first {@code count} steps. */
  private boolean advance(int count) {
    if (!started) {
      started = true;
      depth = 0;
      steps[0].open();
    }
    while (depth >= 0) {
      if (!steps[depth].next()) {
        depth--;
      } else if (depth == count - 1) {
        return true;
      } else {
        steps[++depth].open();
      }
    }
    return false;
  }

  /** All matches; the last step's are counted where that needs no binding of each. */
  long count() {
    StepRun last = steps[steps.length - 1];
    if (steps.length == 1) {
      return last.count();
    }
    long total = 0;
    while (advance(steps.length - 1)) {
      total = Math.addExact(total, last.count());
    }
    return total;
  }
}
