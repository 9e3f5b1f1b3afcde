package io.omnigraph.sql.statement;

import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.PreparedSql;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlParameter;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A plan in the hands of one session; plans again when the schema moved on. */
final class PreparedStatementPlan implements PreparedSql {
  /** Runs of a statement whose plan is overtaken by changes of the schema. */
  private static final int MAX_PLANS = 10;

  private final EngineSession session;
  private final String sql;
  private EngineSession.Planned planned;

  PreparedStatementPlan(EngineSession session, String sql, EngineSession.Planned planned) {
    this.session = session;
    this.sql = sql;
    this.planned = planned;
  }

  @Override
  public String sql() {
    return sql;
  }

  @Override
  public Kind kind() {
    return planned.plan().kind();
  }

  @Override
  public boolean repeatable() {
    return planned.plan().repeatable();
  }

  @Override
  public List<SqlColumn> columns() {
    return planned.plan().columns();
  }

  @Override
  public List<SqlParameter> parameters() {
    List<VectorType> types = planned.plan().parameters();
    Set<Integer> guessed = planned.plan().guessed();
    return IntStream.range(0, types.size())
        .mapToObj(i -> parameter(types.get(i), guessed.contains(i)))
        .toList();
  }

  private static SqlParameter parameter(VectorType type, boolean guessed) {
    return new SqlParameter(type.sqlType(), type.jdbcPrecision(), type.jdbcScale(), true, !guessed);
  }

  EngineSession.Planned planned() {
    return planned;
  }

  @Override
  public SqlResult execute(Object[] parameters, ExecutionOptions options) {
    return run(
        () -> {
          check(parameters);
          typeByValues(List.<Object[]>of(parameters));
          return planned.plan().execute(session, parameters, options);
        });
  }

  @Override
  public long[] executeBatch(List<Object[]> rows, ExecutionOptions options) {
    return run(
        () -> {
          rows.forEach(this::check);
          typeByValues(rows);
          return planned.plan().executeBatch(session, rows, options);
        });
  }

  /**
   * Runs the plan; when the schema moved on since it was made, makes a new one first. Others may
   * change the schema between the two again, so that it takes more than one try.
   *
   * @throws OmnigraphException COMMIT_CONFLICT when they do each time
   */
  private <T> T run(Supplier<T> action) {
    for (int attempt = 0; attempt < MAX_PLANS; attempt++) {
      session.running(this);
      try {
        return action.get();
      } catch (EngineSession.StalePlan e) {
        session.running(null);
        planned = session.plan(sql);
      } finally {
        session.running(null);
      }
    }
    throw new OmnigraphException(
        ErrorCode.COMMIT_CONFLICT,
        "The schema",
        session.engine().branch(),
        "it was changed each time the statement had been planned");
  }

  /** Plans again when the values have other types than were guessed for their markers. */
  private void typeByValues(List<Object[]> rows) {
    Map<Integer, VectorType> types = ParameterGuesses.retyped(planned.plan(), rows);
    if (!types.isEmpty()) {
      planned = session.plan(sql, types);
    }
  }

  private void check(Object[] parameters) {
    List<VectorType> types = planned.plan().parameters();
    if (planned.plan().needsParameters() && parameters.length != types.size()) {
      throw new OmnigraphException(
          ErrorCode.PARAMETER_INVALID,
          "The statement has %d parameters, but %d values were given."
              .formatted(types.size(), parameters.length));
    }
  }
}
