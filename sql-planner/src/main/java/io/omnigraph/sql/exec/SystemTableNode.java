package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Values;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import java.util.List;
import java.util.function.Function;

/** Rows that describe the system. */
public record SystemTableNode(
    String name, List<VectorType> types, Function<Execution, List<Object[]>> rows)
    implements PlanNode {
  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public BatchCursor open(Execution execution) {
    List<Object[]> values = rows.apply(execution);
    Column[] columns = new Column[types.size()];
    for (int c = 0; c < columns.length; c++) {
      ColumnBuilder builder = ColumnBuilder.of(types.get(c).layout(), values.size());
      for (Object[] row : values) {
        Values.append(builder, row[c], types.get(c));
      }
      columns[c] = builder.build();
    }
    return RowBuffer.stream(new ColumnBatch(columns, 0, values.size(), null), execution);
  }

  @Override
  public String describe() {
    return "SystemTable(" + name + ")";
  }
}
