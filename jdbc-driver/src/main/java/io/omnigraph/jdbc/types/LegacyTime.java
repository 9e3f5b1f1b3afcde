package io.omnigraph.jdbc.types;

import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.TimeZone;

/**
 * java.sql's date classes from and to java.time, field by field in a calendar, so that year, month,
 * day and clock are the same on both sides, also before 1970 and before 1582.
 */
// JDBC's interface is made of these classes; nanoseconds are carried beside the calendar's fields.
@SuppressWarnings({"JavaUtilDate", "JavaLocalDateTimeGetNano"})
public final class LegacyTime {
  private static final int NANOS_PER_MILLI = 1_000_000;

  private LegacyTime() {}

  /** The zone that a calendar argument names; the JVM's when there is none. */
  public static ZoneId zone(Calendar calendar) {
    return calendar == null ? ZoneId.systemDefault() : calendar.getTimeZone().toZoneId();
  }

  public static Date date(LocalDate date, Calendar calendar) {
    return new Date(millis(date.atStartOfDay(), calendar));
  }

  /** Milliseconds are kept, what java.sql.Time holds. */
  public static Time time(LocalTime time, Calendar calendar) {
    return new Time(millis(time.atDate(LocalDate.EPOCH), calendar));
  }

  public static Timestamp timestamp(LocalDateTime local, Calendar calendar) {
    Timestamp made = new Timestamp(millis(local.withNano(0), calendar));
    made.setNanos(local.getNano());
    return made;
  }

  public static Timestamp timestamp(OffsetDateTime instant) {
    Timestamp made = new Timestamp(instant.toEpochSecond() * 1000);
    made.setNanos(instant.getNano());
    return made;
  }

  public static LocalDate localDate(java.util.Date date, Calendar calendar) {
    return local(date.getTime(), 0, calendar).toLocalDate();
  }

  public static LocalTime localTime(java.util.Date time, Calendar calendar) {
    int nanos = (int) Math.floorMod(time.getTime(), 1000L) * NANOS_PER_MILLI;
    return local(time.getTime(), nanos, calendar).toLocalTime();
  }

  public static LocalDateTime localDateTime(Timestamp timestamp, Calendar calendar) {
    return local(timestamp.getTime(), timestamp.getNanos(), calendar);
  }

  public static LocalDateTime localDateTime(java.util.Date date, Calendar calendar) {
    int nanos = (int) Math.floorMod(date.getTime(), 1000L) * NANOS_PER_MILLI;
    return local(date.getTime(), nanos, calendar);
  }

  private static long millis(LocalDateTime local, Calendar calendar) {
    Calendar fields = fresh(calendar);
    int year = local.getYear();
    if (year <= 0) {
      fields.set(Calendar.ERA, GregorianCalendar.BC);
      year = 1 - year;
    }
    fields.set(
        year,
        local.getMonthValue() - 1,
        local.getDayOfMonth(),
        local.getHour(),
        local.getMinute(),
        local.getSecond());
    return fields.getTimeInMillis() + local.getNano() / NANOS_PER_MILLI;
  }

  private static LocalDateTime local(long millis, int nanos, Calendar calendar) {
    Calendar fields = fresh(calendar);
    fields.setTimeInMillis(millis);
    int year = fields.get(Calendar.YEAR);
    if (fields.get(Calendar.ERA) == GregorianCalendar.BC) {
      year = 1 - year;
    }
    // Not LocalDate.of: the old calendar has days, as 29 February 1500, that ISO's has not.
    LocalDate date =
        LocalDate.of(year, fields.get(Calendar.MONTH) + 1, 1)
            .plusDays(fields.get(Calendar.DAY_OF_MONTH) - 1L);
    return date.atTime(
        fields.get(Calendar.HOUR_OF_DAY),
        fields.get(Calendar.MINUTE),
        fields.get(Calendar.SECOND),
        nanos);
  }

  // A calendar argument is never written to: callers share them.
  private static Calendar fresh(Calendar calendar) {
    TimeZone zone = calendar == null ? TimeZone.getDefault() : calendar.getTimeZone();
    Calendar fields = new GregorianCalendar(zone, java.util.Locale.ROOT);
    fields.clear();
    return fields;
  }
}
