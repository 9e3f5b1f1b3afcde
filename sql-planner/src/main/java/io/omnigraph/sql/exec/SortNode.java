package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * ORDER BY, stable: equal rows keep their order.
 *
 * @param most rows that are wanted at all (OFFSET + FETCH): then the buffer is cut now and then,
 *     and rows that come after the worst of the rest are not taken in; or null
 */
public record SortNode(PlanNode input, List<SortKey> keys, Function<Evaluation, Long> most)
    implements PlanNode {
  private static final int CUT_FACTOR = 4;

  @Override
  public List<VectorType> types() {
    return input.types();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public BatchCursor open(Execution execution) {
    long limit = most == null ? Long.MAX_VALUE : most.apply(execution);
    RowBuffer buffer = new RowBuffer(types());
    try (BatchCursor cursor = input.open(execution)) {
      long cutAt = limit > 1 << 20 ? Long.MAX_VALUE : Math.max(8_192, limit * CUT_FACTOR);
      SortBound bound = null;
      for (ColumnBatch batch; (batch = cursor.next()) != null; ) {
        execution.checkpoint();
        buffer.add(bound == null ? batch : bound.within(batch));
        if (buffer.rows() > cutAt) {
          ColumnBatch best = sorted(buffer.batch(), limit, execution);
          buffer = new RowBuffer(types());
          buffer.add(best);
          bound = SortBound.after(best, keys.get(0), types());
        }
      }
    }
    return RowBuffer.stream(sorted(buffer.batch(), limit, execution), execution);
  }

  private ColumnBatch sorted(ColumnBatch all, long limit, Execution execution) {
    int[] order = new RowSorter(all, keys, types(), execution).sort(all.rowCount());
    int count = (int) Math.min(limit, order.length);
    Column[] out = new Column[all.columns().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Columns.gather(all.column(i), order, count);
    }
    return new ColumnBatch(out, 0, count, null);
  }

  @Override
  public String describe() {
    return (most == null ? "Sort" : "TopN")
        + "(keys="
        + keys.stream().map(SortKey::toString).collect(Collectors.joining(", ", "[", "]"))
        + ")";
  }
}
