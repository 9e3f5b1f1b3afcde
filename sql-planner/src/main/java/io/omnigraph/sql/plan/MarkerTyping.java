package io.omnigraph.sql.plan;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.type.SqlTypeName;

/** Types the parameter markers that nothing beside them types, and remembers which they were. */
final class MarkerTyping {
  private final Map<Integer, RelDataType> types;
  private final Set<Integer> known;
  private final Set<Integer> guessed = new TreeSet<>();
  private final Set<Integer> untyped = new TreeSet<>();
  private final RelDataType otherwise;

  /**
   * @param types by index; those of {@code known} are no guesses
   */
  MarkerTyping(Map<Integer, RelDataType> types, Set<Integer> known, RelDataTypeFactory factory) {
    this.types = types;
    this.known = known;
    this.otherwise =
        factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.VARCHAR), true);
  }

  /** The type that was given for the marker, or null. */
  RelDataType given(SqlDynamicParam marker) {
    return types.containsKey(marker.getIndex()) ? guess(marker) : null;
  }

  /** A marker was met before anything typed it; that may be why planning fails. */
  void met(SqlDynamicParam marker) {
    untyped.add(marker.getIndex());
  }

  /** Markers for which another type may help when planning failed. */
  Set<Integer> suspects() {
    Set<Integer> all = new TreeSet<>(untyped);
    all.addAll(guessed);
    all.removeAll(known);
    return all;
  }

  Set<Integer> guessed() {
    return guessed;
  }

  Set<Integer> known() {
    return known;
  }

  /** The type of a marker whose surroundings say nothing. */
  RelDataType guess(SqlDynamicParam marker) {
    if (!known.contains(marker.getIndex())) {
      guessed.add(marker.getIndex());
    }
    return types.getOrDefault(marker.getIndex(), otherwise);
  }
}
