package io.omnigraph.sql.kernel;

import io.omnigraph.sql.session.SqlType;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigDecimal;
import java.math.MathContext;

/** Checked + - * / % on operands that already have the result's type (decimals: any scale). */
public final class Arithmetic {
  private Arithmetic() {}

  /** The operation. */
  public enum Op {
    PLUS("+"),
    MINUS("-"),
    TIMES("*"),
    DIVIDE("/"),
    MOD("%");

    private final String sign;

    Op(String sign) {
      this.sign = sign;
    }
  }

  public static Kernel of(Op op, Kernel left, Kernel right, VectorType type) {
    return (batch, evaluation) -> {
      Column a = left.eval(batch, evaluation);
      Column b = right.eval(batch, evaluation);
      int n = batch.rowCount();
      long[] nulls = Nulls.union(a.nulls(), b.nulls());
      if (a instanceof DoubleColumn x) {
        return doubles(op, x.values(), ((DoubleColumn) b).values(), n, nulls, type);
      }
      if (a instanceof LongColumn x) {
        long[] out = new long[n];
        for (int i = 0; i < n; i++) {
          if (!Nulls.get(nulls, i)) {
            out[i] = apply(op, x.values()[i], ((LongColumn) b).values()[i]);
          }
        }
        return new LongColumn(out, nulls);
      }
      return ints(op, ((IntColumn) a).values(), ((IntColumn) b).values(), n, nulls, type);
    };
  }

  private static Column doubles(
      Op op, double[] a, double[] b, int n, long[] nulls, VectorType type) {
    double[] out = new double[n];
    boolean real = type.sqlType() == SqlType.REAL;
    for (int i = 0; i < n; i++) {
      double v =
          switch (op) {
            case PLUS -> a[i] + b[i];
            case MINUS -> a[i] - b[i];
            case TIMES -> a[i] * b[i];
            case DIVIDE -> divide(a[i], b[i], Nulls.get(nulls, i));
            case MOD -> a[i] % b[i];
          };
      out[i] = real ? (float) v : v;
    }
    return new DoubleColumn(out, nulls);
  }

  private static double divide(double a, double b, boolean isNull) {
    if (b == 0 && !isNull) {
      throw new OmnigraphException(ErrorCode.DIVISION_BY_ZERO, a + " / " + b);
    }
    return a / b;
  }

  private static Column ints(Op op, int[] a, int[] b, int n, long[] nulls, VectorType type) {
    int[] out = new int[n];
    long min =
        type.sqlType() == SqlType.TINYINT
            ? Byte.MIN_VALUE
            : type.sqlType() == SqlType.SMALLINT ? Short.MIN_VALUE : Integer.MIN_VALUE;
    long max = -min - 1;
    for (int i = 0; i < n; i++) {
      if (!Nulls.get(nulls, i)) {
        long v = apply(op, a[i], b[i]);
        if (v < min || v > max) {
          throw overflow(op, a[i], b[i], type.sqlType().name());
        }
        out[i] = (int) v;
      }
    }
    return new IntColumn(out, nulls);
  }

  private static long apply(Op op, long a, long b) {
    try {
      return switch (op) {
        case PLUS -> Math.addExact(a, b);
        case MINUS -> Math.subtractExact(a, b);
        case TIMES -> Math.multiplyExact(a, b);
        case DIVIDE -> {
          if (b == 0) {
            throw new OmnigraphException(ErrorCode.DIVISION_BY_ZERO, a + " / 0");
          }
          if (a == Long.MIN_VALUE && b == -1) {
            throw new ArithmeticException();
          }
          yield a / b;
        }
        case MOD -> {
          if (b == 0) {
            throw new OmnigraphException(ErrorCode.DIVISION_BY_ZERO, a + " % 0");
          }
          yield a % b;
        }
      };
    } catch (ArithmeticException e) {
      throw overflow(op, a, b, "BIGINT").causedBy(e);
    }
  }

  private static OmnigraphException overflow(Op op, Object a, Object b, String type) {
    return new OmnigraphException(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "%s %s %s does not fit %s. CAST an operand to a wider type."
            .formatted(a, op.sign, b, type));
  }

  /** The same on decimals, rounded to the result's scale when it is stored. */
  static BigDecimal decimal(Op op, BigDecimal a, BigDecimal b, int scale) {
    return switch (op) {
      case PLUS -> a.add(b);
      case MINUS -> a.subtract(b);
      case TIMES -> a.multiply(b);
      case DIVIDE -> {
        if (b.signum() == 0) {
          throw new OmnigraphException(ErrorCode.DIVISION_BY_ZERO, a + " / " + b);
        }
        yield a.divide(b, new MathContext(Math.max(40, scale + 40)));
      }
      case MOD -> {
        if (b.signum() == 0) {
          throw new OmnigraphException(ErrorCode.DIVISION_BY_ZERO, a + " % " + b);
        }
        yield a.remainder(b);
      }
    };
  }

  /** Any numbers in value form; what {@link #of} is for decimals. */
  public static RowFunction decimalFunction(Op op, VectorType type) {
    return (args, evaluation) ->
        decimal(op, Values.decimal(args[0]), Values.decimal(args[1]), type.scale());
  }
}
