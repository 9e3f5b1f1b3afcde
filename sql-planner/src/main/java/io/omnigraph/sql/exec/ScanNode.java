package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads columns of a table, with the filter and the limit that the table itself can apply.
 *
 * @param filter or null
 * @param limit most rows, -1 = all
 */
public record ScanNode(
    TableBinding table, List<TableColumn> columns, FilterSource filter, long limit)
    implements PlanNode {
  public ScanNode {
    columns = List.copyOf(columns);
  }

  @Override
  public List<VectorType> types() {
    return columns.stream().map(TableColumn::type).toList();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public BatchCursor open(Execution execution) {
    int[] ordinals = columns.stream().mapToInt(TableColumn::ordinal).toArray();
    BatchCursor cursor =
        execution
            .table(table)
            .scan(ordinals, filter == null ? null : filter.bind(execution), limit);
    boolean plain = columns.stream().allMatch(c -> c.conversion() == TableColumn.Conversion.NONE);
    return new BatchCursor() {
      @Override
      public ColumnBatch next() {
        execution.checkpoint();
        ColumnBatch batch = cursor.next();
        return batch == null || plain ? batch : converted(batch, columns);
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }

  /** The batch with every column in the form of its type. */
  static ColumnBatch converted(ColumnBatch batch, List<TableColumn> columns) {
    Column[] out = new Column[columns.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = columns.get(i).convert(Columns.compact(batch, i));
    }
    return new ColumnBatch(out, 0, batch.rowCount(), null);
  }

  @Override
  public String describe() {
    return "Scan(table="
        + table
        + ", columns="
        + columns.stream().map(TableColumn::name).collect(Collectors.joining(", ", "[", "]"))
        + (filter == null ? "" : ", filter=" + filter.text())
        + (limit < 0 ? "" : ", limit=" + limit)
        + ")";
  }
}
