package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Kernel;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import java.util.List;

/** Computes new columns. A kernel that is null passes the input column of {@code refs} on as is. */
public record ProjectNode(
    PlanNode input, int[] refs, List<Kernel> kernels, List<VectorType> types, String text)
    implements PlanNode {
  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public BatchCursor open(Execution execution) {
    BatchCursor cursor = input.open(execution);
    boolean onlyRefs = kernels.stream().allMatch(k -> k == null);
    return new BatchCursor() {
      @Override
      public ColumnBatch next() {
        ColumnBatch batch = cursor.next();
        if (batch == null) {
          return null;
        }
        execution.checkpoint();
        return onlyRefs ? pick(batch) : compute(batch, execution);
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }

  private ColumnBatch pick(ColumnBatch batch) {
    Column[] columns = new Column[refs.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = batch.column(refs[i]);
    }
    return new ColumnBatch(columns, batch.from(), batch.rowCount(), batch.selection());
  }

  private ColumnBatch compute(ColumnBatch batch, Execution execution) {
    Column[] columns = new Column[refs.length];
    for (int i = 0; i < columns.length; i++) {
      Kernel kernel = kernels.get(i);
      columns[i] =
          kernel == null
              ? io.omnigraph.storage.column.Columns.compact(batch, refs[i])
              : kernel.eval(batch, execution);
    }
    return new ColumnBatch(columns, 0, batch.rowCount(), null);
  }

  @Override
  public String describe() {
    return "Project(" + text + ")";
  }
}
