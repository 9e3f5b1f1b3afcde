package io.omnigraph.jdbc.metadata;

import java.sql.Types;
import java.util.Set;

/** Which conversions CAST and {@code {fn CONVERT}} do. */
final class CastTypes {
  private static final Set<Integer> NUMBERS =
      Set.of(
          Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.DOUBLE,
          Types.DECIMAL);
  private static final Set<Integer> TEXTS = Set.of(Types.CHAR, Types.VARCHAR);
  private static final Set<Integer> TIMES = Set.of(Types.DATE, Types.TIME, Types.TIMESTAMP);

  private CastTypes() {}

  static boolean canConvert(int from, int to) {
    if (between(Types.TIME, Types.DATE, from, to)) {
      return false;
    }
    if (TEXTS.contains(from) || TEXTS.contains(to)) {
      return known(from) && known(to);
    }
    boolean sameFamily =
        (NUMBERS.contains(from) && NUMBERS.contains(to))
            || (TIMES.contains(from) && TIMES.contains(to));
    return sameFamily || (from == Types.BOOLEAN && to == Types.BOOLEAN);
  }

  private static boolean between(int one, int other, int from, int to) {
    return (from == one && to == other) || (from == other && to == one);
  }

  private static boolean known(int type) {
    return NUMBERS.contains(type)
        || TEXTS.contains(type)
        || TIMES.contains(type)
        || type == Types.BOOLEAN;
  }
}
