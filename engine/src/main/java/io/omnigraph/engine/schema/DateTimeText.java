package io.omnigraph.engine.schema;

import java.time.LocalDate;
import java.time.YearMonth;

/** Reads ISO dates and times straight from UTF-8 bytes. Microseconds everywhere. */
final class DateTimeText {
  static final long MICROS_PER_SECOND = 1_000_000;
  static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

  private DateTimeText() {}

  /** {@code YYYY-MM-DD}: days since 1970-01-01. */
  static int date(PropertyType type, byte[] b, int from, int to) {
    if (to - from != 10) {
      throw ValueText.invalid(type, b, from, to);
    }
    return day(type, b, from, to);
  }

  /** {@code HH:MM[:SS[.f]]}: microseconds since midnight. */
  static long time(PropertyType type, byte[] b, int from, int to) {
    Cursor cursor = new Cursor(type, b, from, to);
    long micros = cursor.timeOfDay();
    if (cursor.at != to) {
      throw ValueText.invalid(type, b, from, to);
    }
    return micros;
  }

  /**
   * {@code YYYY-MM-DDTHH:MM[:SS[.f]][Z|±HH[:MM]]}, a space instead of the T allowed. With an offset
   * the result is UTC; without, the text is taken as UTC.
   */
  static long dateTime(PropertyType type, byte[] b, int from, int to) {
    if (to - from < 16 || (b[from + 10] != 'T' && b[from + 10] != 't' && b[from + 10] != ' ')) {
      throw ValueText.invalid(type, b, from, to);
    }
    long day = day(type, b, from, to);
    Cursor cursor = new Cursor(type, b, from, to);
    cursor.at = from + 11;
    long micros = cursor.timeOfDay();
    return day * MICROS_PER_DAY + micros - cursor.offsetMicros();
  }

  private static int day(PropertyType type, byte[] b, int from, int to) {
    int year = digits(b, from, 4);
    int month = digits(b, from + 5, 2);
    int day = digits(b, from + 8, 2);
    if (year < 0 || month < 0 || day < 0 || b[from + 4] != '-' || b[from + 7] != '-') {
      throw ValueText.invalid(type, b, from, to);
    }
    if (year == 0 || month == 0 || month > 12 || day == 0 || day > daysOf(year, month)) {
      throw ValueText.noSuchTime(type, b, from, to);
    }
    return epochDay(year, month, day);
  }

  private static int daysOf(int year, int month) {
    return month == 2 ? YearMonth.of(year, 2).lengthOfMonth() : 30 + ((month + (month >> 3)) & 1);
  }

  private static int epochDay(int year, int month, int day) {
    return (int) LocalDate.of(year, month, day).toEpochDay();
  }

  /** The number in {@code count} digits, or -1. */
  private static int digits(byte[] b, int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      int digit = b[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** A place in one value. */
  private static final class Cursor {
    private final PropertyType type;
    private final byte[] b;
    private final int from;
    private final int to;
    private int at;

    Cursor(PropertyType type, byte[] b, int from, int to) {
      this.type = type;
      this.b = b;
      this.from = from;
      this.to = to;
      this.at = from;
    }

    long timeOfDay() {
      int hour = pair();
      separator();
      int minute = pair();
      int second = 0;
      long micros = 0;
      if (at < to && b[at] == ':') {
        at++;
        second = pair();
        if (at < to && b[at] == '.') {
          at++;
          micros = fraction();
        }
      }
      if (hour > 23 || minute > 59 || second > 59) {
        throw ValueText.noSuchTime(type, b, from, to);
      }
      return ((hour * 60L + minute) * 60 + second) * MICROS_PER_SECOND + micros;
    }

    private int pair() {
      int value = at + 2 <= to ? digits(b, at, 2) : -1;
      if (value < 0) {
        throw ValueText.invalid(type, b, from, to);
      }
      at += 2;
      return value;
    }

    private void separator() {
      if (at >= to || b[at++] != ':') {
        throw ValueText.invalid(type, b, from, to);
      }
    }

    private long fraction() {
      int start = at;
      long micros = 0;
      for (; at < to && b[at] >= '0' && b[at] <= '9'; at++) {
        if (at - start < type.scale()) {
          micros = micros * 10 + (b[at] - '0');
        } else if (b[at] != '0') {
          throw ValueText.tooFine(type, b, from, to);
        }
      }
      if (at == start) {
        throw ValueText.invalid(type, b, from, to);
      }
      for (int digits = Math.min(at - start, type.scale()); digits < 6; digits++) {
        micros *= 10;
      }
      return micros;
    }

    long offsetMicros() {
      if (at == to || ((b[at] == 'Z' || b[at] == 'z') && at + 1 == to)) {
        return 0;
      }
      byte sign = b[at++];
      if (sign != '+' && sign != '-') {
        throw ValueText.invalid(type, b, from, to);
      }
      int hours = pair();
      int minutes = 0;
      if (at < to) {
        at += b[at] == ':' ? 1 : 0;
        minutes = pair();
      }
      if (at != to) {
        throw ValueText.invalid(type, b, from, to);
      }
      if (hours > 18 || minutes > 59) {
        throw ValueText.noSuchTime(type, b, from, to);
      }
      long seconds = hours * 3600L + minutes * 60L;
      return (sign == '-' ? -seconds : seconds) * MICROS_PER_SECOND;
    }
  }
}
