package io.omnigraph.sql.plan;

import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.type.SqlTypeName;

/** Types the parameter markers that nothing beside them types, and remembers which they were. */
final class MarkerTyping {
  private final Map<Integer, RelDataType> types;
  private final Set<Integer> known;
  private final Set<Integer> guessed;
  private final RelDataType otherwise;

  /**
   * @param types by index; those of {@code known} are no guesses
   * @param guessed gets the indexes of markers that were guessed
   */
  MarkerTyping(
      Map<Integer, RelDataType> types,
      Set<Integer> known,
      Set<Integer> guessed,
      RelDataTypeFactory factory) {
    this.types = types;
    this.known = known;
    this.guessed = guessed;
    this.otherwise =
        factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.VARCHAR), true);
  }

  /** The type that was given for the marker, or null. */
  RelDataType given(SqlDynamicParam marker) {
    return types.get(marker.getIndex());
  }

  /** The type of a marker whose surroundings say nothing. */
  RelDataType guess(SqlDynamicParam marker) {
    if (!known.contains(marker.getIndex())) {
      guessed.add(marker.getIndex());
    }
    return types.getOrDefault(marker.getIndex(), otherwise);
  }
}
