package io.omnigraph.sql.graph;

/** Which of the paths between two ends a path pattern gives (ISO path search prefixes). */
public enum PathSearch {
  /** All. */
  EVERY(""),
  /** One; we give the one that ANY SHORTEST gives. */
  ANY("ANY"),
  /** One of fewest edges: the lexicographically smallest by row numbers. */
  ANY_SHORTEST("ANY SHORTEST"),
  /** All of fewest edges. */
  ALL_SHORTEST("ALL SHORTEST"),
  /** The first k, by length, then step by step; ANY k gives the same. */
  SHORTEST_K("SHORTEST");

  private final String text;

  PathSearch(String text) {
    this.text = text;
  }

  /** As written in SQL. */
  public String text() {
    return text;
  }
}
