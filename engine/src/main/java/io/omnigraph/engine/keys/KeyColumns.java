package io.omnigraph.engine.keys;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.util.Arrays;

/**
 * The key columns of some rows, hashed and compared by position. Two key columns may lie in
 * different classes of the same layout only; both zeros of a floating key are one value.
 */
public final class KeyColumns {
  private final Column[] columns;

  public KeyColumns(Column... columns) {
    this.columns = columns;
  }

  /** Some columns of a batch; positions are those of the batch's arrays. */
  public static KeyColumns of(ColumnBatch batch, int[] ordinals) {
    Column[] columns = new Column[ordinals.length];
    for (int i = 0; i < ordinals.length; i++) {
      columns[i] = batch.column(ordinals[i]);
    }
    return new KeyColumns(columns);
  }

  public Column[] columns() {
    return columns;
  }

  public int width() {
    return columns.length;
  }

  public int hash(int row) {
    return KeyHash.fold(longHash(row));
  }

  /** Different for any two values of a single integer column; of others two may share one. */
  public long longHash(int row) {
    long hash = hash(columns[0], row);
    for (int i = 1; i < columns.length; i++) {
      hash = hash * 0x9E3779B97F4A7C15L + hash(columns[i], row);
    }
    return hash;
  }

  public boolean same(int row, KeyColumns other, int otherRow) {
    for (int i = 0; i < columns.length; i++) {
      if (!same(columns[i], row, other.columns[i], otherRow)) {
        return false;
      }
    }
    return true;
  }

  /** Whether one of the columns is NULL there. */
  public boolean hasNull(int row) {
    for (Column column : columns) {
      if (column.isNull(row)) {
        return true;
      }
    }
    return false;
  }

  private static long hash(Column column, int row) {
    if (column instanceof LongColumn c) {
      return KeyHash.of(c.values()[row]);
    }
    if (column instanceof IntColumn c) {
      return KeyHash.of(c.values()[row]);
    }
    if (column instanceof DoubleColumn c) {
      return KeyHash.of(Double.doubleToLongBits(c.values()[row] + 0.0));
    }
    BytesColumn c = (BytesColumn) column;
    int slot = c.slot(row);
    return KeyHash.of(c.bytes(), c.offsets()[slot], c.offsets()[slot + 1]);
  }

  private static boolean same(Column a, int row, Column b, int otherRow) {
    if (a.isNull(row) || b.isNull(otherRow)) {
      return a.isNull(row) && b.isNull(otherRow);
    }
    if (a instanceof LongColumn c) {
      return c.values()[row] == ((LongColumn) b).values()[otherRow];
    }
    if (a instanceof IntColumn c) {
      return c.values()[row] == ((IntColumn) b).values()[otherRow];
    }
    if (a instanceof DoubleColumn c) {
      double x = c.values()[row];
      double y = ((DoubleColumn) b).values()[otherRow];
      return x == y || Double.doubleToLongBits(x) == Double.doubleToLongBits(y);
    }
    BytesColumn x = (BytesColumn) a;
    BytesColumn y = (BytesColumn) b;
    int i = x.slot(row);
    int j = y.slot(otherRow);
    return Arrays.equals(
        x.bytes(),
        x.offsets()[i],
        x.offsets()[i + 1],
        y.bytes(),
        y.offsets()[j],
        y.offsets()[j + 1]);
  }
}
