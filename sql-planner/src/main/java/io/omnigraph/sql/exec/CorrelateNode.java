package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import java.util.List;

/** Runs the right side again for each left row: what could not be turned into a join. */
public record CorrelateNode(
    PlanNode left, PlanNode right, int correlation, JoinNode.Kind kind, List<VectorType> types)
    implements PlanNode {
  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }

  @Override
  public BatchCursor open(Execution execution) {
    BatchCursor outer = left.open(execution);
    VectorType[] outerTypes = left.types().toArray(VectorType[]::new);
    return new BatchCursor() {
      private ColumnBatch batch;
      private int row;

      @Override
      public ColumnBatch next() {
        while (true) {
          execution.checkpoint();
          if (batch == null || row == batch.rowCount()) {
            batch = outer.next();
            row = 0;
            if (batch == null) {
              return null;
            }
            batch = Columns.compact(batch);
            continue;
          }
          execution.bindOuter(correlation, batch, row, outerTypes);
          ColumnBatch inner = RowBuffer.drain(right, execution);
          ColumnBatch out = combine(batch, row++, inner);
          if (out.rowCount() > 0) {
            return out;
          }
        }
      }

      @Override
      public void close() {
        outer.close();
      }
    };
  }

  private ColumnBatch combine(ColumnBatch batch, int row, ColumnBatch inner) {
    if (kind == JoinNode.Kind.SEMI || kind == JoinNode.Kind.ANTI) {
      boolean keep = inner.rowCount() > 0 == (kind == JoinNode.Kind.SEMI);
      return LimitNode.slice(batch, row, keep ? 1 : 0);
    }
    boolean pad = inner.rowCount() == 0 && kind == JoinNode.Kind.LEFT;
    int count = pad ? 1 : inner.rowCount();
    int[] same = new int[count];
    java.util.Arrays.fill(same, row);
    int leftWidth = batch.columns().length;
    Column[] out = new Column[types.size()];
    for (int i = 0; i < out.length; i++) {
      if (i < leftWidth) {
        out[i] = Columns.gather(batch.column(i), same, count);
      } else {
        out[i] = pad ? Columns.nulls(types.get(i).layout(), 1) : inner.column(i - leftWidth);
      }
    }
    return new ColumnBatch(out, 0, count, null);
  }

  @Override
  public String describe() {
    return "Correlate(type="
        + kind.name().toLowerCase(java.util.Locale.ROOT)
        + ", outer=$cor"
        + correlation
        + ")";
  }
}
