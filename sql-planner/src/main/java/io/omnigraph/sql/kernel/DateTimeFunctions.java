package io.omnigraph.sql.kernel;

import io.omnigraph.sql.session.SqlType;
import io.omnigraph.sql.types.DateTimes;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Functions of dates and microsecond timestamps. All are strict. */
public final class DateTimeFunctions {
  private static final long MICROS_PER_MILLI = 1_000;

  private DateTimeFunctions() {}

  /** EXTRACT(unit FROM value). */
  public static RowFunction extract(String unit, VectorType type) {
    if (type.sqlType() == SqlType.OTHER) {
      return (a, e) -> extractInterval(unit, (Long) a[0], type);
    }
    if (type.sqlType() == SqlType.TIME) {
      return (a, e) -> extractTime(unit, (Long) a[0]);
    }
    return (a, e) -> extract(unit, timestamp((Long) a[0], type));
  }

  /** The value as a timestamp; a date is its midnight. */
  private static LocalDateTime timestamp(long value, VectorType type) {
    return type.sqlType() == SqlType.DATE
        ? LocalDate.ofEpochDay(value).atStartOfDay()
        : DateTimes.timestamp(value);
  }

  private static Object extract(String unit, LocalDateTime t) {
    return switch (unit) {
      case "YEAR" -> (long) t.getYear();
      case "QUARTER" -> (long) t.get(IsoFields.QUARTER_OF_YEAR);
      case "MONTH" -> (long) t.getMonthValue();
      case "WEEK" -> (long) t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case "ISOYEAR" -> (long) t.get(IsoFields.WEEK_BASED_YEAR);
      case "DAY" -> (long) t.getDayOfMonth();
      case "DOW" -> t.getDayOfWeek().getValue() % 7 + 1L;
      case "ISODOW" -> (long) t.getDayOfWeek().getValue();
      case "DOY" -> (long) t.getDayOfYear();
      case "EPOCH" -> Math.floorDiv(DateTimes.micros(t), DateTimes.MICROS_PER_SECOND);
      case "DECADE" -> (long) Math.floorDiv(t.getYear(), 10);
      case "CENTURY" -> (t.getYear() + 100L - 1) / 100;
      case "MILLENNIUM" -> (t.getYear() + 1_000L - 1) / 1_000;
      default -> extractTime(unit, t.getLong(ChronoField.MICRO_OF_DAY));
    };
  }

  private static Object extractTime(String unit, long micros) {
    long second = micros / DateTimes.MICROS_PER_SECOND % 60;
    long fraction = micros % DateTimes.MICROS_PER_SECOND;
    return switch (unit) {
      case "HOUR" -> micros / (3_600 * DateTimes.MICROS_PER_SECOND);
      case "MINUTE" -> micros / (60 * DateTimes.MICROS_PER_SECOND) % 60;
      case "SECOND" -> second;
      case "MILLISECOND" -> second * 1_000 + fraction / 1_000;
      case "MICROSECOND" -> second * DateTimes.MICROS_PER_SECOND + fraction;
      case "NANOSECOND" -> (second * DateTimes.MICROS_PER_SECOND + fraction) * 1_000;
      default -> throw new OmnigraphException(ErrorCode.UNSUPPORTED, "EXTRACT(" + unit + ")", "");
    };
  }

  /** Day-time intervals are milliseconds, year-month intervals are months. */
  private static Object extractInterval(String unit, long value, VectorType type) {
    boolean months = type.scale() == 1;
    return switch (unit) {
      case "YEAR" -> months ? value / 12 : 0L;
      case "MONTH" -> months ? value % 12 : 0L;
      case "DAY" -> value / 86_400_000L;
      case "HOUR" -> value / 3_600_000L % 24;
      case "MINUTE" -> value / 60_000L % 60;
      case "SECOND" -> value / 1_000L % 60;
      case "EPOCH" -> value / 1_000L;
      default -> throw new OmnigraphException(ErrorCode.UNSUPPORTED, "EXTRACT(" + unit + ")", "");
    };
  }

  /** English, as {@code {fn DAYNAME(x)}} has no locale. */
  public static RowFunction dayName(VectorType type) {
    return (a, e) ->
        timestamp((Long) a[0], type).getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  /** English. */
  public static RowFunction monthName(VectorType type) {
    return (a, e) ->
        timestamp((Long) a[0], type).getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  /** FLOOR or CEIL of a date or timestamp to a unit. */
  public static RowFunction round(String unit, boolean up, VectorType type) {
    return (a, e) -> {
      LocalDateTime t = timestamp((Long) a[0], type);
      LocalDateTime floor = floor(unit, t);
      LocalDateTime result =
          up && !floor.equals(t) ? floor.plus(step(unit), stepUnit(unit)) : floor;
      return type.sqlType() == SqlType.DATE
          ? (Object) result.toLocalDate().toEpochDay()
          : (Object) DateTimes.micros(result);
    };
  }

  private static LocalDateTime floor(String unit, LocalDateTime t) {
    LocalDate d = t.toLocalDate();
    return switch (unit) {
      case "MILLENNIUM" ->
          LocalDate.of(Math.floorDiv(d.getYear() - 1, 1_000) * 1_000 + 1, 1, 1).atStartOfDay();
      case "CENTURY" ->
          LocalDate.of(Math.floorDiv(d.getYear() - 1, 100) * 100 + 1, 1, 1).atStartOfDay();
      case "DECADE" -> LocalDate.of(Math.floorDiv(d.getYear(), 10) * 10, 1, 1).atStartOfDay();
      case "YEAR" -> d.withDayOfYear(1).atStartOfDay();
      case "QUARTER" ->
          d.withDayOfMonth(1).withMonth((d.getMonthValue() - 1) / 3 * 3 + 1).atStartOfDay();
      case "MONTH" -> d.withDayOfMonth(1).atStartOfDay();
      case "WEEK" -> d.minusDays(d.getDayOfWeek().getValue() - 1L).atStartOfDay();
      case "DAY" -> d.atStartOfDay();
      case "HOUR" -> t.truncatedTo(ChronoUnit.HOURS);
      case "MINUTE" -> t.truncatedTo(ChronoUnit.MINUTES);
      case "SECOND" -> t.truncatedTo(ChronoUnit.SECONDS);
      case "MILLISECOND" -> t.truncatedTo(ChronoUnit.MILLIS);
      case "MICROSECOND" -> t;
      default -> throw new OmnigraphException(ErrorCode.UNSUPPORTED, "FLOOR TO " + unit, "");
    };
  }

  private static long step(String unit) {
    return switch (unit) {
      case "MILLENNIUM" -> 1_000;
      case "CENTURY" -> 100;
      case "DECADE" -> 10;
      case "QUARTER" -> 3;
      default -> 1;
    };
  }

  private static ChronoUnit stepUnit(String unit) {
    return switch (unit) {
      case "MILLENNIUM", "CENTURY", "DECADE", "YEAR" -> ChronoUnit.YEARS;
      case "QUARTER", "MONTH" -> ChronoUnit.MONTHS;
      case "WEEK" -> ChronoUnit.WEEKS;
      case "DAY" -> ChronoUnit.DAYS;
      case "HOUR" -> ChronoUnit.HOURS;
      case "MINUTE" -> ChronoUnit.MINUTES;
      case "SECOND" -> ChronoUnit.SECONDS;
      default -> ChronoUnit.MILLIS;
    };
  }

  /** Date, time or timestamp plus (or minus) an interval. */
  public static RowFunction plus(VectorType type, VectorType interval, int sign) {
    boolean months = interval.scale() == 1;
    return (a, e) -> {
      long value = (Long) a[0];
      long amount = Math.multiplyExact(sign, (Long) a[1]);
      if (months) {
        LocalDateTime t = timestamp(value, type).plusMonths(amount);
        return type.sqlType() == SqlType.DATE
            ? (Object) t.toLocalDate().toEpochDay()
            : (Object) DateTimes.micros(t);
      }
      return switch (type.sqlType()) {
        case DATE -> value + Math.floorDiv(amount, 86_400_000L);
        case TIME -> Math.floorMod(value + amount * MICROS_PER_MILLI, DateTimes.MICROS_PER_DAY);
        default -> Math.addExact(value, Math.multiplyExact(amount, MICROS_PER_MILLI));
      };
    };
  }

  /** Difference of two dates or timestamps as an interval. */
  public static RowFunction minus(VectorType left, VectorType right, VectorType interval) {
    if (interval.scale() == 1) {
      return (a, e) -> monthsBetween(timestamp((Long) a[1], right), timestamp((Long) a[0], left));
    }
    return (a, e) ->
        Math.floorDiv(
            Math.subtractExact(
                DateTimes.micros(timestamp((Long) a[0], left)),
                DateTimes.micros(timestamp((Long) a[1], right))),
            MICROS_PER_MILLI);
  }

  private static Object monthsBetween(LocalDateTime from, LocalDateTime to) {
    return ChronoUnit.MONTHS.between(from, to);
  }
}
