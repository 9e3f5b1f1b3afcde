package io.omnigraph.sql.exec;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;

/**
 * A number a row that sorts (signed) as one sort key does, as far as it tells rows apart: equal
 * values have equal numbers. NULLs have none; callers set them apart first.
 */
final class SortPrefix {
  private static final int BYTES = 8;

  private SortPrefix() {}

  /** Whether rows with equal numbers have equal values. */
  static boolean isExact(Column column) {
    return !(column instanceof BytesColumn);
  }

  /** Whether a column of bytes sorts by its bytes, which a decimal does not. */
  static boolean exists(Column column, boolean decimal) {
    return !(column instanceof BytesColumn) || !decimal;
  }

  /** Numbers of {@code rows[from .. to)} to the same places of {@code out}. */
  static void fill(Column column, boolean descending, int[] rows, int from, int to, long[] out) {
    long flip = descending ? -1 : 0;
    if (column instanceof IntColumn c) {
      int[] values = c.values();
      for (int i = from; i < to; i++) {
        out[i] = values[rows[i]] ^ flip;
      }
    } else if (column instanceof LongColumn c) {
      long[] values = c.values();
      for (int i = from; i < to; i++) {
        out[i] = values[rows[i]] ^ flip;
      }
    } else if (column instanceof DoubleColumn c) {
      double[] values = c.values();
      for (int i = from; i < to; i++) {
        out[i] = of(values[rows[i]]) ^ flip;
      }
    } else {
      BytesColumn c = (BytesColumn) column;
      for (int i = from; i < to; i++) {
        out[i] = of(c, c.slot(rows[i])) ^ flip;
      }
    }
  }

  /** In the order of {@link io.omnigraph.sql.kernel.Comparison#compare(double, double)}. */
  private static long of(double value) {
    long bits = Double.doubleToLongBits(value + 0.0); // -0 + 0 is 0
    return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
  }

  /** The first bytes, shorter values filled up with 0. */
  private static long of(BytesColumn column, int slot) {
    byte[] bytes = column.bytes();
    int from = column.offsets()[slot];
    int length = Math.min(BYTES, column.offsets()[slot + 1] - from);
    long prefix = 0;
    for (int i = 0; i < length; i++) {
      prefix |= (bytes[from + i] & 0xffL) << (56 - 8 * i);
    }
    return prefix ^ Long.MIN_VALUE; // unsigned order to signed
  }
}
