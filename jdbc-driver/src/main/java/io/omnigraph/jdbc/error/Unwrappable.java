package io.omnigraph.jdbc.error;

import io.omnigraph.storage.error.ErrorCode;
import java.sql.SQLException;
import java.sql.Wrapper;

/** {@code unwrap} of an object that wraps nothing but itself. */
public interface Unwrappable extends Wrapper {
  @Override
  default <T> T unwrap(Class<T> type) throws SQLException {
    if (!type.isInstance(this)) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID,
          "This " + getClass().getSimpleName() + " is no " + type.getName() + ".");
    }
    return type.cast(this);
  }

  @Override
  default boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
