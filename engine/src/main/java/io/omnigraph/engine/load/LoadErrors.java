package io.omnigraph.engine.load;

import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/** Errors at a place of a file: {@code people.csv:118:34 City.pop: expected I64, got "many"}. */
final class LoadErrors {
  private LoadErrors() {}

  /**
   * A value's error with its place in front; the code stays.
   *
   * @param cause one whose text is its whole message
   */
  static OmnigraphException at(
      String place, TableType type, Property column, OmnigraphException cause) {
    return new OmnigraphException(
            cause.code(),
            "%s %s.%s: %s".formatted(place, type.name(), column.name(), cause.getMessage()))
        .causedBy(cause);
  }

  static OmnigraphException missing(String place, TableType type, String column) {
    return new OmnigraphException(
        ErrorCode.LOAD_VALUE_MISSING,
        "%s %s.%s: a value is required, got none".formatted(place, type.name(), column));
  }

  static OmnigraphException line(String place, String what) {
    return new OmnigraphException(ErrorCode.LOAD_LINE, place, what);
  }

  static OmnigraphException notUtf8(String place, long byteOffset) {
    return line(
        place, "the file is not valid UTF-8 at byte %d; convert it first".formatted(byteOffset));
  }
}
