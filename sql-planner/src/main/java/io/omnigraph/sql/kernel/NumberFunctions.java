package io.omnigraph.sql.kernel;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Functions of numbers. All are strict; the result is brought to its declared type afterwards. */
final class NumberFunctions {
  private NumberFunctions() {}

  static final Map<String, RowFunction> BY_NAME =
      Map.ofEntries(
          Map.entry("ABS", (a, e) -> abs(a[0])),
          Map.entry("SIGN", (a, e) -> sign(a[0])),
          Map.entry("FLOOR", (a, e) -> scaled(a[0], 0, RoundingMode.FLOOR)),
          Map.entry("CEIL", (a, e) -> scaled(a[0], 0, RoundingMode.CEILING)),
          Map.entry("CEILING", (a, e) -> scaled(a[0], 0, RoundingMode.CEILING)),
          Map.entry("ROUND", (a, e) -> scaled(a[0], digits(a), RoundingMode.HALF_UP)),
          Map.entry("TRUNCATE", (a, e) -> scaled(a[0], digits(a), RoundingMode.DOWN)),
          Map.entry("TRUNC", (a, e) -> scaled(a[0], digits(a), RoundingMode.DOWN)),
          Map.entry("POWER", (a, e) -> power(a)),
          Map.entry("SQRT", (a, e) -> checked("SQRT", Math::sqrt, a[0])),
          Map.entry("CBRT", of(Math::cbrt)),
          Map.entry("EXP", of(Math::exp)),
          Map.entry("LN", (a, e) -> logarithm("LN", a[0], Math::log)),
          Map.entry("LOG10", (a, e) -> logarithm("LOG10", a[0], Math::log10)),
          Map.entry("SIN", of(Math::sin)),
          Map.entry("COS", of(Math::cos)),
          Map.entry("TAN", of(Math::tan)),
          Map.entry("COT", of(x -> 1 / Math.tan(x))),
          Map.entry("ASIN", of(Math::asin)),
          Map.entry("ACOS", of(Math::acos)),
          Map.entry("ATAN", of(Math::atan)),
          Map.entry("ATAN2", (a, e) -> Math.atan2(number(a[0]), number(a[1]))),
          Map.entry("DEGREES", of(Math::toDegrees)),
          Map.entry("RADIANS", of(Math::toRadians)),
          Map.entry("PI", (a, e) -> Math.PI));

  private static RowFunction of(DoubleUnaryOperator function) {
    return (a, e) -> function.applyAsDouble(number(a[0]));
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static int digits(Object[] a) {
    return a.length > 1 ? ((Number) a[1]).intValue() : 0;
  }

  private static Object abs(Object v) {
    if (v instanceof BigDecimal d) {
      return d.abs();
    }
    return v instanceof Double d ? (Object) Math.abs(d) : (Object) negateIfBelowZero((Long) v);
  }

  private static long negateIfBelowZero(long v) {
    return v < 0 ? Math.negateExact(v) : v;
  }

  private static Object sign(Object v) {
    if (v instanceof BigDecimal d) {
      return BigDecimal.valueOf(d.signum());
    }
    return v instanceof Double d ? (Object) Math.signum(d) : (Object) (long) Long.signum((Long) v);
  }

  private static Object scaled(Object v, int digits, RoundingMode mode) {
    if (v instanceof BigDecimal d) {
      return d.setScale(Math.min(digits, Math.max(d.scale(), digits)), mode);
    }
    if (v instanceof Double d) {
      return d.isNaN() || d.isInfinite()
          ? v
          : (Object) BigDecimal.valueOf(d).setScale(digits, mode).doubleValue();
    }
    return digits >= 0
        ? v
        : (Object) BigDecimal.valueOf((Long) v).setScale(digits, mode).longValueExact();
  }

  private static Object power(Object[] a) {
    double result = Math.pow(number(a[0]), number(a[1]));
    if (Double.isNaN(result)) {
      throw domain("POWER(" + a[0] + ", " + a[1] + ")");
    }
    return result;
  }

  private static Object checked(String name, DoubleUnaryOperator function, Object v) {
    double result = function.applyAsDouble(number(v));
    if (Double.isNaN(result) && !Double.isNaN(number(v))) {
      throw domain(name + "(" + v + ")");
    }
    return result;
  }

  private static Object logarithm(String name, Object v, DoubleUnaryOperator function) {
    if (number(v) <= 0) {
      throw domain(name + "(" + v + ")");
    }
    return function.applyAsDouble(number(v));
  }

  private static OmnigraphException domain(String what) {
    return new OmnigraphException(ErrorCode.VALUE_OUT_OF_RANGE, what + " is not a real number.");
  }
}
