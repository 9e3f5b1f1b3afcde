package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.sql.catalog.GraphTable;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.exec.TableColumn;
import io.omnigraph.sql.kernel.Kernel;
import io.omnigraph.sql.plan.PlannerExtension;
import io.omnigraph.sql.plan.PlanningScope;
import io.omnigraph.sql.plan.RelCompiler;
import io.omnigraph.sql.plan.RexCompiler;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.parser.SqlParserPos;

/** GRAPH_TABLE in the planner: rewrite, rules and compilation. */
public final class GraphTableExtension implements PlannerExtension {
  private static final String CURRENT_GRAPH = "CURRENT_GRAPH";

  @Override
  public SqlNode rewrite(SqlNode node, PlanningScope scope) {
    if (!(node instanceof SqlGraphTable table)) {
      return node;
    }
    SqlParserPos pos = node.getParserPosition();
    String alias = "$m" + pos.getLineNum() + "_" + pos.getColumnNum();
    return GraphTableRewrite.rewrite(table, names -> find(names, scope), alias);
  }

  private static GraphSource.PropertyGraph find(List<String> names, PlanningScope scope) {
    String graph = names.get(names.size() - 1);
    String branch = names.size() == 1 ? scope.branch() : names.get(0);
    boolean known =
        graph.equalsIgnoreCase(CURRENT_GRAPH) || graph.equalsIgnoreCase(scope.graphName());
    if (!known || names.size() > 2) {
      throw new OmnigraphException(
          ErrorCode.PROPERTY_GRAPH_NOT_FOUND, String.join(".", names), branch, scope.graphName());
    }
    // "" lets the plan serve every branch of the same schema, as it does for tables.
    return new GraphSource.PropertyGraph(
        branch, names.size() == 1 ? "" : branch, scope.views().apply(branch).schema());
  }

  @Override
  public List<SqlOperator> operators() {
    return List.of();
  }

  @Override
  public List<RelOptRule> rules() {
    return GraphRules.ALL;
  }

  @Override
  public Optional<PlanNode> compile(RelNode node, RelCompiler compiler) {
    if (!(node instanceof GraphMatch match)) {
      return Optional.empty();
    }
    GraphMatch.Spec spec = match.spec();
    List<TableColumn> columns = new ArrayList<>();
    for (MatchColumn column : spec.columns()) {
      columns.add(source(spec, column));
    }
    Map<GraphMatch.PathFilter, Kernel> kernels = new HashMap<>();
    for (GraphMatch.PathFilter filter : spec.pathFilters()) {
      TableType type = type(spec, filter.edgeTable());
      if (ElementConditions.ofTable(type, filter.condition()).isEmpty()) {
        kernels.put(filter, kernel(type, filter.condition(), compiler));
      }
    }
    return Optional.of(
        new GraphMatchNode(spec, match.plan(), RelCompiler.types(node), columns, kernels));
  }

  private static TableType type(GraphMatch.Spec spec, int edgeTable) {
    return spec.schema().table(spec.pattern().edgeTables().get(edgeTable)).orElseThrow();
  }

  private static Kernel kernel(TableType type, RexNode condition, RelCompiler compiler) {
    List<VectorType> inputs = new ArrayList<>();
    for (int i = 0; i < type.columns().size(); i++) {
      inputs.add(GraphTable.column(i, type.columns().get(i)).type());
    }
    return new RexCompiler(compiler.rexBuilder(), inputs).compile(condition);
  }

  /** The table column whose conversion a property column needs; null for other columns. */
  private static TableColumn source(GraphMatch.Spec spec, MatchColumn column) {
    List<String> tables;
    String property;
    if (column instanceof MatchColumn.NodeProperty p) {
      tables =
          spec.pattern().nodes().get(p.node()).tables().stream()
              .map(spec.pattern().nodeTables()::get)
              .toList();
      property = p.property();
    } else if (column instanceof MatchColumn.EdgeProperty p) {
      tables =
          MatchOutput.tables(spec.pattern().edges().get(p.edge())).stream()
              .map(spec.pattern().edgeTables()::get)
              .toList();
      property = p.property();
    } else {
      return null;
    }
    for (String table : tables) {
      TableType type = spec.schema().table(table).orElseThrow();
      int ordinal = type.columnIndex(property);
      if (ordinal >= 0) {
        return GraphTable.column(ordinal, type.columns().get(ordinal));
      }
    }
    throw new IllegalStateException("no table has " + property);
  }
}
