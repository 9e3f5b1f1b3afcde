package io.omnigraph.sql.kernel;

import io.omnigraph.sql.session.SqlType;
import io.omnigraph.sql.types.DateTimes;
import io.omnigraph.sql.types.ValueConverter;
import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;

/** CAST. Numbers are cut towards zero when they become integers, texts are cut to their length. */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
public final class Casts {
  private static final VectorType TIMESTAMP = VectorType.TIMESTAMP;

  private Casts() {}

  public static Kernel of(Kernel operand, VectorType from, VectorType to) {
    if (from.equals(to) || sameForm(from, to)) {
      return operand;
    }
    if (from.sqlType() == SqlType.TIMESTAMP_WITH_TIMEZONE
        && (to.sqlType() == SqlType.TIMESTAMP
            || to.sqlType() == SqlType.DATE
            || to.sqlType() == SqlType.TIME)) {
      return of(inZone(operand, true), TIMESTAMP, to);
    }
    if (to.sqlType() == SqlType.TIMESTAMP_WITH_TIMEZONE
        && (from.sqlType() == SqlType.TIMESTAMP || from.sqlType() == SqlType.DATE)) {
      VectorType local = new VectorType(SqlType.TIMESTAMP, to.precision(), 0, TIMESTAMP.kind());
      return inZone(of(operand, from, local), false);
    }
    if (from.isInteger() && to.sqlType() == SqlType.BIGINT && from.layout() == Layout.INT) {
      return (batch, evaluation) -> widen((IntColumn) operand.eval(batch, evaluation));
    }
    if (from.isInteger() && to.sqlType() == SqlType.DOUBLE) {
      return (batch, evaluation) -> toDouble(operand.eval(batch, evaluation));
    }
    return (batch, evaluation) -> {
      Column column = operand.eval(batch, evaluation);
      int n = batch.rowCount();
      ColumnBuilder out = ColumnBuilder.of(to.layout(), n);
      for (int i = 0; i < n; i++) {
        Object value = ValueReader.value(column, i, from);
        out.appendBoxed(value == null ? null : cast(value, from, to));
      }
      return out.build();
    };
  }

  /** From instants to what the session's clock shows, or back. */
  private static Kernel inZone(Kernel operand, boolean toLocal) {
    return (batch, evaluation) -> {
      LongColumn column = (LongColumn) operand.eval(batch, evaluation);
      long[] out = new long[column.length()];
      for (int i = 0; i < out.length; i++) {
        long micros = column.values()[i];
        out[i] =
            toLocal
                ? DateTimes.local(micros, evaluation.zone())
                : DateTimes.instant(micros, evaluation.zone());
      }
      return new LongColumn(out, column.nulls());
    };
  }

  private static boolean sameForm(VectorType from, VectorType to) {
    if (from.isText() && to.isText()) {
      return to.sqlType() != SqlType.CHAR
          && (to.precision() == 0 || from.precision() > 0 && from.precision() <= to.precision());
    }
    if (from.isInteger()
        && to.isInteger()
        && from.layout() == Layout.INT
        && to.layout() == Layout.INT) {
      return from.sqlType().compareTo(to.sqlType()) <= 0;
    }
    return from.sqlType() == to.sqlType()
        && from.scale() == to.scale()
        && from.precision() <= (to.precision() == 0 ? Integer.MAX_VALUE : to.precision())
        && from.layout() == to.layout();
  }

  private static Column widen(IntColumn column) {
    int[] from = column.values();
    long[] out = new long[from.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = from[i];
    }
    return new LongColumn(out, column.nulls());
  }

  private static Column toDouble(Column column) {
    double[] out = new double[column.length()];
    if (column instanceof IntColumn ints) {
      for (int i = 0; i < out.length; i++) {
        out[i] = ints.values()[i];
      }
    } else {
      long[] longs = ((LongColumn) column).values();
      for (int i = 0; i < out.length; i++) {
        out[i] = longs[i];
      }
    }
    return new DoubleColumn(out, column.nulls());
  }

  /**
   * @param value of {@code from} in value form, not null
   * @return boxed memory form of {@code to}
   */
  static Object cast(Object value, VectorType from, VectorType to) {
    if (to.isText()) {
      return Values.boxed(fit(text(value, from), to), to);
    }
    Object source = value;
    if (to.isInteger() && (value instanceof BigDecimal || value instanceof Double)) {
      source = whole(value);
    } else if (from.sqlType() == SqlType.DATE
        && to.sqlType() != SqlType.DATE
        && value instanceof Long days) {
      source = LocalDate.ofEpochDay(days);
    } else if (isTimestamp(from) && value instanceof Long micros) {
      source = DateTimes.timestamp(micros);
    } else if (from.sqlType() == SqlType.TIME && isTimestamp(to) && value instanceof Long micros) {
      return micros;
    } else if ((to.sqlType() == SqlType.BINARY || to.sqlType() == SqlType.VARBINARY)
        && value instanceof byte[] bytes
        && to.precision() > 0
        && bytes.length > to.precision()) {
      source = java.util.Arrays.copyOf(bytes, to.precision());
    }
    return ValueConverter.assign(source, to, "CAST");
  }

  private static Object whole(Object value) {
    if (value instanceof Double d) {
      return d.isNaN() || d.isInfinite() ? value : new BigDecimal(d).setScale(0, RoundingMode.DOWN);
    }
    return ((BigDecimal) value).setScale(0, RoundingMode.DOWN);
  }

  private static boolean isTimestamp(VectorType type) {
    return type.sqlType() == SqlType.TIMESTAMP || type.sqlType() == SqlType.TIMESTAMP_WITH_TIMEZONE;
  }

  /** The text that a value has in SQL. */
  public static String text(Object value, VectorType from) {
    return switch (from.sqlType()) {
      case BOOLEAN -> (Boolean) value ? "TRUE" : "FALSE";
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case REAL -> Float.toString(((Double) value).floatValue());
      case DATE -> LocalDate.ofEpochDay((Long) value).toString();
      case TIME -> DateTimes.formatTime((Long) value, from.precision());
      case TIMESTAMP -> DateTimes.formatTimestamp((Long) value, from.precision());
      case TIMESTAMP_WITH_TIMEZONE ->
          DateTimes.formatTimestamp((Long) value, from.precision()) + "Z";
      case UUID -> ValueReader.object(value, from).toString();
      case BINARY, VARBINARY -> java.util.HexFormat.of().formatHex((byte[]) value);
      default -> value.toString();
    };
  }

  private static String fit(String text, VectorType to) {
    if (to.precision() == 0) {
      return text;
    }
    int length = text.codePointCount(0, text.length());
    if (length > to.precision()) {
      return text.substring(0, text.offsetByCodePoints(0, to.precision()));
    }
    return to.sqlType() == SqlType.CHAR ? text + " ".repeat(to.precision() - length) : text;
  }
}
