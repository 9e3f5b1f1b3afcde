package io.omnigraph.sql.types;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/** Single values out of columns. */
public final class ValueReader {
  private ValueReader() {}

  /**
   * The value in the form that row functions compute with, or null: Boolean, Long (integers, days,
   * microseconds, intervals), Double, BigDecimal, String, byte[] (binaries and UUID).
   */
  public static Object value(Column column, int position, VectorType type) {
    if (column.isNull(position)) {
      return null;
    }
    if (column instanceof IntColumn ints) {
      int v = ints.values()[position];
      return type.sqlType() == io.omnigraph.sql.session.SqlType.BOOLEAN
          ? (Object) (v != 0)
          : (Object) (long) v;
    }
    if (column instanceof LongColumn longs) {
      return longs.values()[position];
    }
    if (column instanceof DoubleColumn doubles) {
      return doubles.values()[position];
    }
    BytesColumn bytes = (BytesColumn) column;
    if (type.isDecimal()) {
      return decimal(bytes, position, type.scale());
    }
    return type.isText() ? bytes.text(position) : bytes.copyOf(position);
  }

  public static BigDecimal decimal(BytesColumn column, int position, int scale) {
    return Decimals.read(column.bytes(), column.offsets()[column.slot(position)], scale);
  }

  /** The value in the class that {@code SqlType} names, or null. */
  public static Object object(Column column, int position, VectorType type) {
    Object value = value(column, position, type);
    return value == null ? null : object(value, type);
  }

  /** From the form of {@link #value} to the class that {@code SqlType} names. */
  public static Object object(Object value, VectorType type) {
    return switch (type.sqlType()) {
      case TINYINT, SMALLINT, INTEGER -> ((Long) value).intValue();
      case REAL -> ((Double) value).floatValue();
      case DATE -> LocalDate.ofEpochDay((Long) value);
      case TIME -> DateTimes.time((Long) value);
      case TIMESTAMP -> DateTimes.timestamp((Long) value);
      case TIMESTAMP_WITH_TIMEZONE -> DateTimes.timestamp((Long) value).atOffset(ZoneOffset.UTC);
      case UUID -> uuid((byte[]) value);
      case OTHER -> value.toString();
      default -> value;
    };
  }

  static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
