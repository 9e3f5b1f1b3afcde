package io.omnigraph.engine.keys;

/** Which rows count in a search. */
@FunctionalInterface
public interface LiveRows {
  boolean isLive(int row);

  /**
   * From this row number on rows were written one after the other: if the newest one with a key is
   * not live, no older one is.
   */
  default int orderedFrom() {
    return Integer.MAX_VALUE;
  }
}
