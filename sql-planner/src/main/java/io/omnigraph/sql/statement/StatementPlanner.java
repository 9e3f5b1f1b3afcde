package io.omnigraph.sql.statement;

import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.sql.catalog.Catalog;
import io.omnigraph.sql.catalog.Exposure;
import io.omnigraph.sql.parser.Command;
import io.omnigraph.sql.parser.SqlCommand;
import io.omnigraph.sql.parser.StatementParser;
import io.omnigraph.sql.plan.ParameterTypes;
import io.omnigraph.sql.plan.PlanningScope;
import io.omnigraph.sql.plan.QueryPlan;
import io.omnigraph.sql.plan.QueryPlanner;
import io.omnigraph.sql.plan.SqlErrors;
import io.omnigraph.sql.types.VectorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/** Plans one statement of any kind, in an open scope. The only way into Calcite. */
final class StatementPlanner {
  private static final QueryPlanner PLANNER = new QueryPlanner(Extensions.all());

  private final EngineSession session;
  private final StatementScope scope;
  private final Map<Integer, VectorType> guesses;

  /**
   * @param guesses types of parameters that nothing in the text types
   */
  StatementPlanner(EngineSession session, StatementScope scope, Map<Integer, VectorType> guesses) {
    this.session = session;
    this.scope = scope;
    this.guesses = Map.copyOf(guesses);
  }

  StatementPlan plan(String sql) {
    SqlNode tree = parse(sql);
    if (tree instanceof SqlCommand command) {
      return command(command.command());
    }
    return new QueryStatement(query(tree, Map.of()));
  }

  /** A statement that looks at no table; empty when it is another one, or none. */
  static Optional<StatementPlan> withoutView(String sql) {
    try {
      return StatementParser.parse(sql) instanceof SqlCommand command
              && (command.command() instanceof Command.SetSchema
                  || command.command() instanceof Command.ShowBranches
                  || command.command() instanceof Command.CreateBranch
                  || command.command() instanceof Command.DropBranch
                  || command.command() instanceof Command.Commit
                  || command.command() instanceof Command.Rollback)
          ? Optional.of(new CommandStatement(command.command()))
          : Optional.empty();
    } catch (SqlParseException e) {
      return Optional.empty();
    }
  }

  private SqlNode parse(String sql) {
    try {
      return StatementParser.parse(sql);
    } catch (SqlParseException | RuntimeException | StackOverflowError e) {
      throw SqlErrors.of(e, planningScope());
    }
  }

  private StatementPlan command(Command command) {
    if (command instanceof Command.Explain explain) {
      StatementPlan plan =
          explain.statement() instanceof SqlCommand inner
              ? command(inner.command())
              : new QueryStatement(query(explain.statement(), Map.of()));
      return ExplainStatement.of(plan);
    }
    if (command instanceof Command.Call call) {
      return CallStatement.of(call);
    }
    return new DmlPlanner(this).plan(command).orElseGet(() -> new CommandStatement(command));
  }

  StatementScope scope() {
    return scope;
  }

  /** A plan that gives one value: that of a SQL expression without columns. */
  QueryPlan value(String expression) {
    return query(parse("VALUES (" + expression + ")"), Map.of());
  }

  /** The tree of an expression without columns. */
  SqlNode expression(String text) {
    SqlCall values = (SqlCall) parse("VALUES (" + text + ")");
    return ((SqlCall) values.operand(0)).operand(0);
  }

  /**
   * @param known types of parameters by index, where the statement's meaning tells them
   */
  QueryPlan query(SqlNode tree, Map<Integer, VectorType> known) {
    return query(tree, known, exposure(tree));
  }

  QueryPlan query(SqlNode tree, Map<Integer, VectorType> known, Exposure exposure) {
    Catalog catalog =
        new Catalog(
            scope.view().branch(),
            () -> session.engine().branches(),
            scope::view,
            SystemViews.all(),
            exposure);
    return PLANNER.plan(
        tree, catalog, planningScope(), exposure, new ParameterTypes(known, guesses));
  }

  private PlanningScope planningScope() {
    return new PlanningScope(session.graph().name(), scope.view().branch(), scope::view);
  }

  /** Hidden columns that the text names. */
  static Exposure exposure(SqlNode tree) {
    boolean[] id = {false};
    tree.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlIdentifier identifier) {
            List<String> names = identifier.names;
            String last = names.get(names.size() - 1);
            id[0] |= last.equalsIgnoreCase(Exposure.ID);
            if (last.equalsIgnoreCase("_version") || last.equalsIgnoreCase("_created_version")) {
              throw EngineSession.unsupported("Column " + last, "");
            }
            return null;
          }
        });
    return new Exposure(id[0], false);
  }
}
