package io.omnigraph.sql.statement;

import io.omnigraph.sql.catalog.Exposure;
import io.omnigraph.sql.parser.Command;
import io.omnigraph.sql.plan.QueryPlan;
import io.omnigraph.sql.statement.InsertStatement.Cell;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/** Plans INSERT, UPDATE, DELETE, MERGE, TRUNCATE and CREATE TABLE AS by way of queries. */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
final class DmlPlanner {
  private static final SqlParserPos POS = SqlParserPos.ZERO;
  private static final Exposure WITH_ROWS = new Exposure(true, true);

  private final StatementPlanner planner;

  DmlPlanner(StatementPlanner planner) {
    this.planner = planner;
  }

  /** Empty when the command changes no rows. */
  Optional<StatementPlan> plan(Command command) {
    if (command instanceof Command.Insert insert) {
      return Optional.of(insert(insert));
    }
    if (command instanceof Command.Update update) {
      return Optional.of(update(update));
    }
    if (command instanceof Command.Delete delete) {
      refuseReturning(delete.returning());
      return Optional.of(delete(delete.table(), delete.alias(), delete.where()));
    }
    if (command instanceof Command.Truncate truncate) {
      return Optional.of(delete(truncate.table(), Optional.empty(), null));
    }
    if (command instanceof Command.CreateTableAs create) {
      return Optional.of(
          new CreateTableAsStatement(create, planner.query(create.query(), Map.of())));
    }
    return command instanceof Command.Merge merge ? Optional.of(merge(merge)) : Optional.empty();
  }

  private static void refuseReturning(SqlNodeList returning) {
    if (returning != null) {
      throw EngineSession.unsupported("RETURNING here", " It works with INSERT.");
    }
  }

  // INSERT

  private StatementPlan insert(Command.Insert insert) {
    TargetTable target = TargetTable.resolve(insert.table(), planner);
    int[] columns =
        insert.columns().isEmpty()
            ? target.visibleColumns()
            : insert.columns().get().stream().mapToInt(target::column).toArray();
    requireDistinct(columns, target);
    if (insert.conflict() != null) {
      refuseReturning(insert.returning());
      return upsert(insert, target, columns);
    }
    Optional<Returning> returning =
        Returning.of(insert.returning(), target, planner.scope().view().branch());
    if (insert.source() == null) {
      return new InsertStatement(
          target, new int[0], List.of(List.of()), null, List.of(), returning);
    }
    Map<Integer, VectorType> hints = new HashMap<>();
    List<List<Cell>> rows = rows(insert.source(), target, columns, hints);
    if (rows != null) {
      return new InsertStatement(target, columns, rows, null, parameters(hints), returning);
    }
    QueryPlan source = planner.query(insert.source(), hints);
    requireCount(source.columns().size(), columns.length);
    return new InsertStatement(target, columns, null, source, source.parameters(), returning);
  }

  private static void requireDistinct(int[] columns, TargetTable target) {
    boolean[] seen = new boolean[target.type().columns().size()];
    for (int column : columns) {
      if (seen[column]) {
        throw new OmnigraphException(
            ErrorCode.SYNTAX_ERROR,
            "Column \"%s\" is assigned twice. Remove one."
                .formatted(target.type().columns().get(column).name()));
      }
      seen[column] = true;
    }
  }

  private static void requireCount(int values, int columns) {
    if (values != columns) {
      throw new OmnigraphException(
          ErrorCode.SYNTAX_ERROR,
          "%d columns are to be filled, but there are %d values. Give one value a column."
              .formatted(columns, values));
    }
  }

  private static List<VectorType> parameters(Map<Integer, VectorType> hints) {
    VectorType[] types = new VectorType[hints.size()];
    hints.forEach((index, type) -> types[index] = type);
    return Arrays.asList(types);
  }

  /** Rows of a plain VALUES, or null; types of parameters that stand alone go to {@code hints}. */
  private List<List<Cell>> rows(
      SqlNode source, TargetTable target, int[] columns, Map<Integer, VectorType> hints) {
    if (source.getKind() != SqlKind.VALUES) {
      if (source instanceof SqlSelect select) {
        hint(select.getSelectList(), target, columns, hints);
      }
      return null;
    }
    List<List<Cell>> rows = new ArrayList<>();
    boolean plain = true;
    for (SqlNode row : ((SqlCall) source).getOperandList()) {
      List<SqlNode> items =
          row.getKind() == SqlKind.ROW ? ((SqlCall) row).getOperandList() : List.of(row);
      requireCount(items.size(), columns.length);
      hint(items, target, columns, hints);
      List<Cell> cells = new ArrayList<>();
      for (int c = 0; c < columns.length; c++) {
        Optional<Cell> cell = cell(items.get(c), target, columns[c]);
        plain &= cell.isPresent();
        cell.ifPresent(cells::add);
      }
      rows.add(cells);
    }
    return plain ? rows : null;
  }

  private static void hint(
      List<SqlNode> items, TargetTable target, int[] columns, Map<Integer, VectorType> hints) {
    for (int c = 0; c < Math.min(columns.length, items.size()); c++) {
      if (items.get(c) instanceof SqlDynamicParam parameter) {
        hints.put(parameter.getIndex(), target.parameterType(columns[c]));
      }
    }
  }

  private static Optional<Cell> cell(SqlNode node, TargetTable target, int column) {
    if (node instanceof SqlDynamicParam parameter) {
      return Optional.of(new Cell.Parameter(parameter.getIndex()));
    }
    if (node.getKind() == SqlKind.DEFAULT) {
      return Optional.of(new Cell.Default());
    }
    boolean negative = node.getKind() == SqlKind.MINUS_PREFIX;
    SqlNode inner = negative ? ((SqlCall) node).operand(0) : node;
    if (!(inner instanceof SqlLiteral literal)) {
      return Optional.empty();
    }
    if (literal.getTypeName() == SqlTypeName.NULL) {
      return Optional.of(new Cell.Constant(null));
    }
    if (literal instanceof SqlNumericLiteral number) {
      var value = number.bigDecimalValue();
      return Optional.of(
          new Cell.Constant(target.stored(negative ? value.negate() : value, column)));
    }
    if (negative) {
      return Optional.empty();
    }
    return switch (literal.getTypeName()) {
      case CHAR ->
          Optional.of(new Cell.Constant(target.stored(literal.getValueAs(String.class), column)));
      case BOOLEAN -> Optional.of(new Cell.Constant(target.stored(literal.booleanValue(), column)));
      default -> Optional.empty();
    };
  }

  /** INSERT … ON CONFLICT as a MERGE whose source is called EXCLUDED. */
  private StatementPlan upsert(Command.Insert insert, TargetTable target, int[] columns) {
    Command.Conflict conflict = insert.conflict();
    requireKeyTarget(conflict.target(), target);
    List<String> names = new ArrayList<>();
    for (int column : columns) {
      names.add(target.type().columns().get(column).name());
    }
    List<Command.MergeClause> clauses = new ArrayList<>();
    switch (conflict.resolution()) {
      case UPDATE ->
          clauses.add(
              new Command.MergeClause(
                  Command.MergeClause.Action.UPDATE,
                  conflict.where(),
                  conflict.columns(),
                  conflict.values()));
      case REPLACE -> {
        List<String> set = names.stream().filter(n -> !target.isKey(target.column(n))).toList();
        List<SqlNode> values = excluded(set);
        clauses.add(new Command.MergeClause(Command.MergeClause.Action.UPDATE, null, set, values));
      }
      case NOTHING -> {}
    }
    clauses.add(
        new Command.MergeClause(Command.MergeClause.Action.INSERT, null, names, excluded(names)));
    SqlNode on = null;
    for (int key : target.type().keyColumns()) {
      String name = target.type().columns().get(key).name();
      if (Arrays.stream(columns).noneMatch(c -> c == key)) {
        throw EngineSession.unsupported(
            "ON CONFLICT or UPSERT without key column \"" + name + "\"", " Give it a value.");
      }
      SqlNode equal =
          SqlStdOperatorTable.EQUALS.createCall(
              POS, id(target.type().name(), name), id("EXCLUDED", name));
      on = on == null ? equal : SqlStdOperatorTable.AND.createCall(POS, on, equal);
    }
    Map<Integer, VectorType> hints = new HashMap<>();
    rows(insert.source(), target, columns, hints);
    List<SqlNode> alias = new ArrayList<>(List.of(insert.source(), id("EXCLUDED")));
    names.forEach(n -> alias.add(id(n)));
    SqlNode source = SqlStdOperatorTable.AS.createCall(POS, alias);
    return merge(target, target.type().name(), source, on, clauses, hints);
  }

  private static void requireKeyTarget(List<String> names, TargetTable target) {
    boolean isKey =
        names.isEmpty()
            || names.size() == target.type().keyColumns().length
                && names.stream().allMatch(n -> target.isKey(target.column(n)));
    if (!isKey) {
      throw EngineSession.unsupported(
          "ON CONFLICT (" + String.join(", ", names) + ")", " Name the primary key.");
    }
  }

  // UPDATE, DELETE

  private StatementPlan update(Command.Update update) {
    refuseReturning(update.returning());
    TargetTable target = TargetTable.resolve(update.table(), planner);
    int[] columns =
        update.columns().stream()
            .mapToInt(c -> target.column(c.names.get(c.names.size() - 1)))
            .toArray();
    requireDistinct(columns, target);
    refuseKeys(columns, target);
    Map<Integer, VectorType> hints = new HashMap<>();
    hint(update.values(), target, columns, hints);
    List<SqlNode> items = new ArrayList<>(List.of(rowOf(name(update.table(), update.alias()))));
    for (int c = 0; c < columns.length; c++) {
      items.add(value(update.values().get(c), target, columns[c]));
    }
    SqlSelect select = select(items, from(update.table(), update.alias()), update.where());
    return new UpdateStatement(target, columns, planner.query(select, hints, WITH_ROWS));
  }

  private static void refuseKeys(int[] columns, TargetTable target) {
    for (int column : columns) {
      if (target.isKey(column)) {
        throw EngineSession.unsupported(
            "UPDATE of key column \"" + target.type().columns().get(column).name() + "\"",
            " DELETE the row and INSERT it again.");
      }
    }
  }

  /** The expression, or the column's default for DEFAULT. */
  private SqlNode value(SqlNode node, TargetTable target, int column) {
    if (node.getKind() != SqlKind.DEFAULT) {
      return node;
    }
    return target
        .type()
        .columns()
        .get(column)
        .defaultSql()
        .map(planner::expression)
        .orElseGet(() -> SqlLiteral.createNull(POS));
  }

  private StatementPlan delete(SqlIdentifier table, Optional<SqlIdentifier> alias, SqlNode where) {
    TargetTable target = TargetTable.resolve(table, planner);
    SqlSelect select = select(List.of(rowOf(name(table, alias))), from(table, alias), where);
    return new DeleteStatement(target, planner.query(select, Map.of(), WITH_ROWS));
  }

  // MERGE

  private StatementPlan merge(Command.Merge merge) {
    TargetTable target = TargetTable.resolve(merge.table(), planner);
    String alias = name(merge.table(), merge.alias());
    return merge(target, alias, merge.source(), merge.on(), merge.clauses(), new HashMap<>());
  }

  private StatementPlan merge(
      TargetTable target,
      String alias,
      SqlNode source,
      SqlNode on,
      List<Command.MergeClause> clauses,
      Map<Integer, VectorType> hints) {
    List<SqlNode> items = new ArrayList<>();
    SqlIdentifier row = rowOf(alias);
    items.add(row);
    items.add(clauseNumber(row, clauses));
    List<MergeStatement.Clause> plans = new ArrayList<>();
    for (Command.MergeClause clause : clauses) {
      int[] columns =
          clause.columns().isEmpty() && clause.action() == Command.MergeClause.Action.INSERT
              ? target.visibleColumns()
              : clause.columns().stream().mapToInt(target::column).toArray();
      requireCount(clause.values().size(), columns.length);
      if (clause.action() == Command.MergeClause.Action.UPDATE) {
        refuseKeys(columns, target);
      }
      hint(clause.values(), target, columns, hints);
      plans.add(new MergeStatement.Clause(clause.action(), columns, items.size()));
      for (int c = 0; c < columns.length; c++) {
        items.add(value(clause.values().get(c), target, columns[c]));
      }
    }
    for (int i = 0; i < items.size(); i++) {
      items.set(i, SqlStdOperatorTable.AS.createCall(POS, items.get(i), id("$m" + i)));
    }
    SqlNode table = SqlStdOperatorTable.AS.createCall(POS, id(target.type().name()), id(alias));
    SqlNode join =
        new SqlJoin(
            POS,
            source,
            SqlLiteral.createBoolean(false, POS),
            JoinType.LEFT.symbol(POS),
            table,
            JoinConditionType.ON.symbol(POS),
            on);
    QueryPlan query = planner.query(select(items, join, null), hints, WITH_ROWS);
    return new MergeStatement(target, plans, query);
  }

  /** CASE WHEN [NOT] matched AND condition THEN 0 … END. */
  private static SqlNode clauseNumber(SqlIdentifier row, List<Command.MergeClause> clauses) {
    List<SqlNode> whens = new ArrayList<>();
    List<SqlNode> thens = new ArrayList<>();
    for (int c = 0; c < clauses.size(); c++) {
      Command.MergeClause clause = clauses.get(c);
      boolean insert = clause.action() == Command.MergeClause.Action.INSERT;
      SqlNode when =
          (insert ? SqlStdOperatorTable.IS_NULL : SqlStdOperatorTable.IS_NOT_NULL)
              .createCall(POS, row);
      if (clause.condition() != null) {
        when = SqlStdOperatorTable.AND.createCall(POS, when, clause.condition());
      }
      whens.add(when);
      thens.add(SqlLiteral.createExactNumeric(String.valueOf(c), POS));
    }
    return new SqlCase(
        POS,
        null,
        new SqlNodeList(whens, POS),
        new SqlNodeList(thens, POS),
        SqlLiteral.createNull(POS));
  }

  // Trees

  private static SqlIdentifier id(String... names) {
    return new SqlIdentifier(List.of(names), POS);
  }

  private static List<SqlNode> excluded(List<String> columns) {
    List<SqlNode> out = new ArrayList<>();
    columns.forEach(c -> out.add(id("EXCLUDED", c)));
    return out;
  }

  private static SqlIdentifier rowOf(String alias) {
    return id(alias, Exposure.ROW);
  }

  private static String name(SqlIdentifier table, Optional<SqlIdentifier> alias) {
    return alias.map(SqlIdentifier::getSimple).orElse(table.names.get(table.names.size() - 1));
  }

  private static SqlNode from(SqlIdentifier table, Optional<SqlIdentifier> alias) {
    return alias.isEmpty() ? table : SqlStdOperatorTable.AS.createCall(POS, table, alias.get());
  }

  private static SqlSelect select(List<SqlNode> items, SqlNode from, SqlNode where) {
    return new SqlSelect(
        POS,
        null,
        new SqlNodeList(items, POS),
        from,
        where,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
