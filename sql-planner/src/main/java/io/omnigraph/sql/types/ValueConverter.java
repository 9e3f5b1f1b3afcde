package io.omnigraph.sql.types;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Assignment of any value to a type: what INSERT, UPDATE and parameters do. Numbers are rounded
 * half up and range checked, texts are parsed.
 */
public final class ValueConverter {
  private static final java.util.Set<String> TRUE = java.util.Set.of("true", "t", "1", "yes", "on");
  private static final java.util.Set<String> FALSE =
      java.util.Set.of("false", "f", "0", "no", "off");

  private ValueConverter() {}

  /**
   * The value in the column's boxed memory form (Integer, Long, Double, byte[]), or null for null.
   *
   * @param value of any Java class that a parameter may have, or of {@link ValueReader#value}
   * @param what names the target in errors
   * @throws OmnigraphException VALUE_INVALID, VALUE_OUT_OF_RANGE, DATETIME_INVALID, STRING_TOO_LONG
   */
  public static Object assign(Object value, VectorType type, String what) {
    if (value == null) {
      return null;
    }
    return switch (type.sqlType()) {
      case BOOLEAN -> bool(value, what) ? 1 : 0;
      case TINYINT -> (int) integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE, type, what);
      case SMALLINT -> (int) integer(value, Short.MIN_VALUE, Short.MAX_VALUE, type, what);
      case INTEGER -> (int) integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE, type, what);
      case BIGINT ->
          type.kind() == io.omnigraph.storage.column.ColumnType.Kind.UINT32
              ? integer(value, 0, 0xFFFF_FFFFL, type, what)
              : integer(value, Long.MIN_VALUE, Long.MAX_VALUE, type, what);
      case REAL -> real(value, what);
      case DOUBLE -> number(value, type, what).doubleValue();
      case DECIMAL -> decimal(value, type, what);
      case CHAR, VARCHAR, CLOB -> text(value, type, what);
      case BINARY, VARBINARY -> binary(value, type, what);
      case UUID -> uuidBytes(value, what);
      case DATE -> date(value, what);
      case TIME -> DateTimes.round(time(value, what), type.precision());
      case TIMESTAMP -> DateTimes.round(timestamp(value, what), type.precision());
      case TIMESTAMP_WITH_TIMEZONE -> DateTimes.round(timestampTz(value, what), type.precision());
      case OTHER -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE, type, what);
      case ARRAY, NULL -> throw bad(value, type.typeName(), what);
    };
  }

  private static boolean bool(Object value, String what) {
    if (value instanceof Boolean b) {
      return b;
    }
    if (value instanceof Number n) {
      return n.doubleValue() != 0;
    }
    if (value instanceof String s) {
      String word = s.strip().toLowerCase(java.util.Locale.ROOT);
      if (TRUE.contains(word) || FALSE.contains(word)) {
        return TRUE.contains(word);
      }
    }
    throw bad(value, "BOOLEAN", what);
  }

  private static long integer(Object value, long min, long max, VectorType type, String what) {
    long result;
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      result = ((Number) value).longValue();
    } else {
      Number n = number(value, type, what);
      if (n instanceof Double d && (d.isNaN() || d.isInfinite())) {
        throw outOfRange(value, type.typeName(), what);
      }
      BigInteger whole =
          (n instanceof Double d ? new BigDecimal(d) : decimalOf(n))
              .setScale(0, RoundingMode.HALF_UP)
              .toBigInteger();
      if (whole.bitLength() > 63) {
        throw outOfRange(value, type.typeName(), what);
      }
      result = whole.longValue();
    }
    if (result < min || result > max) {
      throw outOfRange(value, type.typeName(), what);
    }
    return result;
  }

  private static double real(Object value, String what) {
    Number n = number(value, VectorType.DOUBLE, what);
    float f = n.floatValue();
    if (Float.isInfinite(f) && !Double.isInfinite(n.doubleValue())) {
      throw outOfRange(value, "REAL", what);
    }
    return f;
  }

  /** A Long, Double, BigInteger or BigDecimal with the value. */
  private static Number number(Object value, VectorType type, String what) {
    if (value instanceof Boolean b) {
      return b ? 1L : 0L;
    }
    if (value instanceof Float f) {
      return type.isDecimal() ? new BigDecimal(f.toString()) : (Number) f.doubleValue();
    }
    if (value instanceof Number n) {
      return n;
    }
    if (value instanceof String s) {
      try {
        return type.layout() == io.omnigraph.storage.column.ColumnType.Layout.DOUBLE
            ? (Number) Double.valueOf(s.strip())
            : (Number) new BigDecimal(s.strip());
      } catch (NumberFormatException e) {
        throw bad(value, type.typeName(), what).causedBy(e);
      }
    }
    throw bad(value, type.typeName(), what);
  }

  static BigDecimal decimalOf(Number n) {
    if (n instanceof BigDecimal d) {
      return d;
    }
    if (n instanceof BigInteger i) {
      return new BigDecimal(i);
    }
    return n instanceof Double || n instanceof Float
        ? BigDecimal.valueOf(n.doubleValue())
        : BigDecimal.valueOf(n.longValue());
  }

  private static Object decimal(Object value, VectorType type, String what) {
    Number n = number(value, type, what);
    if (n instanceof Double d && (d.isNaN() || d.isInfinite())) {
      throw outOfRange(value, type.typeName(), what);
    }
    BigDecimal scaled = decimalOf(n).setScale(type.scale(), RoundingMode.HALF_UP);
    if (scaled.precision() > (type.precision() == 0 ? 38 : type.precision())
        && scaled.signum() != 0) {
      throw outOfRange(value, "DECIMAL(%d, %d)".formatted(type.precision(), type.scale()), what);
    }
    if (type.kind() == io.omnigraph.storage.column.ColumnType.Kind.UINT64) {
      if (scaled.signum() < 0 || scaled.toBigInteger().bitLength() > 64) {
        throw outOfRange(value, "U64", what);
      }
      return scaled.toBigInteger().longValue();
    }
    return Decimals.write(scaled.unscaledValue());
  }

  private static byte[] text(Object value, VectorType type, String what) {
    String s;
    if (value instanceof byte[] || value instanceof java.io.Serializable == false) {
      throw bad(value, type.typeName(), what);
    } else if (value instanceof BigDecimal d) {
      s = d.toPlainString();
    } else {
      s =
          value instanceof LocalDateTime t
              ? DateTimes.formatTimestamp(DateTimes.micros(t), 6)
              : value.toString();
    }
    if (type.precision() > 0 && s.length() > type.precision()) {
      int length = s.codePointCount(0, s.length());
      String trimmed = s.stripTrailing();
      if (length > type.precision()
          && trimmed.codePointCount(0, trimmed.length()) <= type.precision()) {
        s = s.substring(0, s.offsetByCodePoints(0, type.precision())); // SQL: blanks may go
      } else if (length > type.precision()) {
        throw new OmnigraphException(
            ErrorCode.STRING_TOO_LONG,
            "%s: a text of %d characters does not fit %s(%d)."
                .formatted(what, length, type.sqlType(), type.precision()));
      }
    }
    return s.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] binary(Object value, VectorType type, String what) {
    if (!(value instanceof byte[] bytes)) {
      throw bad(value, type.typeName(), what);
    }
    if (type.precision() > 0 && bytes.length > type.precision()) {
      throw new OmnigraphException(
          ErrorCode.STRING_TOO_LONG,
          "%s: %d bytes do not fit %s(%d)."
              .formatted(what, bytes.length, type.sqlType(), type.precision()));
    }
    return type.kind() == io.omnigraph.storage.column.ColumnType.Kind.FIXED_BINARY
        ? java.util.Arrays.copyOf(bytes, type.precision())
        : bytes;
  }

  private static byte[] uuidBytes(Object value, String what) {
    if (value instanceof byte[] bytes && bytes.length == 16) {
      return bytes;
    }
    try {
      UUID uuid = value instanceof UUID u ? u : UUID.fromString(String.valueOf(value).strip());
      return ByteBuffer.allocate(16)
          .putLong(uuid.getMostSignificantBits())
          .putLong(uuid.getLeastSignificantBits())
          .array();
    } catch (IllegalArgumentException e) {
      throw bad(value, "UUID", what).causedBy(e);
    }
  }

  private static int date(Object value, String what) {
    if (value instanceof LocalDate d) {
      return Math.toIntExact(d.toEpochDay());
    }
    if (value instanceof LocalDateTime t) {
      return Math.toIntExact(t.toLocalDate().toEpochDay());
    }
    if (value instanceof OffsetDateTime t) {
      return Math.toIntExact(t.toLocalDate().toEpochDay());
    }
    if (value instanceof String s) {
      return DateTimes.parseDate(s);
    }
    if (value instanceof Long days) {
      return Math.toIntExact(days);
    }
    throw bad(value, "DATE", what);
  }

  private static long time(Object value, String what) {
    if (value instanceof LocalTime t) {
      return DateTimes.micros(t);
    }
    if (value instanceof LocalDateTime t) {
      return DateTimes.micros(t.toLocalTime());
    }
    if (value instanceof String s) {
      return DateTimes.parseTime(s);
    }
    if (value instanceof Long micros) {
      return micros;
    }
    throw bad(value, "TIME", what);
  }

  private static long timestamp(Object value, String what) {
    if (value instanceof LocalDateTime t) {
      return DateTimes.micros(t);
    }
    if (value instanceof LocalDate d) {
      return DateTimes.micros(d.atStartOfDay());
    }
    if (value instanceof OffsetDateTime t) {
      return DateTimes.micros(t.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
    }
    if (value instanceof String s) {
      return DateTimes.parseTimestamp(s);
    }
    if (value instanceof Long micros) {
      return micros;
    }
    throw bad(value, "TIMESTAMP", what);
  }

  private static long timestampTz(Object value, String what) {
    if (value instanceof OffsetDateTime t) {
      return DateTimes.micros(t);
    }
    if (value instanceof Instant i) {
      return DateTimes.micros(i.atOffset(ZoneOffset.UTC));
    }
    return value instanceof String s ? DateTimes.parseTimestampTz(s) : timestamp(value, what);
  }

  private static OmnigraphException bad(Object value, String type, String what) {
    return new OmnigraphException(
        ErrorCode.VALUE_INVALID,
        "%s: %s cannot be used as %s.".formatted(what, shown(value), type));
  }

  private static OmnigraphException outOfRange(Object value, String type, String what) {
    return new OmnigraphException(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "%s: %s does not fit %s.".formatted(what, shown(value), type));
  }

  private static String shown(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes.length + " bytes";
    }
    String text = value.toString();
    return value instanceof Number
        ? text
        : "\"" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "\"";
  }
}
