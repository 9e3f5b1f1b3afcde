package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Kernel;
import io.omnigraph.sql.kernel.Logic;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.IntColumn;
import java.util.List;

/** Keeps rows for which the condition is true. Copies nothing: batches get a selection. */
public record FilterNode(PlanNode input, Kernel condition, String text) implements PlanNode {
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
    BatchCursor cursor = input.open(execution);
    return new BatchCursor() {
      @Override
      public ColumnBatch next() {
        for (ColumnBatch batch; (batch = cursor.next()) != null; ) {
          execution.checkpoint();
          ColumnBatch kept = batch.rowCount() == 0 ? batch : kept(batch, execution);
          if (kept.rowCount() > 0) {
            return kept;
          }
        }
        return null;
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }

  private ColumnBatch kept(ColumnBatch batch, Execution execution) {
    IntColumn keep = (IntColumn) condition.eval(batch, execution);
    int[] rows = new int[batch.rowCount()];
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      rows[count] = i;
      count += keep.values()[i] != 0 && !keep.isNull(i) ? 1 : 0;
    }
    return Logic.subset(batch, rows, count);
  }

  @Override
  public String describe() {
    return "Filter(condition=" + text + ")";
  }
}
