package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Functions;
import io.omnigraph.sql.kernel.Values;
import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;

/** The aggregate functions. */
final class Accumulators {
  private Accumulators() {}

  /**
   * @param call whose function is known, see {@link #knows}
   */
  static Accumulator of(AggregateCall call) {
    VectorType arg = call.argTypes().isEmpty() ? null : call.argTypes().get(0);
    VectorType result = call.type();
    return switch (call.function()) {
      case "COUNT" -> new Count();
      case "SUM", "$SUM0" -> sum(arg, result, call.function().equals("$SUM0"));
      case "AVG" ->
          arg.isDecimal() ? new AverageDecimal(arg, result) : new Moments(Moments.Kind.AVG);
      case "STDDEV_POP" -> new Moments(Moments.Kind.STDDEV_POP);
      case "STDDEV", "STDDEV_SAMP" -> new Moments(Moments.Kind.STDDEV_SAMP);
      case "VAR_POP" -> new Moments(Moments.Kind.VAR_POP);
      case "VARIANCE", "VAR_SAMP" -> new Moments(Moments.Kind.VAR_SAMP);
      case "MIN" -> extreme(arg, -1);
      case "MAX" -> extreme(arg, 1);
      case "SINGLE_VALUE" -> new Single(arg);
      case "ANY_VALUE", "FIRST_VALUE" -> new Fold(arg, (a, b) -> a);
      case "EVERY", "BOOL_AND", "LOGICAL_AND" ->
          new Fold(arg, (a, b) -> (Boolean) a && (Boolean) b);
      case "SOME", "BOOL_OR", "LOGICAL_OR" -> new Fold(arg, (a, b) -> (Boolean) a || (Boolean) b);
      case "BIT_AND" -> new Fold(arg, (a, b) -> (Long) a & (Long) b);
      case "BIT_OR" -> new Fold(arg, (a, b) -> (Long) a | (Long) b);
      case "BIT_XOR" -> new Fold(arg, (a, b) -> (Long) a ^ (Long) b);
      case "LITERAL_AGG" -> new Literal(call);
      case "LISTAGG", "STRING_AGG" -> new TextList(call);
      default -> throw new OmnigraphException(ErrorCode.UNSUPPORTED, call.function(), "");
    };
  }

  /** Whether {@link #of} knows the function. */
  static boolean knows(String function) {
    return List.of(
            "COUNT",
            "SUM",
            "$SUM0",
            "AVG",
            "STDDEV_POP",
            "STDDEV",
            "STDDEV_SAMP",
            "VAR_POP",
            "VARIANCE",
            "VAR_SAMP",
            "MIN",
            "MAX",
            "SINGLE_VALUE",
            "ANY_VALUE",
            "FIRST_VALUE",
            "EVERY",
            "BOOL_AND",
            "LOGICAL_AND",
            "SOME",
            "BOOL_OR",
            "LOGICAL_OR",
            "BIT_AND",
            "BIT_OR",
            "BIT_XOR",
            "LISTAGG",
            "STRING_AGG")
        .contains(function);
  }

  private static Accumulator sum(VectorType arg, VectorType result, boolean zero) {
    if (arg.layout() == Layout.DOUBLE) {
      return new SumDoubles(zero, result);
    }
    return arg.isDecimal()
        ? new Fold(
            arg,
            result,
            (a, b) -> ((BigDecimal) a).add((BigDecimal) b),
            zero ? BigDecimal.ZERO : null)
        : new SumIntegers(result, zero);
  }

  private static Accumulator extreme(VectorType type, int sign) {
    return switch (type.layout()) {
      case INT, LONG -> new ExtremeNumber(type.layout(), sign);
      default -> new Fold(type, (a, b) -> Functions.compare(b, a) * sign > 0 ? b : a);
    };
  }

  private static long[] grown(long[] array, int size) {
    return size <= array.length ? array : Arrays.copyOf(array, Math.max(size, array.length * 2));
  }

  private static double[] grown(double[] array, int size) {
    return size <= array.length ? array : Arrays.copyOf(array, Math.max(size, array.length * 2));
  }

  /** COUNT(*) and COUNT(a, b): rows in which no argument is NULL. */
  private static final class Count implements Accumulator {
    private long[] counts = new long[1];

    @Override
    public void add(int[] groups, int groupCount, Column[] args, int rows) {
      counts = grown(counts, groupCount);
      boolean nulls = false;
      for (Column arg : args) {
        nulls |= arg.nulls() != null;
      }
      for (int i = 0; i < rows; i++) {
        if (!nulls || present(args, i)) {
          counts[groups[i]]++;
        }
      }
    }

    private static boolean present(Column[] args, int row) {
      for (Column arg : args) {
        if (arg.isNull(row)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Column finish(int groupCount) {
      return new LongColumn(Arrays.copyOf(counts, groupCount), null);
    }
  }

  /** Sums in 128 bits, so that only the result can overflow. */
  private static final class SumIntegers implements Accumulator {
    private final VectorType result;
    private final boolean zero;
    private long[] low = new long[1];
    private long[] high = new long[1];
    private long[] seen = new long[1];

    SumIntegers(VectorType result, boolean zero) {
      this.result = result;
      this.zero = zero;
    }

    @Override
    public void add(int[] groups, int groupCount, Column[] args, int rows) {
      low = grown(low, groupCount);
      high = grown(high, groupCount);
      seen = grown(seen, groupCount);
      Column arg = args[0];
      int[] ints = arg instanceof IntColumn c ? c.values() : null;
      long[] longs = arg instanceof LongColumn c ? c.values() : null;
      boolean nulls = arg.nulls() != null;
      for (int i = 0; i < rows; i++) {
        if (nulls && arg.isNull(i)) {
          continue;
        }
        long v = ints != null ? ints[i] : longs[i];
        int g = groups[i];
        long sum = low[g] + v;
        // The unsigned carry of the low words, plus the sign extension of v.
        high[g] += (v >> 63) + (Long.compareUnsigned(sum, v) < 0 ? 1 : 0);
        low[g] = sum;
        seen[g] = 1;
      }
    }

    @Override
    public Column finish(int groupCount) {
      ColumnBuilder out = ColumnBuilder.of(result.layout(), groupCount);
      for (int g = 0; g < groupCount; g++) {
        boolean none = g >= seen.length || seen[g] == 0;
        if (none && !zero) {
          out.appendNull();
        } else if (none) {
          Values.append(out, result.isDecimal() ? BigDecimal.ZERO : (Object) 0L, result);
        } else {
          Values.append(out, value(g), result);
        }
      }
      return out.build();
    }

    private Object value(int g) {
      boolean fits = high[g] == low[g] >> 63;
      if (fits && !result.isDecimal()) {
        return low[g];
      }
      BigInteger sum =
          BigInteger.valueOf(high[g])
              .shiftLeft(64)
              .add(new BigInteger(Long.toUnsignedString(low[g])));
      if (!result.isDecimal()) {
        throw new OmnigraphException(
            ErrorCode.VALUE_OUT_OF_RANGE,
            "SUM " + sum + " does not fit " + result.typeName() + ".");
      }
      return new BigDecimal(sum);
    }
  }

  private static final class SumDoubles implements Accumulator {
    private final boolean zero;
    private final boolean real;
    private double[] sums = new double[1];
    private long[] seen = new long[1];

    SumDoubles(boolean zero, VectorType result) {
      this.zero = zero;
      this.real = result.sqlType() == io.omnigraph.sql.session.SqlType.REAL;
    }

    @Override
    public void add(int[] groups, int groupCount, Column[] args, int rows) {
      sums = grown(sums, groupCount);
      seen = grown(seen, groupCount);
      double[] values = ((DoubleColumn) args[0]).values();
      boolean nulls = args[0].nulls() != null;
      for (int i = 0; i < rows; i++) {
        if (!nulls || !args[0].isNull(i)) {
          sums[groups[i]] += values[i];
          seen[groups[i]] = 1;
        }
      }
    }

    @Override
    public Column finish(int groupCount) {
      double[] out = Arrays.copyOf(sums, groupCount);
      long[] nulls = null;
      for (int g = 0; g < groupCount; g++) {
        if (real) {
          out[g] = (float) out[g];
        }
        if (!zero && (g >= seen.length || seen[g] == 0)) {
          nulls = nulls == null ? Bits.create(groupCount) : nulls;
          Bits.set(nulls, g);
        }
      }
      return new DoubleColumn(out, nulls);
    }
  }

  /** AVG, variance and deviation of integers and doubles, by Welford's method. */
  private static final class Moments implements Accumulator {
    /** Which figure is wanted. */
    enum Kind {
      AVG,
      VAR_POP,
      VAR_SAMP,
      STDDEV_POP,
      STDDEV_SAMP
    }

    private final Kind kind;
    private long[] counts = new long[1];
    private double[] means = new double[1];
    private double[] squares = new double[1];

    Moments(Kind kind) {
      this.kind = kind;
    }

    @Override
    public void add(int[] groups, int groupCount, Column[] args, int rows) {
      counts = grown(counts, groupCount);
      means = grown(means, groupCount);
      squares = grown(squares, groupCount);
      Column arg = args[0];
      for (int i = 0; i < rows; i++) {
        if (arg.isNull(i)) {
          continue;
        }
        double v = number(arg, i);
        int g = groups[i];
        counts[g]++;
        if (kind == Kind.AVG) {
          means[g] += v; // a plain sum: exact for integers up to 2^53
        } else {
          double delta = v - means[g];
          means[g] += delta / counts[g];
          squares[g] += delta * (v - means[g]);
        }
      }
    }

    private static double number(Column arg, int row) {
      if (arg instanceof IntColumn c) {
        return c.values()[row];
      }
      if (arg instanceof LongColumn c) {
        return c.values()[row];
      }
      return arg instanceof DoubleColumn c ? c.values()[row] : 0;
    }

    @Override
    public Column finish(int groupCount) {
      ColumnBuilder.Doubles out = new ColumnBuilder.Doubles(groupCount);
      for (int g = 0; g < groupCount; g++) {
        long n = g < counts.length ? counts[g] : 0;
        if (n == 0 || (n == 1 && (kind == Kind.VAR_SAMP || kind == Kind.STDDEV_SAMP))) {
          out.appendNull();
          continue;
        }
        out.append(
            switch (kind) {
              case AVG -> means[g] / n;
              case VAR_POP -> squares[g] / n;
              case VAR_SAMP -> squares[g] / (n - 1);
              case STDDEV_POP -> Math.sqrt(squares[g] / n);
              case STDDEV_SAMP -> Math.sqrt(squares[g] / (n - 1));
            });
      }
      return out.build();
    }
  }

  private static final class AverageDecimal implements Accumulator {
    private final Fold sum;
    private final Count count = new Count();
    private final VectorType wide;
    private final VectorType result;

    AverageDecimal(VectorType arg, VectorType result) {
      this.wide = VectorType.decimal(38, arg.scale());
      this.result = result;
      this.sum = new Fold(arg, wide, (a, b) -> ((BigDecimal) a).add((BigDecimal) b), null);
    }

    @Override
    public void add(int[] groups, int groupCount, Column[] args, int rows) {
      sum.add(groups, groupCount, args, rows);
      count.add(groups, groupCount, args, rows);
    }

    @Override
    public Column finish(int groupCount) {
      Column sums = sum.finish(groupCount);
      long[] counts = ((LongColumn) count.finish(groupCount)).values();
      ColumnBuilder out = ColumnBuilder.of(result.layout(), groupCount);
      for (int g = 0; g < groupCount; g++) {
        BigDecimal total = (BigDecimal) ValueReader.value(sums, g, wide);
        Values.append(
            out,
            total == null
                ? null
                : total.divide(
                    BigDecimal.valueOf(counts[g]),
                    Math.max(result.scale(), wide.scale()) + 1,
                    java.math.RoundingMode.HALF_UP),
            result);
      }
      return out.build();
    }
  }

  /** MIN and MAX of INT and LONG. */
  private static final class ExtremeNumber implements Accumulator {
    private final Layout layout;
    private final int sign;
    private long[] best = new long[1];
    private long[] seen = new long[1];

    ExtremeNumber(Layout layout, int sign) {
      this.layout = layout;
      this.sign = sign;
    }

    @Override
    public void add(int[] groups, int groupCount, Column[] args, int rows) {
      best = grown(best, groupCount);
      seen = grown(seen, groupCount);
      Column arg = args[0];
      for (int i = 0; i < rows; i++) {
        if (arg.isNull(i)) {
          continue;
        }
        long v = arg instanceof IntColumn c ? c.values()[i] : ((LongColumn) arg).values()[i];
        int g = groups[i];
        if (seen[g] == 0 || Long.compare(v, best[g]) * sign > 0) {
          best[g] = v;
          seen[g] = 1;
        }
      }
    }

    @Override
    public Column finish(int groupCount) {
      ColumnBuilder out = ColumnBuilder.of(layout, groupCount);
      for (int g = 0; g < groupCount; g++) {
        boolean none = g >= seen.length || seen[g] == 0;
        out.appendBoxed(
            none ? null : layout == Layout.INT ? (Object) (int) best[g] : (Object) best[g]);
      }
      return out.build();
    }
  }

  /** Any function that folds non-NULL values two by two. */
  private static final class Fold implements Accumulator {
    private final VectorType arg;
    private final VectorType result;
    private final BinaryOperator<Object> operator;
    private final Object empty;
    private Object[] values = new Object[1];

    Fold(VectorType arg, BinaryOperator<Object> operator) {
      this(arg, arg, operator, null);
    }

    Fold(VectorType arg, VectorType result, BinaryOperator<Object> operator, Object empty) {
      this.arg = arg;
      this.result = result;
      this.operator = operator;
      this.empty = empty;
    }

    @Override
    public void add(int[] groups, int groupCount, Column[] args, int rows) {
      if (groupCount > values.length) {
        values = Arrays.copyOf(values, Math.max(groupCount, values.length * 2));
      }
      for (int i = 0; i < rows; i++) {
        Object v = ValueReader.value(args[0], i, arg);
        if (v != null) {
          int g = groups[i];
          values[g] = values[g] == null ? v : operator.apply(values[g], v);
        }
      }
    }

    @Override
    public Column finish(int groupCount) {
      ColumnBuilder out = ColumnBuilder.of(result.layout(), groupCount);
      for (int g = 0; g < groupCount; g++) {
        Object v = g < values.length ? values[g] : null;
        Values.append(out, v == null ? empty : v, result);
      }
      return out.build();
    }
  }

  private record Literal(AggregateCall call) implements Accumulator {
    @Override
    public void add(int[] groups, int groupCount, Column[] args, int rows) {}

    @Override
    public Column finish(int groupCount) {
      return Values.repeat(call.literal(), call.type(), groupCount);
    }
  }

  /** The value of a scalar sub-query: more than one row is an error. */
  private static final class Single implements Accumulator {
    private final VectorType type;
    private Object[] values = new Object[1];
    private long[] counts = new long[1];

    Single(VectorType type) {
      this.type = type;
    }

    @Override
    public void add(int[] groups, int groupCount, Column[] args, int rows) {
      counts = grown(counts, groupCount);
      if (groupCount > values.length) {
        values = Arrays.copyOf(values, Math.max(groupCount, values.length * 2));
      }
      for (int i = 0; i < rows; i++) {
        if (++counts[groups[i]] > 1) {
          throw new OmnigraphException(
              ErrorCode.CARDINALITY,
              "A sub-query that stands for one value gave more than one row. Narrow it, or aggregate.");
        }
        values[groups[i]] = ValueReader.value(args[0], i, type);
      }
    }

    @Override
    public Column finish(int groupCount) {
      ColumnBuilder out = ColumnBuilder.of(type.layout(), groupCount);
      for (int g = 0; g < groupCount; g++) {
        Values.append(out, g < values.length ? values[g] : null, type);
      }
      return out.build();
    }
  }

  /**
   * LISTAGG(text [, separator]) [WITHIN GROUP (ORDER BY …)]; the order columns follow the
   * arguments.
   */
  private static final class TextList implements Accumulator {
    private final AggregateCall call;
    private final java.util.ArrayList<java.util.ArrayList<Object[]>> rowsOfGroups =
        new java.util.ArrayList<>();

    TextList(AggregateCall call) {
      this.call = call;
    }

    @Override
    public void add(int[] groups, int groupCount, Column[] args, int rows) {
      while (rowsOfGroups.size() < groupCount) {
        rowsOfGroups.add(new java.util.ArrayList<>());
      }
      for (int i = 0; i < rows; i++) {
        if (args[0].isNull(i)) {
          continue;
        }
        Object[] row = new Object[args.length];
        for (int a = 0; a < row.length; a++) {
          row[a] = ValueReader.value(args[a], i, call.argTypes().get(a));
        }
        rowsOfGroups.get(groups[i]).add(row);
      }
    }

    @Override
    public Column finish(int groupCount) {
      ColumnBuilder out = ColumnBuilder.of(Layout.BYTES, groupCount);
      for (int g = 0; g < groupCount; g++) {
        List<Object[]> rows = g < rowsOfGroups.size() ? rowsOfGroups.get(g) : List.of();
        Values.append(out, rows.isEmpty() ? null : joined(rows), call.type());
      }
      return out.build();
    }

    private String joined(List<Object[]> rows) {
      if (!call.order().isEmpty()) {
        rows.sort(this::compare);
      }
      StringBuilder text = new StringBuilder();
      for (Object[] row : rows) {
        if (!text.isEmpty() || row != rows.get(0)) {
          text.append(call.plainArgs() > 1 ? row[1] : "");
        }
        text.append(row[0]);
      }
      return text.toString();
    }

    private int compare(Object[] a, Object[] b) {
      for (SortKey key : call.order()) {
        Object x = a[key.column()];
        Object y = b[key.column()];
        int sign =
            x == null || y == null
                ? x == y ? 0 : (x == null) == key.nullsFirst() ? -1 : 1
                : Functions.compare(x, y) * (key.descending() ? -1 : 1);
        if (sign != 0) {
          return sign;
        }
      }
      return 0;
    }
  }
}
