package io.omnigraph.sql.graph;

import java.util.List;

/**
 * In which order a pattern is matched.
 *
 * @param conditions on its elements
 */
record MatchPlan(
    MatchPattern pattern,
    ElementConditions conditions,
    List<MatchStep> steps,
    double estimatedRows) {
  MatchPlan {
    steps = List.copyOf(steps);
  }

  static MatchPlan of(GraphMatch.Spec spec) {
    return new MatchPlanner(spec.pattern(), new ElementConditions(spec)).plan();
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
    if (step instanceof MatchStep.Intersect both) {
      return "intersect "
          + edge(both.first(), both.firstFromLeft())
          + " with "
          + edge(both.second(), both.secondFromLeft());
    }
    MatchStep.Expand expand = (MatchStep.Expand) step;
    MatchPattern.Edge edge = pattern.edges().get(expand.edge());
    String search = pattern.pathOf(edge).searchText();
    return (expand.closes() ? "join " : "expand ")
        + (search.isEmpty() ? "" : search + " ")
        + edge(expand.edge(), expand.fromLeft());
  }

  private String edge(int number, boolean fromLeft) {
    MatchPattern.Edge edge = pattern.edges().get(number);
    return node(fromLeft ? edge.left() : edge.right())
        + (fromLeft ? edge.arrow() : " against " + edge.arrow() + " ")
        + node(fromLeft ? edge.right() : edge.left());
  }

  private String node(int number) {
    return "(" + pattern.nodes().get(number).name() + ")";
  }
}
