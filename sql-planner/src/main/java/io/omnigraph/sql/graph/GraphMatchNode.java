package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.sql.catalog.GraphTable;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.exec.TableColumn;
import io.omnigraph.sql.kernel.Kernel;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Finds the matches of a pattern, or counts them.
 *
 * @param columns for each column of the match that is a property, how a scan would read it; else
 *     null
 * @param kernels conditions on edges that are more than comparisons
 */
record GraphMatchNode(
    GraphMatch.Spec spec,
    MatchPlan plan,
    List<VectorType> types,
    List<TableColumn> columns,
    Map<GraphMatch.PathFilter, Kernel> kernels)
    implements PlanNode {

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public BatchCursor open(Execution execution) {
    MatchInput input =
        new MatchInput(
            spec,
            plan.conditions(),
            execution.view(spec.pattern().branch()),
            execution::parameter,
            execution::checkpoint,
            (filter, table) -> test(kernels.get(filter), table, execution));
    MatchRun run = new MatchRun(input, plan);
    return spec.counted() ? Execution.cursor(count(run)) : new Matches(input, run);
  }

  private static Iterable<ColumnBatch> count(MatchRun run) {
    try {
      return List.of(ColumnBatch.of(new LongColumn(new long[] {run.count()}, null)));
    } catch (ArithmeticException e) {
      throw new OmnigraphException(
              ErrorCode.VALUE_OUT_OF_RANGE, "COUNT is out of the range of BIGINT.")
          .causedBy(e);
    }
  }

  /** Rows of the table for which the condition is true. */
  private static IntPredicate test(Kernel condition, TableView table, Execution execution) {
    TableType type = table.type();
    Column[] all = new Column[type.columns().size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = GraphTable.column(i, type.columns().get(i)).convert(table.column(i));
    }
    BitSet rows = new BitSet(table.rowNumberLimit());
    for (int from = 0; from < table.rowNumberLimit(); from += ColumnBatch.MAX_ROWS) {
      execution.checkpoint();
      int count = Math.min(ColumnBatch.MAX_ROWS, table.rowNumberLimit() - from);
      IntColumn keep =
          (IntColumn) condition.eval(new ColumnBatch(all, from, count, null), execution);
      for (int i = 0; i < count; i++) {
        rows.set(from + i, keep.values()[i] != 0 && !keep.isNull(i));
      }
    }
    return rows::get;
  }

  /** Batches of matches. */
  private final class Matches implements BatchCursor {
    private final MatchInput input;
    private final MatchRun run;
    private MatchOutput output;
    private boolean done;

    Matches(MatchInput input, MatchRun run) {
      this.input = input;
      this.run = run;
    }

    @Override
    public ColumnBatch next() {
      if (done) {
        return null;
      }
      input.cancellation().check();
      if (output == null) {
        output = new MatchOutput(input, run.bindings(), ColumnBatch.MAX_ROWS);
      }
      while (!output.isFull()) {
        if (!run.next()) {
          done = true;
          break;
        }
        output.add();
      }
      return output.isEmpty() ? null : converted(output.take());
    }

    private ColumnBatch converted(ColumnBatch batch) {
      Column[] out = new Column[columns.size()];
      for (int i = 0; i < out.length; i++) {
        TableColumn source = columns.get(i);
        boolean asIs = source == null || !spec.needed().get(i);
        out[i] = asIs ? batch.column(i) : source.convert(batch.column(i));
      }
      return new ColumnBatch(out, 0, batch.rowCount(), null);
    }

    @Override
    public void close() {
      done = true;
    }
  }

  @Override
  public String describe() {
    return "Expand(match="
        + spec.pattern()
        + ", steps="
        + plan
        + (spec.filters().isEmpty() ? "" : ", filters=" + spec.filters())
        + (spec.pathFilters().isEmpty() ? "" : ", edges=" + spec.pathFilters())
        + (spec.counted() ? ", gives=count" : ", gives=" + labels())
        + ")";
  }

  private List<String> labels() {
    return spec.needed().toList().stream().map(i -> spec.columns().get(i).label()).toList();
  }
}
