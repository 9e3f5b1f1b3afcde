package io.omnigraph.sql.exec;

import io.omnigraph.engine.session.TableView;
import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.IntColumn;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the row with one primary key, through the key index.
 *
 * @param keys values of the key columns in stored memory form; null = NULL or a value the column
 *     cannot have, which no row equals
 * @param layouts of the key columns
 */
public record KeyLookupNode(
    TableBinding table,
    List<TableColumn> columns,
    List<Function<Evaluation, Object>> keys,
    List<Layout> layouts,
    String text)
    implements PlanNode {
  public KeyLookupNode {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
    layouts = List.copyOf(layouts);
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
    ColumnBatch found = read(execution);
    return new BatchCursor() {
      private boolean done = found == null;

      @Override
      public ColumnBatch next() {
        if (done) {
          return null;
        }
        done = true;
        return found;
      }

      @Override
      public void close() {}
    };
  }

  /** The row as a batch of one, or null. */
  public ColumnBatch read(Execution execution) {
    TableView view = execution.table(table);
    int row = find(view, execution);
    return row < 0 ? null : gather(view, columns, new int[] {row}, 1);
  }

  private int find(TableView view, Execution execution) {
    if (keys.size() == 1) {
      Object key = keys.get(0).apply(execution);
      return key == null ? -1 : find(view, key);
    }
    Column[] columns = new Column[keys.size()];
    for (int i = 0; i < columns.length; i++) {
      Object key = keys.get(i).apply(execution);
      if (key == null) {
        return -1;
      }
      columns[i] = Singles.column(key, layouts.get(i));
    }
    return view.find(ColumnBatch.of(columns))[0];
  }

  private int find(TableView view, Object key) {
    if (key instanceof Long l) {
      return view.find((long) l);
    }
    if (key instanceof Integer i) {
      return view.find((long) i);
    }
    if (key instanceof byte[] bytes) {
      return view.find(bytes);
    }
    return view.find(ColumnBatch.of(Singles.column(key, layouts.get(0))))[0];
  }

  /** Rows by number, in the form of the columns' types. */
  static ColumnBatch gather(TableView view, List<TableColumn> columns, int[] rows, int count) {
    int stored = 0;
    for (TableColumn column : columns) {
      stored += column.ordinal() == TableView.ROW_NUMBER ? 0 : 1;
    }
    int[] ordinals = new int[stored];
    int at = 0;
    for (TableColumn column : columns) {
      if (column.ordinal() != TableView.ROW_NUMBER) {
        ordinals[at++] = column.ordinal();
      }
    }
    ColumnBatch batch = stored == 0 ? null : view.gather(rows, count, ordinals);
    Column[] out = new Column[columns.size()];
    at = 0;
    for (int i = 0; i < out.length; i++) {
      TableColumn column = columns.get(i);
      out[i] =
          column.ordinal() == TableView.ROW_NUMBER
              ? new IntColumn(java.util.Arrays.copyOf(rows, count), null)
              : column.convert(io.omnigraph.storage.column.Columns.compact(batch, at++));
    }
    return new ColumnBatch(out, 0, count, null);
  }

  @Override
  public String describe() {
    return "KeyLookup(table="
        + table
        + ", columns="
        + columns.stream().map(TableColumn::name).collect(Collectors.joining(", ", "[", "]"))
        + ", key="
        + text
        + ")";
  }
}
