package io.omnigraph.sql.statement;

import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.plan.QueryPlan;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.IntColumn;
import java.util.List;
import java.util.Set;

/** UPDATE: a query gives the row numbers, then one column a SET item. */
final class UpdateStatement extends ModifyStatement {
  private final TargetTable target;
  private final int[] columns;
  private final QueryPlan query;

  /**
   * @param columns ordinals that are set, one a column of the query after the first
   */
  UpdateStatement(TargetTable target, int[] columns, QueryPlan query) {
    this.target = target;
    this.columns = columns;
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
    return "Update(table="
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
    if (found.rowCount() == 0) {
      return Effect.of(0);
    }
    int[] rows = ((IntColumn) found.column(0)).values();
    Column[] out = target.gather(scope, rows);
    for (int c = 0; c < columns.length; c++) {
      out[columns[c]] =
          target.stored(found.column(c + 1), query.root().types().get(c + 1), columns[c]);
    }
    return Effect.of(
        scope.update(target.type().name(), new ColumnBatch(out, 0, rows.length, null)));
  }
}
