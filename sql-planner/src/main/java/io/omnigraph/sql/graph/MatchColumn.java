package io.omnigraph.sql.graph;

/** A value that a match gives beside its bindings; one column of {@link GraphMatch}. */
public sealed interface MatchColumn {
  /** Unique in one match, case respected. */
  String label();

  /** A property of a node; NULL where its type has no such property. */
  record NodeProperty(int node, String label, String property) implements MatchColumn {}

  /** A property of an edge that does not repeat. */
  record EdgeProperty(int edge, String label, String property) implements MatchColumn {}

  /** Edges of a path. */
  record PathLength(int path, String label) implements MatchColumn {}

  /**
   * An aggregate over the edges that a repeating edge variable stands for, along the path.
   *
   * @param property aggregated, or "" for COUNT of the edges
   * @param separator of LISTAGG
   */
  record Group(
      int edge,
      String label,
      Function function,
      boolean distinct,
      String property,
      String separator)
      implements MatchColumn {}

  /** Aggregates over group variables. */
  enum Function {
    COUNT,
    SUM,
    AVG,
    MIN,
    MAX,
    LISTAGG
  }
}
