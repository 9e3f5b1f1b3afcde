package io.omnigraph.sql.graph;

import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.engine.topology.Cancellation;
import io.omnigraph.engine.topology.StepGraph;
import io.omnigraph.engine.topology.Topology;
import io.omnigraph.engine.topology.WalkLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** What a match runs on: one view, one set of parameters. */
final class MatchInput {
  private final GraphMatch.Spec spec;
  private final ElementConditions conditions;
  private final ReadView view;
  private final IntFunction<Object> parameters;
  private final Cancellation cancellation;
  private final PathFilterTest pathFilter;
  private final NumberSpace nodes;
  private final NumberSpace edges;

  /** Decides conditions on edges that {@link ElementCondition} cannot express. */
  @FunctionalInterface
  interface PathFilterTest {
    /** A test of the edge table's row numbers. */
    IntPredicate of(GraphMatch.PathFilter filter, TableView table);
  }

  MatchInput(
      GraphMatch.Spec spec,
      ElementConditions conditions,
      ReadView view,
      IntFunction<Object> parameters,
      Cancellation cancellation,
      PathFilterTest pathFilter) {
    this.spec = spec;
    this.conditions = conditions;
    this.view = view;
    this.parameters = parameters;
    this.cancellation = cancellation;
    this.pathFilter = pathFilter;
    this.nodes = new NumberSpace(tables(view, spec.pattern().nodeTables()));
    this.edges = new NumberSpace(tables(view, spec.pattern().edgeTables()));
  }

  private static List<TableView> tables(ReadView view, List<String> names) {
    return names.stream().map(view::table).toList();
  }

  MatchPattern pattern() {
    return spec.pattern();
  }

  GraphMatch.Spec spec() {
    return spec;
  }

  ElementConditions conditions() {
    return conditions;
  }

  NumberSpace nodes() {
    return nodes;
  }

  NumberSpace edges() {
    return edges;
  }

  IntFunction<Object> parameters() {
    return parameters;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  WalkLimits limits() {
    return WalkLimits.DEFAULT;
  }

  /** Which numbers the node may be, or null for all. */
  IntPredicate nodeTest(int node) {
    List<Integer> allowed = pattern().nodes().get(node).tables();
    IntPredicate[] tests = new IntPredicate[pattern().nodeTables().size()];
    for (int table : allowed) {
      tests[table] = ElementTest.of(conditions.ofNode(node), nodes.table(table), parameters);
    }
    return nodes.test(allowed, tests);
  }

  /** Which numbers the edge may be, or null for all. */
  private IntPredicate edgeTest(MatchPattern.Edge edge) {
    List<Integer> allowed =
        edge.arcs().stream().map(MatchPattern.Arc::edgeTable).distinct().toList();
    IntPredicate[] tests = new IntPredicate[pattern().edgeTables().size()];
    for (int table : allowed) {
      tests[table] =
          ElementTest.of(conditions.ofEdge(edge.number()), edges.table(table), parameters);
    }
    for (GraphMatch.PathFilter filter : spec.pathFilters()) {
      if (filter.edge() == edge.number()) {
        IntPredicate more = pathFilter(filter);
        IntPredicate one = tests[filter.edgeTable()];
        tests[filter.edgeTable()] = one == null ? more : one.and(more);
      }
    }
    return edges.test(allowed, tests);
  }

  private IntPredicate pathFilter(GraphMatch.PathFilter filter) {
    TableView table = edges.table(filter.edgeTable());
    return ElementConditions.ofTable(table.type(), filter.condition())
        .map(c -> ElementTest.of(List.of(c), table, parameters))
        .orElseGet(() -> pathFilter.of(filter, table));
  }

  /** The steps an edge pattern allows, from its left node to its right one or the other way. */
  StepGraph steps(MatchPattern.Edge edge, boolean fromLeft) {
    List<StepGraph.Arc> arcs = new ArrayList<>();
    for (MatchPattern.Arc written : edge.arcs()) {
      MatchPattern.Arc arc = fromLeft ? written : written.reversed();
      Topology topology = view.topology(pattern().edgeTables().get(arc.edgeTable()));
      boolean bothWays = edge.arcs().contains(written.reversed());
      arcs.add(
          new StepGraph.Arc(
              arc.forward() ? topology.out() : topology.in(),
              nodes.base(arc.fromTable()),
              nodes.base(arc.toTable()),
              edges.base(arc.edgeTable()),
              bothWays && !arc.forward()));
    }
    return new StepGraph(nodes.limit(), arcs, edgeTest(edge));
  }
}
