package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import java.util.ArrayList;
import java.util.List;

/** Collects batches into columns that hold all rows. */
final class RowBuffer {
  private final List<VectorType> types;
  private final List<List<Column>> parts = new ArrayList<>();
  private int rows;

  RowBuffer(List<VectorType> types) {
    this.types = types;
    for (int i = 0; i < types.size(); i++) {
      parts.add(new ArrayList<>());
    }
  }

  void add(ColumnBatch batch) {
    rows = Math.addExact(rows, batch.rowCount());
    for (int i = 0; i < types.size(); i++) {
      parts.get(i).add(Columns.compact(batch, i));
    }
  }

  int rows() {
    return rows;
  }

  Column[] columns() {
    Column[] out = new Column[types.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          parts.get(i).isEmpty()
              ? Columns.nulls(types.get(i).layout(), 0)
              : Columns.concat(parts.get(i));
    }
    return out;
  }

  ColumnBatch batch() {
    return new ColumnBatch(columns(), 0, rows, null);
  }

  /** All rows of an input, which is closed. */
  static ColumnBatch drain(PlanNode node, Execution execution) {
    RowBuffer buffer = new RowBuffer(node.types());
    try (BatchCursor cursor = node.open(execution)) {
      for (ColumnBatch batch; (batch = cursor.next()) != null; ) {
        execution.checkpoint();
        buffer.add(batch);
      }
    }
    return buffer.batch();
  }

  /** Cuts big columns into batches of usual size. */
  static BatchCursor stream(ColumnBatch all, Execution execution) {
    return new BatchCursor() {
      private int at;

      @Override
      public ColumnBatch next() {
        if (at >= all.rowCount()) {
          return null;
        }
        execution.checkpoint();
        int count = Math.min(ColumnBatch.MAX_ROWS, all.rowCount() - at);
        ColumnBatch batch = LimitNode.slice(all, at, count);
        at += count;
        return batch;
      }

      @Override
      public void close() {}
    };
  }

  /** {@link #stream} of what was read of an input, then the rest of it. */
  static BatchCursor stream(ColumnBatch read, BatchCursor rest, Execution execution) {
    BatchCursor first = stream(read, execution);
    return new BatchCursor() {
      @Override
      public ColumnBatch next() {
        ColumnBatch batch = first.next();
        return batch == null ? rest.next() : batch;
      }

      @Override
      public void close() {
        rest.close();
      }
    };
  }
}
