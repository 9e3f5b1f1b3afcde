package io.omnigraph.engine.session;

/**
 * Keeps an open graph open: its stores hold memory of the native side, which must not be freed
 * under a thread that reads it. Each piece of work of a session is one use. Thread-safe.
 */
public interface GraphUse {
  /** For a graph that outlives its sessions. */
  GraphUse ALWAYS =
      new GraphUse() {
        @Override
        public void begin() {}

        @Override
        public void end() {}
      };

  /**
   * @throws io.omnigraph.storage.error.OmnigraphException CONNECTION_CLOSED once the handle is
   *     closed that the session came from
   */
  void begin();

  void end();
}
