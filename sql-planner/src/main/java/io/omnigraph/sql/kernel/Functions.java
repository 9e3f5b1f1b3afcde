package io.omnigraph.sql.kernel;

import io.omnigraph.sql.types.VectorType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Scalar functions by name. */
public final class Functions {
  private Functions() {}

  /** The strict function of this name, if it is one of ours. */
  public static Optional<RowFunction> find(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    RowFunction text = TextFunctions.BY_NAME.get(upper);
    return Optional.ofNullable(text != null ? text : NumberFunctions.BY_NAME.get(upper));
  }

  public static RowFunction trim(boolean leading, boolean trailing) {
    return (a, e) -> TextFunctions.trim((String) a[1], (String) a[0], leading, trailing);
  }

  /** Text LIKE pattern [ESCAPE]; the pattern is compiled again only when it changes. */
  public static Kernel like(
      List<Kernel> args, List<VectorType> types, boolean ignoreCase, VectorType result) {
    return (batch, evaluation) -> {
      LikeMatcher matcher = new LikeMatcher(ignoreCase);
      return RowFunction.strict((a, e) -> matcher.matches(a), args, types, result)
          .eval(batch, evaluation);
    };
  }

  /** GREATEST and LEAST over values that compare; NULL if one is NULL. */
  public static RowFunction extreme(int sign) {
    return (a, e) -> {
      Object best = a[0];
      for (Object value : a) {
        if (compare(value, best) * sign > 0) {
          best = value;
        }
      }
      return best;
    };
  }

  @SuppressWarnings("unchecked") // operands of one call have one type
  public static int compare(Object a, Object b) {
    if (a instanceof Double x) {
      return Comparison.compare(x, (Double) b);
    }
    if (a instanceof byte[] x) {
      return java.util.Arrays.compareUnsigned(x, (byte[]) b);
    }
    if (a instanceof String x) {
      return java.util.Arrays.compareUnsigned(
          x.getBytes(java.nio.charset.StandardCharsets.UTF_8),
          ((String) b).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return ((Comparable<Object>) a).compareTo(b);
  }

  private static final class LikeMatcher {
    private final boolean ignoreCase;
    private String text;
    private String escape;
    private Pattern pattern;

    LikeMatcher(boolean ignoreCase) {
      this.ignoreCase = ignoreCase;
    }

    Object matches(Object[] a) {
      String esc = a.length > 2 ? (String) a[2] : "";
      if (pattern == null || !a[1].equals(text) || !esc.equals(escape)) {
        text = (String) a[1];
        escape = esc;
        pattern = TextFunctions.like(text, esc, ignoreCase);
      }
      return pattern.matcher((String) a[0]).matches();
    }
  }
}
