package io.omnigraph.sql.kernel;

import io.omnigraph.sql.session.SqlType;
import io.omnigraph.sql.types.Decimals;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Values in the form of ValueReader into columns. */
public final class Values {
  private Values() {}

  /** Appends a value of the type, or NULL. */
  public static void append(ColumnBuilder builder, Object value, VectorType type) {
    if (value == null) {
      builder.appendNull();
      return;
    }
    builder.appendBoxed(boxed(value, type));
  }

  /** From the value form to the boxed memory form. */
  public static Object boxed(Object value, VectorType type) {
    return switch (type.layout()) {
      case INT ->
          value instanceof Boolean b
              ? (Object) (b ? 1 : 0)
              : (Object) Math.toIntExact(((Number) value).longValue());
      case LONG -> ((Number) value).longValue();
      case DOUBLE ->
          type.sqlType() == SqlType.REAL
              ? (double) ((Number) value).floatValue()
              : ((Number) value).doubleValue();
      case BYTES -> {
        if (type.isDecimal()) {
          yield Decimals.write(decimal(value), type.precision(), type.scale());
        }
        yield value instanceof String s ? s.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
      }
    };
  }

  static BigDecimal decimal(Object value) {
    if (value instanceof BigDecimal d) {
      return d;
    }
    return value instanceof Double d
        ? BigDecimal.valueOf(d)
        : BigDecimal.valueOf(((Number) value).longValue());
  }

  /** {@code count} rows of one value in boxed memory form. */
  public static Column repeat(Object boxed, VectorType type, int count) {
    if (boxed == null) {
      return Columns.nulls(type.layout(), count);
    }
    return switch (type.layout()) {
      case INT -> {
        int[] values = new int[count];
        Arrays.fill(values, (Integer) boxed);
        yield new IntColumn(values, null);
      }
      case LONG -> {
        long[] values = new long[count];
        Arrays.fill(values, (Long) boxed);
        yield new LongColumn(values, null);
      }
      case DOUBLE -> {
        double[] values = new double[count];
        Arrays.fill(values, (Double) boxed);
        yield new DoubleColumn(values, null);
      }
      case BYTES -> {
        byte[] bytes = (byte[]) boxed;
        yield new BytesColumn(new int[] {0, bytes.length}, bytes, new int[count], null);
      }
    };
  }
}
