package io.omnigraph.sql.types;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Dates and times between texts, java.time and microseconds. */
public final class DateTimes {
  public static final long MICROS_PER_SECOND = 1_000_000L;
  public static final long MICROS_PER_DAY = 86_400L * MICROS_PER_SECOND;

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("H:mm[:ss]")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalEnd()
          .toFormatter(Locale.ROOT);
  private static final DateTimeFormatter OFFSET =
      new DateTimeFormatterBuilder()
          .append(TIME)
          .optionalStart()
          .appendLiteral(' ')
          .optionalEnd()
          .appendOffset("+HH:mm", "Z")
          .toFormatter(Locale.ROOT);

  private DateTimes() {}

  public static long micros(LocalDateTime value) {
    return Math.addExact(
        Math.multiplyExact(value.toEpochSecond(ZoneOffset.UTC), MICROS_PER_SECOND),
        roundToMicros(value.toLocalTime().toNanoOfDay() % 1_000_000_000L));
  }

  public static long micros(OffsetDateTime value) {
    return Math.addExact(
        Math.multiplyExact(value.toEpochSecond(), MICROS_PER_SECOND),
        roundToMicros(value.getNano()));
  }

  public static long micros(LocalTime value) {
    return Math.min(roundToMicros(value.toNanoOfDay()), MICROS_PER_DAY - 1);
  }

  private static long roundToMicros(long nanos) {
    return (nanos + 500) / 1_000;
  }

  public static LocalDateTime timestamp(long micros) {
    long second = Math.floorDiv(micros, MICROS_PER_SECOND);
    int nano = (int) Math.floorMod(micros, MICROS_PER_SECOND) * 1_000;
    return LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC);
  }

  public static LocalTime time(long micros) {
    return LocalTime.ofNanoOfDay(micros * 1_000);
  }

  /** Digits of the fraction cut to {@code precision}, rounding half up. */
  public static long round(long micros, int precision) {
    if (precision >= 6) {
      return micros;
    }
    long unit = 1;
    for (int i = precision; i < 6; i++) {
      unit *= 10;
    }
    return Math.floorDiv(micros + unit / 2, unit) * unit;
  }

  /** Digits of the fraction cut to {@code precision}; a time of day stays in its day. */
  public static long truncate(long micros, int precision) {
    long unit = 1;
    for (int i = precision; i < 6; i++) {
      unit *= 10;
    }
    return Math.floorDiv(micros, unit) * unit;
  }

  /** What a clock in the zone shows at an instant. */
  public static long local(long utcMicros, ZoneId zone) {
    Instant instant = Instant.ofEpochSecond(Math.floorDiv(utcMicros, MICROS_PER_SECOND));
    return utcMicros + zone.getRules().getOffset(instant).getTotalSeconds() * MICROS_PER_SECOND;
  }

  /** The instant at which a clock in the zone shows a time; in a gap, as if it had not been set. */
  public static long instant(long localMicros, ZoneId zone) {
    LocalDateTime local = timestamp(localMicros);
    return localMicros - zone.getRules().getOffset(local).getTotalSeconds() * MICROS_PER_SECOND;
  }

  public static int parseDate(String text) {
    String trimmed = text.strip();
    try {
      int space = trimmed.indexOf(' ') >= 0 ? trimmed.indexOf(' ') : trimmed.indexOf('T');
      return Math.toIntExact(
          LocalDate.parse(space < 0 ? trimmed : trimmed.substring(0, space)).toEpochDay());
    } catch (DateTimeException | ArithmeticException e) {
      throw invalid("DATE", text, "2024-05-31", e);
    }
  }

  public static long parseTime(String text) {
    try {
      return micros(LocalTime.parse(text.strip(), TIME));
    } catch (DateTimeException e) {
      throw invalid("TIME", text, "13:45:00.123456", e);
    }
  }

  /** A timestamp without zone; a date alone means midnight. */
  public static long parseTimestamp(String text) {
    String trimmed = text.strip();
    try {
      int cut = separator(trimmed);
      LocalDate date = LocalDate.parse(cut < 0 ? trimmed : trimmed.substring(0, cut));
      LocalTime time =
          cut < 0 ? LocalTime.MIDNIGHT : LocalTime.parse(trimmed.substring(cut + 1), TIME);
      return micros(date.atTime(time));
    } catch (DateTimeException | ArithmeticException e) {
      throw invalid("TIMESTAMP", text, "2024-05-31 13:45:00.123456", e);
    }
  }

  /** With an offset, or without: then UTC. */
  public static long parseTimestampTz(String text) {
    String trimmed = text.strip();
    int cut = separator(trimmed);
    if (cut >= 0) {
      try {
        var parsed = OFFSET.parse(trimmed.substring(cut + 1));
        LocalDate date = LocalDate.parse(trimmed.substring(0, cut));
        return micros(OffsetDateTime.of(date, LocalTime.from(parsed), ZoneOffset.from(parsed)));
      } catch (DateTimeException | ArithmeticException e) {
        return parseTimestamp(trimmed);
      }
    }
    return parseTimestamp(trimmed);
  }

  private static int separator(String text) {
    int space = text.indexOf(' ');
    return space >= 0 ? space : text.indexOf('T');
  }

  public static String formatTime(long micros, int precision) {
    long seconds = micros / MICROS_PER_SECOND;
    return String.format(
        Locale.ROOT, // a value, not a text for people of some country
        "%02d:%02d:%02d%s",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60,
        fraction(micros % MICROS_PER_SECOND, precision));
  }

  public static String formatTimestamp(long micros, int precision) {
    long day = Math.floorDiv(micros, MICROS_PER_DAY);
    return LocalDate.ofEpochDay(day)
        + " "
        + formatTime(Math.floorMod(micros, MICROS_PER_DAY), precision);
  }

  private static String fraction(long micros, int precision) {
    return precision == 0
        ? ""
        : "." + String.format(Locale.ROOT, "%06d", micros).substring(0, Math.min(6, precision));
  }

  private static OmnigraphException invalid(
      String type, String text, String example, RuntimeException cause) {
    return new OmnigraphException(
            ErrorCode.DATETIME_INVALID,
            "\"%s\" is not a %s. Write it like %s.".formatted(text, type, example))
        .causedBy(cause);
  }
}
