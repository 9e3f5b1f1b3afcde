package io.omnigraph.sql.graph;

import java.util.List;

/** In which order a pattern is matched. */
record MatchPlan(MatchPattern pattern, List<MatchStep> steps, double estimatedRows) {
  MatchPlan {
    steps = List.copyOf(steps);
  }

  @Override
  public String toString() {
    return steps.stream().map(this::text).toList().toString();
  }

  private String text(MatchStep step) {
    if (step instanceof MatchStep.Find find) {
      return "find " + node(find.node()) + " by key";
    }
    if (step instanceof MatchStep.Scan scan) {
      return "scan " + node(scan.node());
    }
    if (step instanceof MatchStep.CheckMode check) {
      return "check " + pattern.paths().get(check.path()).mode();
    }
    MatchStep.Expand expand = (MatchStep.Expand) step;
    MatchPattern.Edge edge = pattern.edges().get(expand.edge());
    PathSearch search = pattern.pathOf(edge).search();
    return (expand.closes() ? "join " : "expand ")
        + (search == PathSearch.EVERY ? "" : search.text() + " ")
        + node(expand.fromLeft() ? edge.left() : edge.right())
        + (expand.fromLeft() ? edge.arrow() : " against " + edge.arrow() + " ")
        + node(expand.fromLeft() ? edge.right() : edge.left());
  }

  private String node(int number) {
    return "(" + pattern.nodes().get(number).name() + ")";
  }
}
