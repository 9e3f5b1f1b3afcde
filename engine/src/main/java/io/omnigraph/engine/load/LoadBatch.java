package io.omnigraph.engine.load;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import java.util.Arrays;

/** The rows of one table that are being collected. */
final class LoadBatch {
  /** Rows of a full batch. */
  static final int ROWS = 8_192;

  final TableType type;
  final ColumnSink[] sinks;
  private long[] lines;
  private int rows;

  LoadBatch(TableType type) {
    this.type = type;
    sinks = type.columns().stream().map(ColumnSink::of).toArray(ColumnSink[]::new);
    begin(64);
  }

  int rows() {
    return rows;
  }

  void begin(int expectedRows) {
    for (ColumnSink sink : sinks) {
      sink.begin(expectedRows);
    }
    lines = new long[expectedRows];
    rows = 0;
  }

  /** A row is complete: each sink has its value. */
  void endRow(long line) {
    if (rows == lines.length) {
      lines = Arrays.copyOf(lines, 2 * rows);
    }
    lines[rows++] = line;
  }

  /** Gives the rows away and starts the next batch. */
  RowBatch take() {
    Column[] columns = new Column[sinks.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = sinks[i].build();
    }
    RowBatch batch =
        new RowBatch(type, new ColumnBatch(columns, 0, rows, null), Arrays.copyOf(lines, rows));
    begin(Math.max(64, rows));
    return batch;
  }
}
