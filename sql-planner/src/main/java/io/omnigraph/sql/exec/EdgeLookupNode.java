package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnType.Layout;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the edges that begin or end at one node, through the topology.
 *
 * @param end value of the end's column in stored memory form; null = NULL or a value that the
 *     column cannot have
 */
public record EdgeLookupNode(
    JoinedRows rows, Function<Evaluation, Object> end, Layout layout, String text)
    implements PlanNode {
  @Override
  public List<VectorType> types() {
    return rows.scan().types();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public BatchCursor open(Execution execution) {
    Object value = end.apply(execution);
    return value == null
        ? Execution.cursor(List.of())
        : RowBuffer.stream(rows.of(Singles.column(value, layout), execution), execution);
  }

  @Override
  public String describe() {
    return "EdgeLookup(" + rows.scan().describe() + ", " + rows.via() + "=" + text + ")";
  }
}
