package io.omnigraph.sql.plan;

import io.omnigraph.sql.exec.PlanNode;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;

/** A part of the language that is planned by itself, e.g. GRAPH_TABLE. Stateless. */
public interface PlannerExtension {
  /**
   * Rewrites a node of the syntax tree before validation; called once a node, parents first.
   *
   * @param scope what the statement sees, for names of tables and their keys
   * @return the node itself when it is not this extension's
   */
  SqlNode rewrite(SqlNode node, PlanningScope scope);

  /** Operators that rewritten trees may call; users cannot name them. */
  List<SqlOperator> operators();

  /** Run together with the logical rules. */
  List<RelOptRule> rules();

  /**
   * Compiles a logical node of this extension.
   *
   * @return empty when it is not one
   */
  Optional<PlanNode> compile(RelNode node, RelCompiler compiler);
}
