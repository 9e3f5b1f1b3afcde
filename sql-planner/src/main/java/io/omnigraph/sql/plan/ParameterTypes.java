package io.omnigraph.sql.plan;

import io.omnigraph.sql.types.VectorType;
import java.util.HashMap;
import java.util.Map;

/**
 * Types of parameter markers, by index, beside what their surroundings say.
 *
 * @param known where the statement's meaning tells, e.g. a column that is assigned
 * @param guesses for markers that nothing types; VARCHAR where there is none
 */
public record ParameterTypes(Map<Integer, VectorType> known, Map<Integer, VectorType> guesses) {
  public static final ParameterTypes NONE = new ParameterTypes(Map.of(), Map.of());

  public ParameterTypes {
    known = Map.copyOf(known);
    guesses = Map.copyOf(guesses);
  }

  /** All of them; what is known wins. */
  Map<Integer, VectorType> all() {
    Map<Integer, VectorType> all = new HashMap<>(guesses);
    all.putAll(known);
    return all;
  }
}
