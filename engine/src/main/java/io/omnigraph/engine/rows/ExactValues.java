package io.omnigraph.engine.rows;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.util.Arrays;

/** Compares rows to the bit: what is equal here can take the other's place in memory. */
final class ExactValues {
  private ExactValues() {}

  static boolean same(Column[] columns, int row, Column[] others, int otherRow) {
    for (int i = 0; i < columns.length; i++) {
      if (!same(columns[i], row, others[i], otherRow)) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Column a, int row, Column b, int otherRow) {
    if (a.isNull(row) || b.isNull(otherRow)) {
      return a.isNull(row) && b.isNull(otherRow);
    }
    if (a instanceof IntColumn ints) {
      return ints.values()[row] == ((IntColumn) b).values()[otherRow];
    }
    if (a instanceof LongColumn longs) {
      return longs.values()[row] == ((LongColumn) b).values()[otherRow];
    }
    if (a instanceof DoubleColumn doubles) {
      return Double.doubleToRawLongBits(doubles.values()[row])
          == Double.doubleToRawLongBits(((DoubleColumn) b).values()[otherRow]);
    }
    return same((BytesColumn) a, row, (BytesColumn) b, otherRow);
  }

  private static boolean same(BytesColumn a, int row, BytesColumn b, int otherRow) {
    int i = a.slot(row);
    int j = b.slot(otherRow);
    return Arrays.equals(
        a.bytes(),
        a.offsets()[i],
        a.offsets()[i + 1],
        b.bytes(),
        b.offsets()[j],
        b.offsets()[j + 1]);
  }
}
