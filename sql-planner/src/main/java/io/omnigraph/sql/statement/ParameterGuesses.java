package io.omnigraph.sql.statement;

import io.omnigraph.sql.plan.UntypedParameters;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.ColumnType.Kind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Types of parameters that nothing in a text types, as in {@code SELECT ABS(?)}: before values are
 * there, the first types with which the statement makes sense; then those of the values.
 */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
final class ParameterGuesses {
  private static final VectorType DATE = new VectorType(SqlType.DATE, 0, 0, Kind.DATE);

  /** Tried in this order for all such parameters. */
  private static final List<VectorType> LIKELY =
      List.of(
          VectorType.VARCHAR,
          VectorType.DOUBLE,
          VectorType.INTEGER,
          VectorType.TIMESTAMP,
          DATE,
          VectorType.BOOLEAN);

  /** Tried in each combination when there are at most {@link #MOST_MIXED} of them. */
  private static final List<VectorType> MIXED = List.of(VectorType.VARCHAR, VectorType.INTEGER);

  private static final int MOST_MIXED = 4;

  private ParameterGuesses() {}

  /**
   * @param planner plans with the given guesses, from the text on
   */
  static StatementPlan plan(Function<Map<Integer, VectorType>, StatementPlan> planner) {
    try {
      return planner.apply(Map.of());
    } catch (UntypedParameters first) {
      Set<Integer> markers = first.indexes();
      for (VectorType likely : LIKELY) {
        Map<Integer, VectorType> guesses = new HashMap<>();
        markers.forEach(m -> guesses.put(m, likely));
        Optional<StatementPlan> plan = attempt(planner, guesses, likely);
        if (plan.isPresent()) {
          return plan.get();
        }
      }
      if (markers.size() <= MOST_MIXED) {
        for (int code = 1; code < 1 << markers.size(); code++) { // 0 was tried: all are texts
          Optional<StatementPlan> plan = attempt(planner, mixed(markers, code), VectorType.VARCHAR);
          if (plan.isPresent()) {
            return plan.get();
          }
        }
      }
      throw first.error();
    }
  }

  private static Map<Integer, VectorType> mixed(Set<Integer> markers, int code) {
    Map<Integer, VectorType> guesses = new HashMap<>();
    int bits = code;
    for (int marker : markers) {
      guesses.put(marker, MIXED.get(bits & 1));
      bits >>= 1;
    }
    return guesses;
  }

  /** More markers may turn out to be untyped when planning comes farther. */
  private static Optional<StatementPlan> attempt(
      Function<Map<Integer, VectorType>, StatementPlan> planner,
      Map<Integer, VectorType> guesses,
      VectorType forMore) {
    while (true) {
      try {
        return Optional.of(planner.apply(guesses));
      } catch (UntypedParameters e) {
        List<Integer> more = new ArrayList<>(e.indexes());
        more.removeAll(guesses.keySet());
        if (more.isEmpty()) {
          return Optional.empty();
        }
        more.forEach(m -> guesses.put(m, forMore));
      }
    }
  }

  /**
   * Types with which a plan must be made again for these values; empty if it is right for them.
   * NULL fits any type.
   */
  static Map<Integer, VectorType> retyped(StatementPlan plan, List<Object[]> rows) {
    Map<Integer, VectorType> types = new HashMap<>();
    List<VectorType> now = plan.parameters();
    Set<Integer> guessed = plan.guessed();
    for (int index = 0; index < now.size(); index++) {
      for (Object[] row : rows) {
        Object value = index < row.length ? row[index] : null;
        if (value != null) {
          boolean free = !guessed.isEmpty() && guessed.contains(index);
          if (free
              ? !type(value).equals(now.get(index))
              : loses(value, now.get(index), plan, index)) {
            types.put(index, type(value));
          }
          break;
        }
      }
    }
    if (!types.isEmpty()) {
      guessed.forEach(index -> types.putIfAbsent(index, now.get(index)));
    }
    return types;
  }

  /** Whether {@code id > ?} would see 2 where 2.5 was set, or a day where an instant was set. */
  private static boolean loses(Object value, VectorType type, StatementPlan plan, int parameter) {
    boolean fraction =
        type.isInteger()
            && (value instanceof Double d && d != Math.rint(d)
                || value instanceof Float f && f != Math.rint(f)
                || value instanceof BigDecimal b && b.stripTrailingZeros().scale() > 0);
    boolean time =
        type.sqlType() == SqlType.DATE
            && value instanceof LocalDateTime t
            && !t.toLocalTime().equals(LocalTime.MIDNIGHT);
    return (fraction || time) && plan.isOperand(parameter);
  }

  private static VectorType type(Object value) {
    if (value instanceof Integer) {
      return VectorType.INTEGER;
    }
    if (value instanceof Long) {
      return VectorType.BIGINT;
    }
    if (value instanceof Double) {
      return VectorType.DOUBLE;
    }
    if (value instanceof Float) {
      return new VectorType(SqlType.REAL, 0, 0, Kind.FLOAT32);
    }
    if (value instanceof BigDecimal number) {
      return VectorType.decimal(38, Math.min(38, Math.max(0, number.scale())));
    }
    if (value instanceof Boolean) {
      return VectorType.BOOLEAN;
    }
    if (value instanceof byte[]) {
      return new VectorType(SqlType.VARBINARY, 0, 0, Kind.BINARY);
    }
    if (value instanceof UUID) {
      return new VectorType(SqlType.UUID, 16, 0, Kind.FIXED_BINARY);
    }
    return time(value);
  }

  private static VectorType time(Object value) {
    if (value instanceof LocalDate) {
      return DATE;
    }
    if (value instanceof LocalTime) {
      return new VectorType(SqlType.TIME, 6, 0, Kind.TIME);
    }
    if (value instanceof LocalDateTime) {
      return VectorType.TIMESTAMP;
    }
    if (value instanceof OffsetDateTime) {
      return new VectorType(SqlType.TIMESTAMP_WITH_TIMEZONE, 6, 0, Kind.TIMESTAMP_TZ);
    }
    return VectorType.VARCHAR;
  }
}
