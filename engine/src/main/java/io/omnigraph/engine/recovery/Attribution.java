package io.omnigraph.engine.recovery;

/** Whose commits lie above a pin. Ordered: the worst of several counts. */
enum Attribution {
  /** All carry the sidecar's operation id, or there are none. */
  OURS,
  /** One carries no operation id, or cannot be read. */
  UNKNOWN,
  /** One carries another operation's id. */
  FOREIGN;

  Attribution worse(Attribution other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
