package io.omnigraph.engine.simulation;

/** Ends what runs in a process that has died; an Error, so that nothing takes it for a failure. */
final class ProcessDeath extends Error {
  private static final long serialVersionUID = 1L;

  ProcessDeath() {
    super("the process died", null, false, false);
  }
}
