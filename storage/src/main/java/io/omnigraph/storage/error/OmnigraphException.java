package io.omnigraph.storage.error;

import java.io.Serial;
import java.util.Arrays;
import java.util.List;

/** The one exception of all modules below java.sql: an {@link ErrorCode} and its values. */
public final class OmnigraphException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Object> values;

  /**
   * @param values fill the code's template, in order; as many as it has places
   */
  public OmnigraphException(ErrorCode code, Object... values) {
    super(String.format(code.template(), values));
    this.code = code;
    this.values = List.copyOf(Arrays.stream(values).map(v -> v == null ? "null" : v).toList());
  }

  /** Keeps the cause; a cause is never replaced by its text alone. */
  public OmnigraphException causedBy(Throwable cause) {
    if (getCause() == null && cause != this) {
      initCause(cause);
    }
    return this;
  }

  public ErrorCode code() {
    return code;
  }

  /** The values of the message, for tests and for callers that must not parse text. */
  public List<Object> values() {
    return values == null ? List.of() : values;
  }
}
