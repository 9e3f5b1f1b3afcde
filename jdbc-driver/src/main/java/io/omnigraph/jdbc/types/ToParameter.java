package io.omnigraph.jdbc.types;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.sql.session.SqlParameter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.JDBCType;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import java.util.UUID;

/** From what a caller sets to the class in which a value crosses into the session. */
public final class ToParameter {
  private ToParameter() {}

  /** The session's class for an object of any class that JDBC names; null stays null. */
  public static Object of(Object value) throws SQLException {
    if (value == null || isSessionClass(value)) {
      return value;
    }
    if (value instanceof Byte || value instanceof Short) {
      return ((Number) value).intValue();
    }
    if (value instanceof BigInteger big) {
      return new BigDecimal(big);
    }
    if (value instanceof Character letter) {
      return letter.toString();
    }
    if (value instanceof Clob || value instanceof Blob) {
      return Lobs.drain(value);
    }
    if (value instanceof java.io.InputStream || value instanceof java.io.Reader) {
      return Lobs.drainStream(value);
    }
    if (value instanceof Array array) {
      return list(array.getArray());
    }
    if (value.getClass().isArray() || value instanceof List<?>) {
      return list(value);
    }
    return time(value);
  }

  private static boolean isSessionClass(Object value) {
    return value instanceof String
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof Float
        || value instanceof Boolean
        || value instanceof BigDecimal
        || value instanceof byte[]
        || value instanceof LocalDate
        || value instanceof LocalTime
        || value instanceof LocalDateTime
        || value instanceof OffsetDateTime
        || value instanceof UUID;
  }

  private static Object time(Object value) throws SQLException {
    if (value instanceof Timestamp timestamp) {
      return LegacyTime.localDateTime(timestamp, null);
    }
    if (value instanceof java.sql.Date date) {
      return LegacyTime.localDate(date, null);
    }
    if (value instanceof Time time) {
      return LegacyTime.localTime(time, null);
    }
    if (value instanceof java.util.Date date) {
      return LegacyTime.localDateTime(date, null);
    }
    if (value instanceof Calendar calendar) {
      return LegacyTime.localDateTime(calendar.getTime(), null);
    }
    if (value instanceof Instant instant) {
      return instant.atOffset(ZoneOffset.UTC);
    }
    if (value instanceof ZonedDateTime zoned) {
      return zoned.toOffsetDateTime();
    }
    throw Unconvertible.kind(value, "an SQL value");
  }

  private static List<Object> list(Object array) throws SQLException {
    Object[] items =
        array instanceof List<?> given
            ? given.toArray()
            : array instanceof Object[] objects ? objects : boxed(array);
    List<Object> made = new ArrayList<>(items.length);
    for (Object item : items) {
      made.add(of(item));
    }
    return made;
  }

  private static Object[] boxed(Object primitives) {
    int length = java.lang.reflect.Array.getLength(primitives);
    Object[] items = new Object[length];
    Arrays.setAll(items, i -> java.lang.reflect.Array.get(primitives, i));
    return items;
  }

  /**
   * {@code setObject} with a target type.
   *
   * @param scale digits after the point of a DECIMAL or NUMERIC, or -1 to keep the value's
   */
  public static Object as(Object value, int jdbcType, int scale) throws SQLException {
    if (value == null) {
      return null;
    }
    Object given = of(value);
    ZoneId zone = ZoneId.systemDefault();
    return switch (jdbcType) {
      case Types.BIT, Types.BOOLEAN -> ToNumber.toBoolean(given);
      case Types.TINYINT -> (int) ToNumber.toByte(given);
      case Types.SMALLINT -> (int) ToNumber.toShort(given);
      case Types.INTEGER -> ToNumber.toInt(given);
      case Types.BIGINT -> ToNumber.toLong(given);
      case Types.REAL -> ToNumber.toFloat(given);
      case Types.FLOAT, Types.DOUBLE -> ToNumber.toDouble(given);
      case Types.DECIMAL, Types.NUMERIC -> scaled(ToNumber.toDecimal(given), scale);
      case Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB,
          Types.NCLOB ->
          ToText.of(given);
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> ToBytes.of(given);
      case Types.DATE -> ToTemporal.toDate(given, zone);
      case Types.TIME -> ToTemporal.toTime(given, zone);
      case Types.TIMESTAMP -> ToTemporal.toTimestamp(given, zone);
      case Types.TIMESTAMP_WITH_TIMEZONE -> ToTemporal.toInstant(given, zone);
      case Types.OTHER, Types.JAVA_OBJECT, Types.ARRAY -> given;
      case Types.NULL -> null;
      default -> throw SqlErrors.unsupported("The type " + name(jdbcType));
    };
  }

  /** Refuses types that no column can have. */
  public static void checkType(int jdbcType) throws SQLException {
    switch (jdbcType) {
      case Types.REF,
          Types.REF_CURSOR,
          Types.ROWID,
          Types.SQLXML,
          Types.STRUCT,
          Types.DISTINCT,
          Types.DATALINK ->
          throw SqlErrors.unsupported("The type " + name(jdbcType));
      default -> name(jdbcType);
    }
  }

  private static String name(int jdbcType) throws SQLException {
    try {
      return JDBCType.valueOf(jdbcType).getName();
    } catch (IllegalArgumentException e) {
      throw SqlErrors.unsupported("The java.sql.Types code " + jdbcType);
    }
  }

  private static BigDecimal scaled(BigDecimal value, int scale) {
    return scale < 0 ? value : value.setScale(scale, RoundingMode.HALF_UP);
  }

  /**
   * Brings a value into the family of the marker's type: a text for a number, a date for a
   * timestamp. Numbers stay as they are, so that {@code int_column = 1.5} is not true for 1; a
   * VARCHAR marker may have a type that only the value tells, so nothing is done for it.
   */
  public static Object fit(Object value, SqlParameter marker) throws SQLException {
    if (value == null || marker.type().javaClass().isInstance(value)) {
      return value;
    }
    ZoneId zone = ZoneId.systemDefault();
    return switch (marker.type()) {
      case BOOLEAN -> ToNumber.toBoolean(value);
      case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL ->
          value instanceof Number ? value : ToNumber.toDecimal(value);
      case REAL, DOUBLE -> value instanceof Number ? value : (Object) ToNumber.toDouble(value);
      case BINARY, VARBINARY -> ToBytes.of(value);
      case DATE -> value instanceof String ? ToTemporal.toDate(value, zone) : value;
      case TIME -> ToTemporal.toTime(value, zone);
      case TIMESTAMP -> ToTemporal.toTimestamp(value, zone);
      case TIMESTAMP_WITH_TIMEZONE -> ToTemporal.toInstant(value, zone);
      case UUID -> ToBytes.uuid(value);
      case CHAR, VARCHAR, CLOB, ARRAY, NULL, OTHER -> value;
    };
  }
}
