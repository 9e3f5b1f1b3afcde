package io.omnigraph.engine.schema;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/** Errors of a {@code .pg} text: each names line, columns and the declaration it is about. */
final class Diagnostics {
  private Diagnostics() {}

  static OmnigraphException invalid(Span at, String what) {
    return new OmnigraphException(ErrorCode.SCHEMA_INVALID, at.line(), at.columns(), what);
  }

  /**
   * @param subject the declaration: {@code node Person} or {@code node Person.age}
   */
  static OmnigraphException invalid(Span at, String subject, String what) {
    return invalid(at, subject + ": " + what);
  }

  static OmnigraphException reserved(Span at, String subject, String name) {
    return new OmnigraphException(
        ErrorCode.SCHEMA_NAME_RESERVED, at.line(), at.columns(), subject, name);
  }

  /** A feature of the language that the engine does not carry out yet. */
  static OmnigraphException unsupported(Span at, String subject, String feature, String hint) {
    return new OmnigraphException(
        ErrorCode.UNSUPPORTED,
        feature + " (schema, " + at + ", " + subject + ")",
        hint.isEmpty() ? "" : " " + hint);
  }
}
