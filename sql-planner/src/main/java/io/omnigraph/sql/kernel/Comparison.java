package io.omnigraph.sql.kernel;

import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.util.Arrays;

/** =, <>, <, <=, >, >= of two operands of one memory layout. */
public final class Comparison {
  private Comparison() {}

  /** Which signs of the three-way comparison are true. */
  public enum Op {
    EQ(false, true, false),
    NE(true, false, true),
    LT(true, false, false),
    LE(true, true, false),
    GT(false, false, true),
    GE(false, true, true);

    private final boolean less;
    private final boolean equal;
    private final boolean greater;

    Op(boolean less, boolean equal, boolean greater) {
      this.less = less;
      this.equal = equal;
      this.greater = greater;
    }

    boolean test(int sign) {
      return sign == 0 ? equal : sign < 0 ? less : greater;
    }
  }

  /**
   * @param type of both operands
   */
  public static Kernel of(Op op, Kernel left, Kernel right, VectorType type) {
    return (batch, evaluation) -> {
      Column a = left.eval(batch, evaluation);
      Column b = right.eval(batch, evaluation);
      int n = batch.rowCount();
      int[] out = new int[n];
      if (a instanceof IntColumn x) {
        ints(op, x.values(), ((IntColumn) b).values(), out, n);
      } else if (a instanceof LongColumn x) {
        longs(op, x.values(), ((LongColumn) b).values(), out, n);
      } else if (a instanceof DoubleColumn x) {
        doubles(op, x.values(), ((DoubleColumn) b).values(), out, n);
      } else if (type.isDecimal()) {
        decimals(op, (BytesColumn) a, (BytesColumn) b, type.scale(), out, n);
      } else {
        bytes(op, (BytesColumn) a, (BytesColumn) b, out, n);
      }
      return new IntColumn(out, Nulls.union(a.nulls(), b.nulls()));
    };
  }

  private static void ints(Op op, int[] a, int[] b, int[] out, int n) {
    int less = op.less ? 1 : 0;
    int equal = op.equal ? 1 : 0;
    int greater = op.greater ? 1 : 0;
    for (int i = 0; i < n; i++) {
      out[i] = a[i] < b[i] ? less : a[i] == b[i] ? equal : greater;
    }
  }

  private static void longs(Op op, long[] a, long[] b, int[] out, int n) {
    int less = op.less ? 1 : 0;
    int equal = op.equal ? 1 : 0;
    int greater = op.greater ? 1 : 0;
    for (int i = 0; i < n; i++) {
      out[i] = a[i] < b[i] ? less : a[i] == b[i] ? equal : greater;
    }
  }

  /** NaN equals itself and is above all others, so that order and comparison agree. */
  private static void doubles(Op op, double[] a, double[] b, int[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = op.test(compare(a[i], b[i])) ? 1 : 0;
    }
  }

  /** Total order of doubles in which -0 equals 0. */
  public static int compare(double a, double b) {
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
  }

  private static void bytes(Op op, BytesColumn a, BytesColumn b, int[] out, int n) {
    for (int i = 0; i < n; i++) {
      if (!a.isNull(i) && !b.isNull(i)) {
        out[i] = op.test(compare(a, i, b, i)) ? 1 : 0;
      }
    }
  }

  /** Byte order, which is code point order of UTF-8. */
  public static int compare(BytesColumn a, int i, BytesColumn b, int j) {
    int s = a.slot(i);
    int t = b.slot(j);
    return Arrays.compareUnsigned(
        a.bytes(),
        a.offsets()[s],
        a.offsets()[s + 1],
        b.bytes(),
        b.offsets()[t],
        b.offsets()[t + 1]);
  }

  private static void decimals(Op op, BytesColumn a, BytesColumn b, int scale, int[] out, int n) {
    for (int i = 0; i < n; i++) {
      if (!a.isNull(i) && !b.isNull(i)) {
        int sign = ValueReader.decimal(a, i, scale).compareTo(ValueReader.decimal(b, i, scale));
        out[i] = op.test(sign) ? 1 : 0;
      }
    }
  }
}
