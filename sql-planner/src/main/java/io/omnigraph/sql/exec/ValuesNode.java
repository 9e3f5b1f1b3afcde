package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import java.util.List;

/**
 * Rows written in the statement; also the one row of a SELECT without FROM, which has no columns.
 */
public record ValuesNode(ColumnBatch rows, List<VectorType> types) implements PlanNode {
  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public BatchCursor open(Execution execution) {
    return RowBuffer.stream(rows, execution);
  }

  @Override
  public String describe() {
    return "Values(rows=" + rows.rowCount() + ")";
  }
}
