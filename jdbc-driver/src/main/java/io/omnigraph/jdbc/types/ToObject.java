package io.omnigraph.jdbc.types;

import io.omnigraph.sql.session.SqlType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.MalformedURLException;
import java.net.URL;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** All conversions of {@code getObject(column, class)}: one table from class to conversion. */
public final class ToObject {
  public static final Conversion<String> STRING = (v, c) -> ToText.of(v);
  public static final Conversion<byte[]> BYTES = (v, c) -> ToBytes.of(v).clone();
  public static final Conversion<LocalDate> LOCAL_DATE =
      (v, c) -> ToTemporal.toDate(v, LegacyTime.zone(c));
  public static final Conversion<LocalTime> LOCAL_TIME =
      (v, c) -> ToTemporal.toTime(v, LegacyTime.zone(c));
  public static final Conversion<LocalDateTime> LOCAL_DATE_TIME =
      (v, c) -> ToTemporal.toTimestamp(v, LegacyTime.zone(c));
  public static final Conversion<OffsetDateTime> OFFSET_DATE_TIME =
      (v, c) -> ToTemporal.toInstant(v, LegacyTime.zone(c));
  public static final Conversion<Date> DATE = (v, c) -> LegacyTime.date(LOCAL_DATE.apply(v, c), c);
  public static final Conversion<Time> TIME = (v, c) -> LegacyTime.time(LOCAL_TIME.apply(v, c), c);
  public static final Conversion<Timestamp> TIMESTAMP = ToObject::timestamp;
  public static final Conversion<NClob> CLOB = (v, c) -> new TextClob(ToText.of(v));
  public static final Conversion<Blob> BLOB = (v, c) -> new BytesBlob(ToBytes.of(v));
  public static final Conversion<InputStream> BINARY_STREAM =
      (v, c) -> new ByteArrayInputStream(ToBytes.of(v));
  public static final Conversion<Reader> CHARACTER_STREAM =
      (v, c) -> new StringReader(ToText.of(v));
  public static final Conversion<URL> URL_ = ToObject::url;

  private static final Map<Class<?>, Conversion<?>> BY_CLASS = byClass();

  private ToObject() {}

  private static Map<Class<?>, Conversion<?>> byClass() {
    Map<Class<?>, Conversion<?>> table = new HashMap<>();
    table.put(Boolean.class, (v, c) -> ToNumber.toBoolean(v));
    table.put(Byte.class, (v, c) -> ToNumber.toByte(v));
    table.put(Short.class, (v, c) -> ToNumber.toShort(v));
    table.put(Integer.class, (v, c) -> ToNumber.toInt(v));
    table.put(Long.class, (v, c) -> ToNumber.toLong(v));
    table.put(Float.class, (v, c) -> ToNumber.toFloat(v));
    table.put(Double.class, (v, c) -> ToNumber.toDouble(v));
    table.put(BigDecimal.class, (v, c) -> ToNumber.toDecimal(v));
    table.put(BigInteger.class, (v, c) -> ToNumber.toBigInteger(v));
    table.put(String.class, STRING);
    table.put(byte[].class, BYTES);
    table.put(UUID.class, (v, c) -> ToBytes.uuid(v));
    table.put(URL.class, URL_);
    times(table);
    table.put(Clob.class, CLOB);
    table.put(NClob.class, CLOB);
    table.put(Blob.class, BLOB);
    table.put(InputStream.class, BINARY_STREAM);
    table.put(Reader.class, CHARACTER_STREAM);
    table.put(List.class, (v, c) -> list(v));
    return Map.copyOf(table);
  }

  // java.util.Date is one of the classes that callers ask for.
  @SuppressWarnings("JavaUtilDate")
  private static void times(Map<Class<?>, Conversion<?>> table) {
    table.put(LocalDate.class, LOCAL_DATE);
    table.put(LocalTime.class, LOCAL_TIME);
    table.put(LocalDateTime.class, LOCAL_DATE_TIME);
    table.put(OffsetDateTime.class, OFFSET_DATE_TIME);
    table.put(OffsetTime.class, (v, c) -> OFFSET_DATE_TIME.apply(v, c).toOffsetTime());
    table.put(ZonedDateTime.class, (v, c) -> OFFSET_DATE_TIME.apply(v, c).toZonedDateTime());
    table.put(Instant.class, (v, c) -> OFFSET_DATE_TIME.apply(v, c).toInstant());
    table.put(Date.class, DATE);
    table.put(Time.class, TIME);
    table.put(Timestamp.class, TIMESTAMP);
    table.put(java.util.Date.class, (v, c) -> new java.util.Date(timestamp(v, c).getTime()));
    table.put(Calendar.class, ToObject::calendar);
  }

  /**
   * @throws SQLException 22018 when no value becomes an instance of this class
   */
  public static <T> T as(Object value, Class<T> target) throws SQLException {
    if (target == Object.class) {
      return target.cast(value);
    }
    Conversion<?> conversion = BY_CLASS.get(target);
    if (conversion == null) {
      throw Unconvertible.kind(value, target.getName());
    }
    return target.cast(conversion.apply(value, null));
  }

  /** What {@code getObject(column)} gives for every type but ARRAY: the Javadoc's class. */
  public static Object jdbcObject(SqlType type, Object value) throws SQLException {
    return switch (type) {
      case DATE -> DATE.apply(value, null);
      case TIME -> TIME.apply(value, null);
      case TIMESTAMP -> TIMESTAMP.apply(value, null);
      case CLOB -> CLOB.apply(value, null);
      case BINARY, VARBINARY -> BYTES.apply(value, null);
      default -> value;
    };
  }

  private static Timestamp timestamp(Object value, Calendar calendar) throws SQLException {
    return value instanceof OffsetDateTime instant
        ? LegacyTime.timestamp(instant)
        : LegacyTime.timestamp(LOCAL_DATE_TIME.apply(value, calendar), calendar);
  }

  private static Calendar calendar(Object value, Calendar calendar) throws SQLException {
    Calendar made = new GregorianCalendar();
    made.setTimeInMillis(timestamp(value, calendar).getTime());
    return made;
  }

  private static URL url(Object value, Calendar calendar) throws SQLException {
    try {
      return new URL(ToText.of(value));
    } catch (MalformedURLException e) {
      throw Unconvertible.text(value, "URL");
    }
  }

  private static List<?> list(Object value) throws SQLException {
    if (value instanceof List<?> items) {
      return items;
    }
    throw Unconvertible.kind(value, "ARRAY");
  }
}
