package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.RowFilter;

/** Rows of a table whose columns are all I64; the first key column is found by search. */
record MemoryTable(TableType type, LongColumn[] columns, int rowNumberLimit, long[] live)
    implements TableView {

  @Override
  public long rowCount() {
    long rows = 0;
    for (int row = 0; row < rowNumberLimit; row++) {
      rows += isLive(row) ? 1 : 0;
    }
    return rows;
  }

  private boolean isLive(int row) {
    return live == null || (live[row >> 6] & (1L << row)) != 0;
  }

  @Override
  public int find(long key) {
    int keyColumn = type.keyColumns()[0];
    for (int row = 0; row < rowNumberLimit; row++) {
      if (isLive(row) && columns[keyColumn].values()[row] == key) {
        return row;
      }
    }
    return -1;
  }

  @Override
  public Column column(int ordinal) {
    return columns[ordinal];
  }

  @Override
  public ColumnBatch gather(int[] rows, int count, int[] ordinals) {
    Column[] gathered = new Column[ordinals.length];
    for (int i = 0; i < gathered.length; i++) {
      gathered[i] = Columns.gather(columns[ordinals[i]], rows, count);
    }
    return new ColumnBatch(gathered, 0, count, null);
  }

  @Override
  public BatchCursor scan(int[] ordinals, RowFilter filter, long limit) {
    throw new UnsupportedOperationException("a match does not scan");
  }

  @Override
  public int[] find(ColumnBatch keys) {
    throw new UnsupportedOperationException("keys have one column here");
  }

  @Override
  public int find(byte[] key) {
    throw new UnsupportedOperationException("keys are numbers here");
  }
}
