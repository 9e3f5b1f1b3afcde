package io.omnigraph.engine.topology;

/** What a walk may repeat (ISO path modes). */
public enum WalkMode {
  /** Anything. */
  WALK,
  /** No edge. */
  TRAIL,
  /** No node. */
  ACYCLIC,
  /** No node, except that the last may be the first. */
  SIMPLE
}
