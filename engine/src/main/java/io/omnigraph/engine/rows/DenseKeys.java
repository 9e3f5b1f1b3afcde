package io.omnigraph.engine.rows;

import io.omnigraph.storage.column.LongColumn;
import java.util.Arrays;

/**
 * Row numbers by key, for keys that lie close together: one array access a look-up. Made for one
 * long run of look-ups and dropped.
 */
final class DenseKeys {
  /** Most array elements per row. */
  private static final int SPREAD = 4;

  private final long min;
  private final int[] rows;

  private DenseKeys(long min, int[] rows) {
    this.min = min;
    this.rows = rows;
  }

  /** Null when the keys lie too far apart. */
  static DenseKeys of(RowsView view, int keyOrdinal) {
    int limit = view.rowNumberLimit();
    long[] keys = ((LongColumn) view.column(keyOrdinal)).values();
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int row = 0; row < limit; row++) {
      if (view.isLive(row)) {
        min = Math.min(min, keys[row]);
        max = Math.max(max, keys[row]);
      }
    }
    long range = max - min + 1;
    if (min > max || range <= 0 || range > (long) SPREAD * limit + 1_024 || range > 1 << 30) {
      return null;
    }
    int[] rows = new int[(int) range];
    Arrays.fill(rows, -1);
    for (int row = 0; row < limit; row++) {
      if (view.isLive(row)) {
        rows[(int) (keys[row] - min)] = row;
      }
    }
    return new DenseKeys(min, rows);
  }

  int row(long key) {
    long at = key - min;
    return at < 0 || at >= rows.length || key < min ? -1 : rows[(int) at];
  }
}
