package io.omnigraph.engine.topology;

/** Asked between the levels of a walk and every few thousand steps; throws to end the walk. */
@FunctionalInterface
public interface Cancellation {
  /** For walks that nobody can cancel. */
  Cancellation NONE = () -> {};

  void check();
}
