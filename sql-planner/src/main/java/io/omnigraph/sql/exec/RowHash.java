package io.omnigraph.sql.exec;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;

/** Hashes and equality of rows over key columns; NULL equals NULL, 0.0 equals -0.0. */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
final class RowHash {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long NULL = 0x5851F42D4C957F2DL;

  private RowHash() {}

  /** One hash a row for dense key columns. */
  static void hash(Column[] keys, int count, int[] out) {
    long[] acc = new long[count];
    for (Column key : keys) {
      add(key, count, acc);
    }
    for (int i = 0; i < count; i++) {
      out[i] = (int) (acc[i] ^ acc[i] >>> 32);
    }
  }

  private static void add(Column key, int count, long[] acc) {
    if (key instanceof IntColumn c) {
      int[] v = c.values();
      for (int i = 0; i < count; i++) {
        acc[i] = mix(acc[i], v[i]);
      }
    } else if (key instanceof LongColumn c) {
      long[] v = c.values();
      for (int i = 0; i < count; i++) {
        acc[i] = mix(acc[i], v[i]);
      }
    } else if (key instanceof DoubleColumn c) {
      double[] v = c.values();
      for (int i = 0; i < count; i++) {
        acc[i] = mix(acc[i], Double.doubleToLongBits(v[i] == 0 ? 0.0 : v[i]));
      }
    } else {
      BytesColumn c = (BytesColumn) key;
      for (int i = 0; i < count; i++) {
        acc[i] = mix(acc[i], c.isNull(i) ? 0 : hash(c, i));
      }
    }
    if (key.nulls() != null) {
      for (int i = 0; i < count; i++) {
        if (key.isNull(i)) {
          acc[i] = mix(acc[i], NULL);
        }
      }
    }
  }

  static long mix(long acc, long value) {
    long h = (acc + value) * GOLDEN;
    return h ^ h >>> 29;
  }

  private static long hash(BytesColumn c, int row) {
    int slot = c.slot(row);
    byte[] bytes = c.bytes();
    long h = 0;
    for (int i = c.offsets()[slot]; i < c.offsets()[slot + 1]; i++) {
      h = h * 31 + bytes[i];
    }
    return h;
  }

  static boolean equal(Column a, int i, Column b, int j) {
    boolean isNull = a.isNull(i);
    if (isNull || b.isNull(j)) {
      return isNull && b.isNull(j);
    }
    if (a instanceof IntColumn x) {
      return x.values()[i] == ((IntColumn) b).values()[j];
    }
    if (a instanceof LongColumn x) {
      return x.values()[i] == ((LongColumn) b).values()[j];
    }
    if (a instanceof DoubleColumn x) {
      double v = x.values()[i];
      double w = ((DoubleColumn) b).values()[j];
      return v == w || Double.isNaN(v) && Double.isNaN(w);
    }
    return equal((BytesColumn) a, i, (BytesColumn) b, j);
  }

  private static boolean equal(BytesColumn a, int i, BytesColumn b, int j) {
    int s = a.slot(i);
    int t = b.slot(j);
    return java.util.Arrays.equals(
        a.bytes(),
        a.offsets()[s],
        a.offsets()[s + 1],
        b.bytes(),
        b.offsets()[t],
        b.offsets()[t + 1]);
  }
}
