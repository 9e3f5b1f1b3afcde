package io.omnigraph.sql.statement;

import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.sql.session.BatchFailure;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.PreparedSql.Kind;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.session.SqlResult.Warning;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Optional;

/** INSERT, UPDATE, DELETE, MERGE. */
abstract class ModifyStatement implements StatementPlan {
  /** What one run of it did. */
  record Effect(long rows, Optional<SqlResult.GeneratedKeys> keys, Optional<SqlResult> returned) {
    static Effect of(long rows) {
      return new Effect(rows, Optional.empty(), Optional.empty());
    }
  }

  /** Does it inside a scope that the caller completes. */
  abstract Effect apply(
      EngineSession session, StatementScope scope, Object[] parameters, ExecutionOptions options);

  /** Operators of the query that finds the rows, for EXPLAIN. */
  abstract String explain();

  @Override
  public Kind kind() {
    return columns().isEmpty() ? Kind.UPDATE : Kind.QUERY;
  }

  @Override
  public List<SqlColumn> columns() {
    return List.of();
  }

  @Override
  public SqlResult execute(EngineSession session, Object[] parameters, ExecutionOptions options) {
    long[] cascaded = {0};
    Effect effect =
        session.writing(
            scope -> {
              Effect done = apply(session, scope, parameters, options);
              cascaded[0] = scope.cascaded();
              return done;
            });
    List<Warning> warnings = warnings(cascaded[0]);
    if (effect.returned().isPresent()) {
      return new SqlResult(effect.returned().get().rows(), -1, Optional.empty(), warnings);
    }
    return new SqlResult(Optional.empty(), effect.rows(), effect.keys(), warnings);
  }

  private static List<Warning> warnings(long cascaded) {
    return cascaded == 0
        ? List.of()
        : List.of(new Warning("01OG1", cascaded + " edges were deleted with their nodes."));
  }

  @Override
  public long[] executeBatch(EngineSession session, List<Object[]> rows, ExecutionOptions options) {
    return session.writing(
        scope -> {
          long[] counts = new long[rows.size()];
          for (int i = 0; i < counts.length; i++) {
            try {
              counts[i] = apply(session, scope, rows.get(i), options).rows();
            } catch (OmnigraphException e) {
              throw new BatchFailure(i, e);
            }
          }
          return counts;
        });
  }
}
