package io.omnigraph.sql.statement;

import io.omnigraph.sql.plan.QueryPlan;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.PreparedSql.Kind;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.types.VectorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A SELECT. */
record QueryStatement(QueryPlan plan) implements StatementPlan {
  @Override
  public Kind kind() {
    return Kind.QUERY;
  }

  @Override
  public List<SqlColumn> columns() {
    return plan.columns();
  }

  @Override
  public List<VectorType> parameters() {
    return plan.parameters();
  }

  @Override
  public boolean isOperand(int parameter) {
    return !plan.assigned().contains(parameter);
  }

  @Override
  public Set<Integer> guessed() {
    return plan.guessed();
  }

  @Override
  public Map<String, String> schemaHashes() {
    return plan.schemaHashes();
  }

  @Override
  public SqlResult execute(EngineSession session, Object[] parameters, ExecutionOptions options) {
    Object[] boxed = Parameters.boxed(parameters, plan.parameters());
    return session.stream(
        scope -> plan.root().open(session.execution(scope, boxed, options)),
        plan.root().types(),
        options);
  }

  /** The result of a query whose rows are there. */
  static SqlResult rows(BatchRowCursor cursor) {
    return new SqlResult(Optional.of(cursor), -1, Optional.empty(), List.of());
  }
}
