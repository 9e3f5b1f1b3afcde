package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import java.util.List;

/** UNION ALL: one input after the other. */
public record UnionNode(List<PlanNode> inputs, List<VectorType> types) implements PlanNode {
  @Override
  public BatchCursor open(Execution execution) {
    return new BatchCursor() {
      private int at;
      private BatchCursor current;

      @Override
      public ColumnBatch next() {
        while (true) {
          if (current == null) {
            if (at == inputs.size()) {
              return null;
            }
            current = inputs.get(at++).open(execution);
          }
          ColumnBatch batch = current.next();
          if (batch != null) {
            return batch;
          }
          close();
        }
      }

      @Override
      public void close() {
        if (current != null) {
          current.close();
          current = null;
        }
      }
    };
  }

  @Override
  public String describe() {
    return "UnionAll";
  }
}
