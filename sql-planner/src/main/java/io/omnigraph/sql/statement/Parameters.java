package io.omnigraph.sql.statement;

import io.omnigraph.sql.types.ValueConverter;
import io.omnigraph.sql.types.VectorType;
import java.util.List;

/** Parameter values on their way in. */
final class Parameters {
  private Parameters() {}

  /** Each in the boxed memory form of its type. */
  static Object[] boxed(Object[] values, List<VectorType> types) {
    Object[] out = new Object[types.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          values[i] == null
              ? null
              : ValueConverter.assign(values[i], types.get(i), "Parameter " + (i + 1));
    }
    return out;
  }
}
