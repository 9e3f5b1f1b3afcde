package io.omnigraph.jdbc.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/**
 * Conversions to numbers and BOOLEAN. Fractions are cut towards zero where an integer is asked for,
 * as JDBC drivers do; what does not fit is 22003, never wrapped.
 */
public final class ToNumber {
  private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");
  private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0");
  private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);
  // Longer exponents are out of every integer's range and would cost memory to expand.
  private static final int MOST_DIGITS = 400;

  private ToNumber() {}

  public static byte toByte(Object value) throws SQLException {
    return (byte) within(toLong(value), Byte.MIN_VALUE, Byte.MAX_VALUE, "TINYINT");
  }

  public static short toShort(Object value) throws SQLException {
    return (short) within(toLong(value), Short.MIN_VALUE, Short.MAX_VALUE, "SMALLINT");
  }

  public static int toInt(Object value) throws SQLException {
    return (int) within(toLong(value), Integer.MIN_VALUE, Integer.MAX_VALUE, "INTEGER");
  }

  /** The value itself if it lies within both bounds. */
  public static long within(long value, long min, long max, String target) throws SQLException {
    if (value < min || value > max) {
      throw Unconvertible.range(value, target);
    }
    return value;
  }

  public static long toLong(Object value) throws SQLException {
    if (value instanceof Long || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    BigDecimal exact = toExact(value, "BIGINT");
    if (exact.precision() - exact.scale() > MOST_DIGITS) {
      throw Unconvertible.range(value, "BIGINT");
    }
    BigDecimal whole = exact.setScale(0, RoundingMode.DOWN);
    if (whole.compareTo(MIN_LONG) < 0 || whole.compareTo(MAX_LONG) > 0) {
      throw Unconvertible.range(value, "BIGINT");
    }
    return whole.longValue();
  }

  public static BigDecimal toDecimal(Object value) throws SQLException {
    return toExact(value, "DECIMAL");
  }

  public static BigInteger toBigInteger(Object value) throws SQLException {
    BigDecimal exact = toExact(value, "DECIMAL");
    if (exact.precision() - exact.scale() > MOST_DIGITS) {
      throw Unconvertible.range(value, "BigInteger");
    }
    return exact.toBigInteger();
  }

  private static BigDecimal toExact(Object value, String target) throws SQLException {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Float || value instanceof Double) {
      return finite((Number) value, target);
    }
    if (value instanceof Number number) {
      return number instanceof BigInteger big
          ? new BigDecimal(big)
          : BigDecimal.valueOf(number.longValue());
    }
    if (value instanceof Boolean flag) {
      return flag ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (value instanceof String text) {
      return parsed(text, target);
    }
    throw Unconvertible.kind(value, target);
  }

  private static BigDecimal finite(Number value, String target) throws SQLException {
    if (!Double.isFinite(value.doubleValue())) {
      throw Unconvertible.range(value, target);
    }
    return new BigDecimal(value.toString()); // a float's shortest text, not its binary expansion
  }

  private static BigDecimal parsed(String text, String target) throws SQLException {
    try {
      return new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw Unconvertible.text(text, target);
    }
  }

  public static double toDouble(Object value) throws SQLException {
    if (value instanceof Number number) {
      double result = number.doubleValue();
      if (Double.isInfinite(result) && value instanceof BigDecimal) {
        throw Unconvertible.range(value, "DOUBLE");
      }
      return result;
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (value instanceof String text) {
      return parsedDouble(text);
    }
    throw Unconvertible.kind(value, "DOUBLE");
  }

  private static double parsedDouble(String text) throws SQLException {
    String trimmed = text.strip();
    return switch (trimmed) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> toDouble(parsed(trimmed, "DOUBLE"));
    };
  }

  public static float toFloat(Object value) throws SQLException {
    if (value instanceof Float single) {
      return single;
    }
    double wide = toDouble(value);
    float result = (float) wide;
    if (Float.isInfinite(result) && !Double.isInfinite(wide)) {
      throw Unconvertible.range(value, "REAL");
    }
    return result;
  }

  /** Numbers 0 and 1, and the texts that PostgreSQL takes; anything else is no truth value. */
  public static boolean toBoolean(Object value) throws SQLException {
    if (value instanceof Boolean flag) {
      return flag;
    }
    if (value instanceof Number) {
      double number = toDouble(value);
      if (number == 0 || number == 1) {
        return number == 1;
      }
      throw Unconvertible.text(value, "BOOLEAN");
    }
    if (value instanceof String text) {
      String word = text.strip().toLowerCase(Locale.ROOT);
      if (TRUE.contains(word)) {
        return true;
      }
      if (FALSE.contains(word)) {
        return false;
      }
      throw Unconvertible.text(text, "BOOLEAN");
    }
    throw Unconvertible.kind(value, "BOOLEAN");
  }
}
