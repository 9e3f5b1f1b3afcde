package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.Arrays;

/** Reads a {@link StreamedTable}: rows of the pinned version, then those of deltas. */
final class StreamedCursor implements BatchCursor {
  private final DeltaLayer deltas;
  private final int[] ordinals;
  private final BatchCursor pinned;

  /** Keys of which the row to hide was met. */
  private final long[] met;

  private boolean isPastPin;
  private int nextDelta;

  StreamedCursor(TableSnapshot pin, DeltaLayer deltas, int[] ordinals, int[] key) {
    this.deltas = deltas;
    this.ordinals = ordinals.clone();
    this.met = RowBits.ofSize(deltas.hides());
    int[] wanted = Arrays.copyOf(ordinals, ordinals.length + key.length);
    System.arraycopy(key, 0, wanted, ordinals.length, key.length);
    this.pinned = pin.scan(ScanSpec.of(wanted));
  }

  @Override
  public ColumnBatch next() {
    ColumnBatch batch = isPastPin ? null : pinned.next();
    if (batch != null) {
      return visible(batch);
    }
    isPastPin = true;
    return nextOfDeltas();
  }

  private ColumnBatch visible(ColumnBatch batch) {
    Column[] columns = Arrays.copyOf(batch.columns(), ordinals.length);
    KeyColumns keys =
        new KeyColumns(
            Arrays.copyOfRange(batch.columns(), ordinals.length, batch.columns().length));
    int[] kept = new int[batch.rowCount()];
    int count = 0;
    for (int row = 0; row < batch.rowCount(); row++) {
      int position = batch.position(row);
      if (!isHidden(keys, position)) {
        kept[count++] = position;
      }
    }
    return count == batch.rowCount()
        ? new ColumnBatch(columns, batch.from(), count, batch.selection())
        : new ColumnBatch(columns, 0, count, kept);
  }

  private boolean isHidden(KeyColumns keys, int position) {
    int hider = keys.hasNull(position) ? -1 : deltas.hider(keys, position);
    if (hider < 0 || RowBits.get(met, hider)) {
      return false;
    }
    RowBits.set(met, hider);
    return true;
  }

  private ColumnBatch nextOfDeltas() {
    int[] selection = new int[ColumnBatch.MAX_ROWS];
    int count = 0;
    int row = deltas.nextLive(nextDelta);
    while (row >= 0 && count < selection.length) {
      selection[count++] = row;
      nextDelta = row + 1;
      row = deltas.nextLive(nextDelta);
    }
    if (count == 0) {
      return null;
    }
    Column[] columns = new Column[ordinals.length];
    Arrays.setAll(columns, i -> deltas.column(ordinals[i]));
    return new ColumnBatch(columns, 0, count, selection);
  }

  @Override
  public void close() {
    pinned.close();
  }
}
