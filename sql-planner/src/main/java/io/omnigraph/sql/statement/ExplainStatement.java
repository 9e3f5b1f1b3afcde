package io.omnigraph.sql.statement;

import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.PreparedSql.Kind;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.types.VectorType;
import java.util.List;

/** EXPLAIN: the operators of a plan, one line each. Parameters may be left unset. */
record ExplainStatement(String text, List<VectorType> parameters) implements StatementPlan {
  static ExplainStatement of(StatementPlan plan) {
    String text;
    if (plan instanceof QueryStatement query) {
      text = PlanNode.explain(query.plan().root());
    } else if (plan instanceof ModifyStatement modify) {
      text = modify.explain();
    } else {
      throw EngineSession.unsupported("EXPLAIN of this statement", "");
    }
    return new ExplainStatement(text, plan.parameters());
  }

  @Override
  public Kind kind() {
    return Kind.QUERY;
  }

  @Override
  public List<SqlColumn> columns() {
    return List.of(TextRows.column("plan"));
  }

  @Override
  public boolean needsParameters() {
    return false;
  }

  @Override
  public SqlResult execute(EngineSession session, Object[] values, ExecutionOptions options) {
    return TextRows.of(text.lines().map(line -> new String[] {line}).toList(), 1);
  }
}
