package io.omnigraph.sql.statement;

import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.parser.Command.MergeClause.Action;
import io.omnigraph.sql.plan.QueryPlan;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * MERGE and INSERT … ON CONFLICT: a query over the join gives the target's row number (NULL = no
 * match), the number of the clause that applies (NULL = none) and the values of all clauses.
 */
final class MergeStatement extends ModifyStatement {
  private final TargetTable target;
  private final List<Clause> clauses;
  private final QueryPlan query;

  /**
   * @param columns ordinals that get values
   * @param first the query's column of the first value
   */
  record Clause(Action action, int[] columns, int first) {}

  MergeStatement(TargetTable target, List<Clause> clauses, QueryPlan query) {
    this.target = target;
    this.clauses = List.copyOf(clauses);
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
    return "Merge(table=" + target.type().name() + ")\n" + PlanNode.explain(query.root()).indent(2);
  }

  @Override
  Effect apply(
      EngineSession session, StatementScope scope, Object[] values, ExecutionOptions options) {
    Execution execution =
        session.execution(scope, Parameters.boxed(values, query.parameters()), options);
    ColumnBatch found = TargetTable.drain(query, execution);
    int[][] rowsOf = new int[clauses.size()][];
    for (int c = 0; c < rowsOf.length; c++) {
      rowsOf[c] = rows(found, c);
    }
    requireOnce(found, rowsOf);
    ColumnBatch[] batches = new ColumnBatch[clauses.size()];
    for (int c = 0; c < batches.length; c++) {
      batches[c] = batch(clauses.get(c), found, rowsOf[c], scope, execution);
    }
    return Effect.of(write(found, rowsOf, batches, scope));
  }

  /** Rows of the result to which a clause applies. */
  private static int[] rows(ColumnBatch found, int clause) {
    IntColumn numbers = (IntColumn) found.column(1);
    int[] rows = new int[found.rowCount()];
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      rows[count] = i;
      count += !numbers.isNull(i) && numbers.values()[i] == clause ? 1 : 0;
    }
    return Arrays.copyOf(rows, count);
  }

  private void requireOnce(ColumnBatch found, int[][] rowsOf) {
    Set<Integer> seen = new HashSet<>();
    for (int c = 0; c < rowsOf.length; c++) {
      if (clauses.get(c).action() == Action.INSERT) {
        continue;
      }
      for (int row : targetRows(found, rowsOf[c])) {
        if (!seen.add(row)) {
          throw new OmnigraphException(
              ErrorCode.CARDINALITY,
              "MERGE: more than one source row matches one row of %s. Make the source unique."
                  .formatted(target.type().name()));
        }
      }
    }
  }

  private static int[] targetRows(ColumnBatch found, int[] rows) {
    int[] numbers = ((IntColumn) found.column(0)).values();
    return Arrays.stream(rows).map(r -> numbers[r]).toArray();
  }

  /** The rows that a clause writes, all columns; null for DELETE. */
  private ColumnBatch batch(
      Clause clause, ColumnBatch found, int[] rows, StatementScope scope, Execution execution) {
    if (clause.action() == Action.DELETE || rows.length == 0) {
      return null;
    }
    Column[] out =
        clause.action() == Action.UPDATE
            ? target.gather(scope, targetRows(found, rows))
            : new Column[target.type().columns().size()];
    for (int c = 0; c < clause.columns().length; c++) {
      int from = clause.first() + c;
      Column picked = Columns.gather(found.column(from), rows, rows.length);
      out[clause.columns()[c]] =
          target.stored(picked, query.root().types().get(from), clause.columns()[c]);
    }
    for (int i = 0; i < out.length; i++) {
      if (out[i] == null) {
        out[i] = target.defaults(i, rows.length, execution);
      }
    }
    return new ColumnBatch(out, 0, rows.length, null);
  }

  /** Deletes first: their row numbers are those of the view before anything was written. */
  private long write(
      ColumnBatch found, int[][] rowsOf, ColumnBatch[] batches, StatementScope scope) {
    String table = target.type().name();
    long count = 0;
    int[] deleted = new int[0];
    for (int c = 0; c < clauses.size(); c++) {
      if (clauses.get(c).action() == Action.DELETE) {
        int[] rows = targetRows(found, rowsOf[c]);
        int[] all = Arrays.copyOf(deleted, deleted.length + rows.length);
        System.arraycopy(rows, 0, all, deleted.length, rows.length);
        deleted = all;
      }
    }
    count += deleted.length == 0 ? 0 : scope.delete(table, deleted);
    for (int c = 0; c < clauses.size(); c++) {
      if (batches[c] != null) {
        boolean update = clauses.get(c).action() == Action.UPDATE;
        if (update) {
          scope.update(table, batches[c]);
        } else {
          scope.insert(table, batches[c]);
        }
        count += batches[c].rowCount();
      }
    }
    return count;
  }
}
