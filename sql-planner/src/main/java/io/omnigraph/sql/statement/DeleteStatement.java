package io.omnigraph.sql.statement;

import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.plan.QueryPlan;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.IntColumn;
import java.util.List;
import java.util.Set;

/** DELETE and TRUNCATE: a query gives the row numbers. */
final class DeleteStatement extends ModifyStatement {
  private final TargetTable target;
  private final QueryPlan query;

  DeleteStatement(TargetTable target, QueryPlan query) {
    this.target = target;
    this.query = query;
  }

  @Override
  public List<VectorType> parameters() {
    return query.parameters();
  }

  @Override
  public boolean isOperand(int parameter) {
    return !query.assigned().contains(parameter);
  }

  @Override
  public Set<Integer> guessed() {
    return query.guessed();
  }

  @Override
  String explain() {
    return "Delete(table="
        + target.type().name()
        + ")\n"
        + PlanNode.explain(query.root()).indent(2);
  }

  @Override
  Effect apply(
      EngineSession session, StatementScope scope, Object[] values, ExecutionOptions options) {
    Execution execution =
        session.execution(scope, Parameters.boxed(values, query.parameters()), options);
    ColumnBatch found = TargetTable.drain(query, execution);
    int[] rows = ((IntColumn) found.column(0)).values();
    return Effect.of(scope.delete(target.type().name(), rows));
  }
}
