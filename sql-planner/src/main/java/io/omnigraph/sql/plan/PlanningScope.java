package io.omnigraph.sql.plan;

import io.omnigraph.engine.session.ReadView;
import java.util.function.Function;

/**
 * What a statement is planned against.
 *
 * @param graphName the implicit property graph of each branch
 * @param branch current branch
 * @param views view of a branch, by its name
 */
public record PlanningScope(String graphName, String branch, Function<String, ReadView> views) {
  /** The current branch's view. */
  public ReadView view() {
    return views.apply(branch);
  }
}
