package io.omnigraph.jdbc.types;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.SQLException;

/** Errors of conversions. */
final class Unconvertible {
  private static final int MOST_SHOWN = 60;

  private Unconvertible() {}

  /** No value of this class can become the target. */
  static SQLException kind(Object value, String target) {
    return SqlErrors.of(
        ErrorCode.VALUE_INVALID,
        "A value of class "
            + value.getClass().getSimpleName()
            + " cannot be converted to "
            + target
            + ". Use a getter or setter of its own type.");
  }

  /** This value is not written like the target. */
  static SQLException text(Object value, String target) {
    return SqlErrors.of(
        ErrorCode.VALUE_INVALID, "\"" + shown(value) + "\" is not a value of type " + target + ".");
  }

  /** This text is no date or time. */
  static SQLException dateTime(Object value, String target) {
    return SqlErrors.of(
        ErrorCode.DATETIME_INVALID,
        "\"" + shown(value) + "\" is not a " + target + " in ISO form, e.g. 2026-01-31 23:59:59.");
  }

  static SQLException range(Object value, String target) {
    return SqlErrors.of(
        ErrorCode.VALUE_OUT_OF_RANGE,
        shown(value) + " is out of the range of " + target + ". Use a wider type.");
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
  }
}
