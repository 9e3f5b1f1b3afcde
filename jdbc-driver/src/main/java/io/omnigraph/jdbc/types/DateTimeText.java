package io.omnigraph.jdbc.types;

import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/** Reads dates and times in ISO form, with a blank or a T between them. */
final class DateTimeText {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter DATE_AND_MAYBE_TIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .append(TIME)
          .optionalEnd()
          .appendPattern("[' ']")
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private DateTimeText() {}

  static LocalDate date(String text) throws SQLException {
    LocalDate date = parse(text, "DATE").query(TemporalQueries.localDate());
    if (date == null) {
      throw Unconvertible.dateTime(text, "DATE");
    }
    return date;
  }

  /** A time alone, or the time of a timestamp. */
  static LocalTime time(String text) throws SQLException {
    String trimmed = text.strip();
    try {
      return LocalTime.parse(trimmed, TIME);
    } catch (DateTimeException e) {
      LocalTime time = parse(text, "TIME").query(TemporalQueries.localTime());
      if (time == null) {
        throw Unconvertible.dateTime(text, "TIME");
      }
      return time;
    }
  }

  /** An offset in the text is converted to {@code zone}; a date alone is its midnight. */
  static LocalDateTime timestamp(String text, ZoneId zone) throws SQLException {
    TemporalAccessor parsed = parse(text, "TIMESTAMP");
    LocalDateTime local = local(parsed);
    ZoneOffset offset = parsed.query(TemporalQueries.offset());
    return offset == null
        ? local
        : local.atOffset(offset).atZoneSameInstant(zone).toLocalDateTime();
  }

  /** A text without offset is meant in {@code zone}. */
  static OffsetDateTime instant(String text, ZoneId zone) throws SQLException {
    TemporalAccessor parsed = parse(text, "TIMESTAMP WITH TIME ZONE");
    LocalDateTime local = local(parsed);
    ZoneOffset offset = parsed.query(TemporalQueries.offset());
    return offset == null ? local.atZone(zone).toOffsetDateTime() : local.atOffset(offset);
  }

  private static LocalDateTime local(TemporalAccessor parsed) {
    LocalDate date = parsed.query(TemporalQueries.localDate());
    LocalTime time = parsed.query(TemporalQueries.localTime());
    return LocalDateTime.of(date, time == null ? LocalTime.MIDNIGHT : time);
  }

  private static TemporalAccessor parse(String text, String target) throws SQLException {
    try {
      return DATE_AND_MAYBE_TIME.parse(text.strip());
    } catch (DateTimeException e) {
      throw Unconvertible.dateTime(text, target);
    }
  }
}
