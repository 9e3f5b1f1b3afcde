package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import java.util.List;

/** The rows that the last round of a {@link RecursionNode} gave. */
public record WorkingTableNode(String name, List<VectorType> types) implements PlanNode {
  /** Where the rows lie in {@link Execution#shared()}. */
  static Object key(String name) {
    return List.of(WorkingTableNode.class, name);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public BatchCursor open(Execution execution) {
    return RowBuffer.stream((ColumnBatch) execution.shared().get(key(name)), execution);
  }

  @Override
  public String describe() {
    return "WorkingTable(" + name + ")";
  }
}
