package io.omnigraph.engine.recovery;

/** What became of one sidecar. */
enum Resolution {
  /** It is gone, and the operation with it. */
  DONE,
  /** Left to a full run, or to the writer that runs it; only a run that is not full keeps one. */
  KEPT,
  /** Its tables were moved by other operations that are to be resolved first. */
  WAITS
}
