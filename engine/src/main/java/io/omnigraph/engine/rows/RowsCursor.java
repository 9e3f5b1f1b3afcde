package io.omnigraph.engine.rows;

import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.RowFilter;
import io.omnigraph.storage.table.ScanSpec;
import java.util.Arrays;

/**
 * Reads a {@link RowsView}: rows of the pinned version by a scan of the table, then those of
 * deltas, then pending rows.
 */
final class RowsCursor implements BatchCursor {
  private final RowsView view;
  private final int[] columns;
  private final boolean numbered;
  private final RowFilter filter;
  private BatchCursor stored;
  private Tail tail;
  private long left;

  /** Rows that are in memory: of deltas or of the transaction. */
  private static final class Tail {
    final boolean pending;

    /** Number of the row at position 0. */
    final int base;

    final int[] matches;
    final Column[] columns;
    int at;

    Tail(boolean pending, int base, int[] matches, int width) {
      this.pending = pending;
      this.base = base;
      this.matches = matches;
      this.columns = new Column[width];
    }
  }

  RowsCursor(RowsView view, int[] columns, RowFilter filter, long limit) {
    this.view = view;
    this.columns = columns.clone();
    this.filter = filter;
    this.left = limit < 0 ? Long.MAX_VALUE : limit;
    this.numbered = Arrays.stream(columns).anyMatch(column -> column == TableView.ROW_NUMBER);
    if (view.stored() != null && left > 0) {
      stored = view.stored().snapshot().scan(spec(limit));
    }
  }

  /** Row numbers come from addresses, which are read as one more column behind the others. */
  private ScanSpec spec(long limit) {
    int[] wanted = new int[columns.length + 1];
    int count = 0;
    for (int column : columns) {
      if (column != TableView.ROW_NUMBER) {
        wanted[count++] = column;
      }
    }
    if (numbered) {
      wanted[count++] = ScanSpec.ROW_ADDRESS;
    }
    return new ScanSpec(Arrays.copyOf(wanted, count), filter, limit, view.hiddenOffsets());
  }

  @Override
  public ColumnBatch next() {
    if (left == 0) {
      return null;
    }
    while (stored != null) {
      ColumnBatch batch = stored.next();
      if (batch == null) {
        stored.close();
        stored = null;
      } else {
        return counted(numbered ? renumbered(batch) : batch);
      }
    }
    return nextInMemory();
  }

  private ColumnBatch nextInMemory() {
    if (tail == null) {
      tail = view.stored() != null && view.stored().hasDeltas() ? deltas() : pending();
    }
    if (tail.at == tail.matches.length && !tail.pending) {
      tail = pending();
    }
    int count = Math.min(ColumnBatch.MAX_ROWS, tail.matches.length - tail.at);
    if (count <= 0) {
      return null;
    }
    int[] rows = Arrays.copyOfRange(tail.matches, tail.at, tail.at + count);
    tail.at += count;
    Column[] out = new Column[columns.length];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          columns[i] == TableView.ROW_NUMBER
              ? numbers(rows)
              : Columns.gather(tailColumn(i), rows, count);
    }
    return counted(new ColumnBatch(out, 0, count, null));
  }

  private Tail deltas() {
    StoredTable table = view.stored();
    return new Tail(false, table.deltaBase(), view.deltaMatches(filter), columns.length);
  }

  private Tail pending() {
    return new Tail(true, view.storedLimit(), view.pendingMatches(filter), columns.length);
  }

  /** Kept: the rows may be in a file. */
  private Column tailColumn(int i) {
    if (tail.columns[i] == null) {
      tail.columns[i] =
          tail.pending ? view.pendingColumn(columns[i]) : view.stored().deltaColumn(columns[i]);
    }
    return tail.columns[i];
  }

  private Column numbers(int[] positions) {
    int[] numbers = new int[positions.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = tail.base + positions[i];
    }
    return new IntColumn(numbers, null);
  }

  private ColumnBatch counted(ColumnBatch batch) {
    if (batch.rowCount() > left) {
      ColumnBatch cut =
          new ColumnBatch(batch.columns(), batch.from(), (int) left, batch.selection());
      left = 0;
      return cut;
    }
    left -= batch.rowCount();
    return batch;
  }

  /**
   * Turns addresses into row numbers. Those are made per batch, so their positions are not those of
   * the other columns: the batch is copied together.
   */
  private ColumnBatch renumbered(ColumnBatch batch) {
    long[] addresses = ((LongColumn) batch.column(batch.columns().length - 1)).values();
    int count = batch.rowCount();
    int[] numbers = new int[count];
    int[] positions = new int[count];
    int fragment = -1;
    Placement placement = null;
    for (int i = 0; i < count; i++) {
      int position = batch.position(i);
      int of = (int) (addresses[position] >>> 32);
      if (placement == null || of != fragment) {
        fragment = of;
        placement = view.stored().placementOf(of);
      }
      numbers[i] = placement.number((int) addresses[position]);
      positions[i] = position;
    }
    Column[] out = new Column[columns.length];
    int next = 0;
    for (int i = 0; i < out.length; i++) {
      out[i] =
          columns[i] == TableView.ROW_NUMBER
              ? new IntColumn(numbers, null)
              : Columns.gather(batch.column(next++), positions, count);
    }
    return new ColumnBatch(out, 0, count, null);
  }

  @Override
  public void close() {
    if (stored != null) {
      stored.close();
      stored = null;
    }
    left = 0;
  }
}
