package io.omnigraph.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refused text or change says. */
final class Refusals {
  private Refusals() {}

  /** The message; the code must be SCHEMA_INVALID. */
  static String invalid(String pg) {
    return refused(ErrorCode.SCHEMA_INVALID, () -> Schemas.compile(pg));
  }

  static String refused(ErrorCode code, ThrowingCallable action) {
    OmnigraphException error = catchThrowableOfType(OmnigraphException.class, action);
    assertThat(error).as("nothing was refused").isNotNull();
    assertThat(error.code()).as(error.getMessage()).isEqualTo(code);
    return error.getMessage();
  }
}
