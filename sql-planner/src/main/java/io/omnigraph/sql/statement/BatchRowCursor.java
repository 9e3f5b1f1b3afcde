package io.omnigraph.sql.statement;

import io.omnigraph.sql.session.RowCursor;
import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Rows of a running plan. Ends its statement when it is exhausted or closed. */
final class BatchRowCursor implements RowCursor {
  private final List<VectorType> types;
  private final Queue<ColumnBatch> fetched = new ArrayDeque<>();
  private BatchCursor source;
  private Statement statement;
  private ColumnBatch batch;
  private int row;
  private int position;
  private long left;

  /** What the cursor holds open. */
  interface Statement {
    /** Called once: after the last row, or when the cursor is closed before. */
    void end(boolean success);
  }

  /**
   * @param maxRows 0 = all
   */
  BatchRowCursor(List<VectorType> types, BatchCursor source, Statement statement, long maxRows) {
    this.types = types;
    this.source = source;
    this.statement = statement;
    this.left = maxRows == 0 ? Long.MAX_VALUE : maxRows;
  }

  /** Fetches the first batch, so that errors come from execute. */
  void start() {
    fetch();
  }

  /** Reads the rest into memory and ends the statement, so that another one may begin. */
  void detach() {
    while (source != null) {
      ColumnBatch last = fetched.isEmpty() ? batch : null;
      if (last != null && row <= last.rowCount()) {
        batch = Columns.compact(last); // a batch is only valid until the next one
        position = row - 1;
      }
      fetch();
    }
  }

  private void fetch() {
    if (source == null) {
      return;
    }
    boolean ok = false;
    try {
      ColumnBatch next = source.next();
      if (next == null) {
        end(true);
      } else {
        // Fetched ahead of use, so it must survive the next call.
        fetched.add(next);
      }
      ok = true;
    } finally {
      if (!ok) {
        end(false);
      }
    }
  }

  private void end(boolean success) {
    if (source == null) {
      return;
    }
    BatchCursor ended = source;
    Statement finished = statement;
    source = null;
    statement = null;
    try {
      ended.close();
    } finally {
      finished.end(success);
    }
  }

  @Override
  public boolean next() {
    if (left == 0) {
      close();
      return false;
    }
    while (batch == null || row >= batch.rowCount()) {
      if (fetched.isEmpty()) {
        fetch();
      }
      batch = fetched.poll();
      row = 0;
      if (batch == null) {
        return false;
      }
    }
    position = batch.position(row++);
    left--;
    return true;
  }

  @Override
  public boolean isNull(int column) {
    return batch.column(column).isNull(position);
  }

  @Override
  public long getLong(int column) {
    Column c = batch.column(column);
    return c instanceof IntColumn ints
        ? ints.values()[position]
        : ((LongColumn) c).values()[position];
  }

  @Override
  public double getDouble(int column) {
    return ((DoubleColumn) batch.column(column)).values()[position];
  }

  @Override
  public Object getObject(int column) {
    return ValueReader.object(batch.column(column), position, types.get(column));
  }

  @Override
  public void close() {
    end(true);
    fetched.clear();
    batch = null;
  }
}
