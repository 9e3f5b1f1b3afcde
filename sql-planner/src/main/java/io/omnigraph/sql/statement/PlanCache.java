package io.omnigraph.sql.statement;

import io.omnigraph.sql.types.VectorType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Plans by text, branch, schema and the types of values: the least recently used go when there are
 * too many, since a plan may hold generated classes. Thread-safe.
 */
final class PlanCache {
  private static final int MOST = 1_024;

  private final Map<Key, StatementPlan> plans =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, StatementPlan> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param schemaHash of the branch when it was planned
   * @param guesses types by value, of parameters that nothing in the text types or would be rounded
   */
  record Key(String sql, String branch, String schemaHash, Map<Integer, VectorType> guesses) {
    Key {
      guesses = Map.copyOf(guesses);
    }
  }

  synchronized StatementPlan find(Key key) {
    return plans.get(key);
  }

  synchronized void put(Key key, StatementPlan plan) {
    plans.put(key, plan);
  }

  synchronized int size() {
    return plans.size();
  }
}
