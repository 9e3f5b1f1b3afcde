package io.omnigraph.sql.statement;

import io.omnigraph.sql.graph.GraphTableExtension;
import io.omnigraph.sql.plan.PlannerExtension;
import java.util.List;

/** The parts of the language that plan themselves; a new one is added here. */
final class Extensions {
  private Extensions() {}

  static List<PlannerExtension> all() {
    return List.of(new GraphTableExtension());
  }
}
