package io.omnigraph.sql.statement;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Plans by text, branch and schema: the least recently used go when there are too many, since a
 * plan may hold generated classes. Thread-safe.
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
   */
  record Key(String sql, String branch, String schemaHash) {}

  synchronized StatementPlan find(Key key) {
    return plans.get(key);
  }

  synchronized void put(Key key, StatementPlan plan) {
    plans.put(key, plan);
  }

  synchronized void remove(Key key) {
    plans.remove(key);
  }

  synchronized int size() {
    return plans.size();
  }
}
