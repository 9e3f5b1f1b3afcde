package io.omnigraph.jdbc.types;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/**
 * Conversions to java.time. A value with an offset is shown in {@code zone} where the target has
 * none, and the other way round.
 */
public final class ToTemporal {
  private ToTemporal() {}

  public static LocalDate toDate(Object value, ZoneId zone) throws SQLException {
    if (value instanceof LocalDate date) {
      return date;
    }
    if (value instanceof LocalDateTime local) {
      return local.toLocalDate();
    }
    if (value instanceof OffsetDateTime instant) {
      return instant.atZoneSameInstant(zone).toLocalDate();
    }
    if (value instanceof String text) {
      return DateTimeText.date(text);
    }
    throw Unconvertible.kind(value, "DATE");
  }

  public static LocalTime toTime(Object value, ZoneId zone) throws SQLException {
    if (value instanceof LocalTime time) {
      return time;
    }
    if (value instanceof LocalDateTime local) {
      return local.toLocalTime();
    }
    if (value instanceof OffsetDateTime instant) {
      return instant.atZoneSameInstant(zone).toLocalTime();
    }
    if (value instanceof String text) {
      return DateTimeText.time(text);
    }
    throw Unconvertible.kind(value, "TIME");
  }

  /** A time alone is on the first day of 1970. */
  public static LocalDateTime toTimestamp(Object value, ZoneId zone) throws SQLException {
    if (value instanceof LocalDateTime local) {
      return local;
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay();
    }
    if (value instanceof LocalTime time) {
      return time.atDate(LocalDate.EPOCH);
    }
    if (value instanceof OffsetDateTime instant) {
      return instant.atZoneSameInstant(zone).toLocalDateTime();
    }
    if (value instanceof String text) {
      return DateTimeText.timestamp(text, zone);
    }
    throw Unconvertible.kind(value, "TIMESTAMP");
  }

  public static OffsetDateTime toInstant(Object value, ZoneId zone) throws SQLException {
    if (value instanceof OffsetDateTime instant) {
      return instant;
    }
    if (value instanceof String text) {
      return DateTimeText.instant(text, zone);
    }
    if (value instanceof LocalTime) {
      throw Unconvertible.kind(value, "TIMESTAMP WITH TIME ZONE");
    }
    return toTimestamp(value, zone).atZone(zone).toOffsetDateTime();
  }
}
