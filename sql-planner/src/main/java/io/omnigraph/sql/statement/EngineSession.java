package io.omnigraph.sql.statement;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.parser.ScriptSplitter;
import io.omnigraph.sql.plan.UntypedParameters;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.PreparedSql;
import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.session.SqlSession;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** SQL on one engine session. Keeps at most one result streaming: a new statement buffers it. */
final class EngineSession implements SqlSession {
  private final Graph graph;
  private final Session engine;
  private final PlanCache plans;
  private final Clock clock = Clock.systemUTC();
  private final ZoneId zone = ZoneId.systemDefault();
  private final NamedMarks savepoints = new NamedMarks();
  private BatchRowCursor streaming;
  private PreparedStatementPlan running;
  private StatementScope streamingScope;
  private Optional<Explicit> explicit = Optional.empty();

  EngineSession(Graph graph, Session engine, PlanCache plans) {
    this.graph = graph;
    this.engine = engine;
    this.plans = plans;
  }

  @Override
  public Session engine() {
    return new SettlingSession(engine, this);
  }

  /**
   * What the end of a transaction sets back that SQL text began or changed. A setter of the
   * connection that is called meanwhile is no part of the transaction: its value goes here too.
   *
   * @param autoCommit as it was before, or as it was set since
   * @param readOnly likewise
   * @param isolation likewise
   */
  private record Explicit(boolean autoCommit, boolean readOnly, Session.Isolation isolation) {}

  /** START TRANSACTION, or SET TRANSACTION inside one: from here to the transaction's end. */
  void begin() {
    if (explicit.isEmpty()) {
      explicit =
          Optional.of(new Explicit(engine.autoCommit(), engine.readOnly(), engine.isolation()));
    }
    engine.setAutoCommit(false);
  }

  /** After every commit and rollback. */
  void ended() {
    explicit.ifPresent(
        before -> {
          explicit = Optional.empty();
          engine.setReadOnly(before.readOnly());
          engine.setIsolation(before.isolation());
          engine.setAutoCommit(before.autoCommit());
        });
  }

  /** A choice for the connection. On: what is pending is committed first, however it began. */
  void autoCommit(boolean on) {
    explicit = explicit.map(e -> new Explicit(on, e.readOnly(), e.isolation()));
    if (!on) {
      engine.setAutoCommit(false);
      return;
    }
    try {
      engine.setAutoCommit(true);
    } finally {
      ended();
    }
  }

  /** A choice for the connection. */
  void isolation(Session.Isolation isolation) {
    engine.setIsolation(isolation);
    explicit = explicit.map(e -> new Explicit(e.autoCommit(), e.readOnly(), isolation));
  }

  /** A choice for the connection. */
  void readOnly(boolean readOnly) {
    engine.setReadOnly(readOnly);
    explicit = explicit.map(e -> new Explicit(e.autoCommit(), readOnly, e.isolation()));
  }

  /** The engine session, after a streaming result was read to its end. */
  Session settled() {
    buffer();
    return engine;
  }

  Graph graph() {
    return graph;
  }

  /** Marks by the name that SAVEPOINT gave them. */
  NamedMarks savepoints() {
    return savepoints;
  }

  /** A run of a plan in a scope. */
  Execution execution(StatementScope scope, Object[] boxed, ExecutionOptions options) {
    Execution execution = new Execution(scope, boxed, options, nowMicros(), zone);
    execution.shared().put(EngineSession.class, this);
    return execution;
  }

  private long nowMicros() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
  }

  @Override
  public PreparedSql prepare(String sql) {
    return new PreparedStatementPlan(this, sql, plan(sql));
  }

  /** From the cache, or new. */
  Planned plan(String sql) {
    try {
      return planned(sql);
    } catch (OmnigraphException e) {
      // The way out for a session whose branch somebody else has dropped.
      if (e.code() == ErrorCode.BRANCH_NOT_FOUND) {
        Optional<StatementPlan> plan = StatementPlanner.withoutView(sql);
        if (plan.isPresent()) {
          return new Planned(plan.get(), "");
        }
      }
      throw e;
    }
  }

  private Planned planned(String sql) {
    return planned(
        sql,
        Map.of(),
        scope ->
            SimpleSelects.plan(sql, scope.view())
                .orElseGet(
                    () ->
                        ParameterGuesses.plan(
                            guesses -> new StatementPlanner(this, scope, guesses).plan(sql))));
  }

  /**
   * @param schemaHash of the current branch when it was planned
   */
  record Planned(StatementPlan plan, String schemaHash) {}

  /**
   * For the types of bound values, where nothing else types a parameter: from the cache, or new.
   */
  Planned plan(String sql, Map<Integer, VectorType> guesses) {
    try {
      return planned(sql, guesses, scope -> new StatementPlanner(this, scope, guesses).plan(sql));
    } catch (UntypedParameters e) {
      throw e.error();
    }
  }

  private Planned planned(
      String sql,
      Map<Integer, VectorType> guesses,
      Function<StatementScope, StatementPlan> planner) {
    return reading(
        scope -> {
          ReadView view = scope.view();
          String hash = view.schema().hash();
          PlanCache.Key key = new PlanCache.Key(sql, view.branch(), hash, guesses);
          StatementPlan plan = plans.find(key);
          if (plan == null || !isCurrent(plan, scope)) {
            plan = planner.apply(scope);
            plans.put(key, plan);
          }
          return new Planned(plan, hash);
        });
  }

  private static boolean isCurrent(StatementPlan plan, StatementScope scope) {
    for (Map.Entry<String, String> seen : plan.schemaHashes().entrySet()) {
      if (!scope.view(seen.getKey()).schema().hash().equals(seen.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** Says which plan runs from now on; scopes that do not fit it are refused. */
  void running(PreparedStatementPlan statement) {
    running = statement;
    if (statement != null) {
      engine.running(statement.sql());
    }
  }

  /**
   * @throws StalePlan when the schema moved on since the running statement was planned
   */
  private StatementScope verified(StatementScope scope) {
    if (running != null) {
      Planned planned = running.planned();
      if (!planned.schemaHash().equals(scope.view().schema().hash())
          || !isCurrent(planned.plan(), scope)) {
        scope.close();
        throw new StalePlan();
      }
    }
    return scope;
  }

  /** The statement must be planned again; nothing happened. */
  static final class StalePlan extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StalePlan() {
      super("planned against another schema", null, false, false);
    }
  }

  /** Looks at the graph without changing it: in the streaming statement's scope if there is one. */
  <T> T reading(Function<StatementScope, T> look) {
    if (streamingScope != null) {
      return look.apply(streamingScope);
    }
    try (StatementScope scope = engine.look()) {
      return look.apply(scope);
    }
  }

  /** Runs a statement that changes something. */
  <T> T writing(Function<StatementScope, T> statement) {
    buffer();
    return engine.run(
        scope -> {
          if (running != null
              && !running.planned().schemaHash().equals(scope.view().schema().hash())) {
            throw new StalePlan();
          }
          return statement.apply(scope);
        });
  }

  /** Starts a query; its statement ends with the cursor. */
  SqlResult stream(
      Function<StatementScope, BatchCursor> open,
      List<VectorType> types,
      ExecutionOptions options) {
    buffer();
    StatementScope scope = verified(engine.statement());
    boolean started = false;
    try {
      BatchRowCursor[] self = new BatchRowCursor[1];
      BatchRowCursor.Statement end =
          success -> {
            if (streaming == self[0]) {
              streaming = null;
              streamingScope = null;
            }
            if (success) {
              scope.complete();
            }
            scope.close();
          };
      BatchRowCursor cursor = new BatchRowCursor(types, open.apply(scope), end, options.maxRows());
      self[0] = cursor;
      streaming = cursor;
      streamingScope = scope;
      started = true;
      cursor.start();
      return QueryStatement.rows(cursor);
    } finally {
      if (!started) {
        scope.close();
      }
    }
  }

  /** Reads what is left of the streaming result into memory, so that a statement can begin. */
  void buffer() {
    if (streaming != null) {
      streaming.detach();
    }
  }

  @Override
  public List<String> split(String script) {
    return ScriptSplitter.split(script);
  }

  @Override
  public SqlCatalog catalog() {
    return new ViewCatalog(graph.name(), engine.branches(), this);
  }

  @Override
  public void close() {
    if (streaming != null) {
      streaming.close();
    }
    engine.close();
  }

  static OmnigraphException unsupported(String what, String hint) {
    return new OmnigraphException(ErrorCode.UNSUPPORTED, what, hint);
  }
}
