package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The text {@code lo..hi} of a {@code @range}. */
final class RangeBounds {
  private static final Set<Scalar> NUMERIC =
      EnumSet.of(
          Scalar.I8,
          Scalar.I16,
          Scalar.I32,
          Scalar.I64,
          Scalar.U32,
          Scalar.U64,
          Scalar.F32,
          Scalar.F64,
          Scalar.DECIMAL);

  private RangeBounds() {}

  static boolean isNumeric(PropertyType type) {
    return !type.list() && NUMERIC.contains(type.scalar());
  }

  static Optional<String> min(String range) {
    String text = range.substring(0, range.indexOf(".."));
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  static Optional<String> max(String range) {
    String text = range.substring(range.indexOf("..") + 2);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** What is wrong with bounds of this type, empty when nothing is. */
  static String problem(PropertyType type, String range) {
    for (Optional<String> bound : java.util.List.of(min(range), max(range))) {
      if (bound.isPresent()) {
        try {
          ValueText.parse(type, bound.get());
        } catch (OmnigraphException e) {
          return "the bound is no value of the type: " + e.getMessage();
        }
      }
    }
    boolean both = min(range).isPresent() && max(range).isPresent();
    if (both && new BigDecimal(min(range).get()).compareTo(new BigDecimal(max(range).get())) > 0) {
      return "the minimum is above the maximum";
    }
    return "";
  }
}
