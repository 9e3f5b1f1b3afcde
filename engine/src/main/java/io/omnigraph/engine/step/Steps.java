package io.omnigraph.engine.step;

/** Told when a writer passes a named point; what it throws goes to the writer's caller. */
@FunctionalInterface
public interface Steps {
  /** Production: nothing happens. */
  Steps NONE = step -> {};

  void at(PublishStep step);
}
