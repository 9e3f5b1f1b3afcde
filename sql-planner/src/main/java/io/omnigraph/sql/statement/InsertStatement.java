package io.omnigraph.sql.statement;

import io.omnigraph.engine.schema.Ulid;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.plan.QueryPlan;
import io.omnigraph.sql.session.BatchFailure;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * INSERT without ON CONFLICT. Rows of VALUES become one batch without a plan; a batch of executions
 * too.
 */
final class InsertStatement extends ModifyStatement {
  /** One value of a VALUES row. */
  sealed interface Cell {
    /**
     * @param stored in the column's boxed memory form
     */
    record Constant(Object stored) implements Cell {}

    /** A parameter marker. */
    record Parameter(int index) implements Cell {}

    /** DEFAULT. */
    record Default() implements Cell {}
  }

  private static final int CHUNK_ROWS = 1 << 16;
  private static final long CHUNK_BYTES = 8L << 20;

  private final TargetTable target;
  private final int[] columns;
  private final List<List<Cell>> rows;
  private final QueryPlan source;
  private final List<VectorType> parameters;
  private final Optional<Returning> returning;

  /**
   * @param columns ordinals that the source's columns go to
   * @param rows of VALUES, when source is null
   */
  InsertStatement(
      TargetTable target,
      int[] columns,
      List<List<Cell>> rows,
      QueryPlan source,
      List<VectorType> parameters,
      Optional<Returning> returning) {
    this.target = target;
    this.columns = columns;
    this.rows = rows;
    this.source = source;
    this.parameters = parameters;
    this.returning = returning;
  }

  @Override
  public List<VectorType> parameters() {
    return parameters;
  }

  @Override
  public List<SqlColumn> columns() {
    return returning.map(Returning::columns).orElse(List.of());
  }

  @Override
  public boolean isOperand(int parameter) {
    return source != null && !source.assigned().contains(parameter);
  }

  @Override
  public Set<Integer> guessed() {
    return source == null ? Set.of() : source.guessed();
  }

  @Override
  String explain() {
    String head = "Insert(table=" + target.type().name() + ")\n";
    return head
        + (source == null
            ? "  Values(rows=" + rows.size() + ")"
            : PlanNode.explain(source.root()).indent(2));
  }

  @Override
  Effect apply(
      EngineSession session, StatementScope scope, Object[] values, ExecutionOptions options) {
    Execution execution =
        session.execution(
            scope, source == null ? values : Parameters.boxed(values, parameters), options);
    if (source != null && returning.isEmpty()) {
      return inChunks(scope, execution, options);
    }
    ColumnBatch batch =
        source == null ? fromRows(List.<Object[]>of(values), execution) : fromQuery(execution);
    ColumnBatch stored = scope.insert(target.type().name(), batch);
    Optional<SqlResult> returned = returning.map(r -> r.rows(target, stored));
    return new Effect(
        batch.rowCount(), options.generatedKeys() ? keys(stored) : Optional.empty(), returned);
  }

  @Override
  public long[] executeBatch(
      EngineSession session, List<Object[]> entries, ExecutionOptions options) {
    if (source != null) {
      return super.executeBatch(session, entries, options);
    }
    try {
      return session.writing(
          scope -> {
            Execution execution = session.execution(scope, new Object[0], options);
            scope.insert(target.type().name(), fromRows(entries, execution));
            long[] counts = new long[entries.size()];
            java.util.Arrays.fill(counts, rows.size());
            return counts;
          });
    } catch (OmnigraphException e) {
      throw new BatchFailure(culprit(session, entries, options, e), e);
    }
  }

  /** Which entry is at fault: found by trying them one by one in a scope that is thrown away. */
  private int culprit(
      EngineSession session,
      List<Object[]> entries,
      ExecutionOptions options,
      OmnigraphException e) {
    try {
      session.writing(
          scope -> {
            for (int i = 0; i < entries.size(); i++) {
              try {
                apply(session, scope, entries.get(i), options);
              } catch (OmnigraphException again) {
                throw new BatchFailure(i, again);
              }
            }
            throw e; // nothing may be published by this trial
          });
    } catch (BatchFailure found) {
      return found.index();
    } catch (OmnigraphException notFound) {
      return entries.size() - 1;
    }
    return entries.size() - 1;
  }

  private ColumnBatch fromRows(List<Object[]> entries, Execution execution) {
    int count = Math.multiplyExact(rows.size(), entries.size());
    Column[] out = new Column[target.type().columns().size()];
    ColumnBuilder[] builders = new ColumnBuilder[columns.length];
    Object[] defaults = new Object[columns.length];
    for (int c = 0; c < columns.length; c++) {
      builders[c] = ColumnBuilder.of(target.layout(columns[c]), count);
      defaults[c] = target.defaultValue(columns[c], execution);
    }
    for (int entry = 0; entry < entries.size(); entry++) {
      try {
        append(entries.get(entry), builders, defaults);
      } catch (OmnigraphException e) {
        throw entries.size() == 1 ? e : new BatchFailure(entry, e);
      }
    }
    for (int c = 0; c < columns.length; c++) {
      out[columns[c]] = builders[c].build();
    }
    return filled(out, count, execution);
  }

  private void append(Object[] values, ColumnBuilder[] builders, Object[] defaults) {
    for (List<Cell> row : rows) {
      for (int c = 0; c < columns.length; c++) {
        Cell cell = row.get(c);
        if (cell instanceof Cell.Constant constant) {
          builders[c].appendBoxed(constant.stored());
        } else if (cell instanceof Cell.Parameter parameter) {
          builders[c].appendBoxed(target.stored(values[parameter.index()], columns[c]));
        } else {
          builders[c].appendBoxed(defaults[c]);
        }
      }
    }
  }

  /** Rows go over as they come: a query may give more than fits into memory. */
  private Effect inChunks(StatementScope scope, Execution execution, ExecutionOptions options) {
    long rows = 0;
    RowParts parts = new RowParts(source.root().types());
    List<SqlResult.GeneratedKeys> keys = new ArrayList<>();
    try (BatchCursor cursor = source.root().open(execution)) {
      ColumnBatch batch;
      do {
        execution.checkpoint();
        batch = cursor.next();
        if (batch != null) {
          parts.add(batch);
        }
        if (batch == null || parts.rows() >= CHUNK_ROWS || parts.sizeBytes() >= CHUNK_BYTES) {
          rows += parts.rows();
          ColumnBatch stored =
              scope.insert(target.type().name(), converted(parts.take(), execution));
          if (options.generatedKeys()) {
            keys(stored).ifPresent(keys::add);
          }
        }
      } while (batch != null);
    }
    return new Effect(rows, joined(keys), Optional.empty());
  }

  private static Optional<SqlResult.GeneratedKeys> joined(List<SqlResult.GeneratedKeys> parts) {
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SqlResult.GeneratedKeys(
                parts.get(0).columns(),
                parts.stream().flatMap(part -> part.rows().stream()).toList()));
  }

  private ColumnBatch fromQuery(Execution execution) {
    return converted(TargetTable.drain(source, execution), execution);
  }

  private ColumnBatch converted(ColumnBatch result, Execution execution) {
    Column[] out = new Column[target.type().columns().size()];
    for (int c = 0; c < columns.length; c++) {
      out[columns[c]] = target.stored(result.column(c), source.root().types().get(c), columns[c]);
    }
    return filled(out, result.rowCount(), execution);
  }

  private ColumnBatch filled(Column[] out, int count, Execution execution) {
    for (int i = 0; i < out.length; i++) {
      if (out[i] == null) {
        out[i] = target.defaults(i, count, execution);
      }
    }
    return new ColumnBatch(out, 0, count, null);
  }

  private Optional<SqlResult.GeneratedKeys> keys(ColumnBatch stored) {
    if (!target.type().generatedKey()) {
      return Optional.empty();
    }
    int key = target.type().keyColumns()[0];
    BytesColumn ids = (BytesColumn) stored.column(key);
    List<Object[]> out = new ArrayList<>();
    for (int i = 0; i < stored.rowCount(); i++) {
      out.add(new Object[] {Ulid.text(ids.copyOf(stored.position(i)), 0)});
    }
    return Optional.of(
        new SqlResult.GeneratedKeys(
            List.of(TextRows.column(target.type().columns().get(key).name())), out));
  }
}
