package io.omnigraph.engine.topology;

/**
 * How the edges of one view differ from those of another: what {@link TopologyBuilder#apply} lays
 * over a topology. In this order: {@code removed} edges go, moved nodes take their edges to their
 * new row numbers, {@code added} edges come.
 *
 * @param sourceLimit row number limit of the source table after the change
 * @param targetLimit row number limit of the target table after the change
 * @param removed edges that went, with the row numbers of their ends before the change
 * @param added edges that came, with the row numbers of their ends after the change
 * @param movedSources nodes of the source table that got another row number
 * @param movedTargets likewise of the target table (the same object when both are one table)
 */
public record TopologyChange(
    int sourceLimit,
    int targetLimit,
    EdgeRows removed,
    EdgeRows added,
    Moves movedSources,
    Moves movedTargets) {

  /** Edges by row number of the edge table and of both ends; three arrays of one length. */
  public record EdgeRows(int[] edges, int[] sources, int[] targets) {
    public static final EdgeRows NONE = new EdgeRows(new int[0], new int[0], new int[0]);

    EdgeRows reversed() {
      return new EdgeRows(edges, targets, sources);
    }
  }

  /** Node {@code from[i]} has become {@code to[i]}; two arrays of one length. */
  public record Moves(int[] from, int[] to) {
    public static final Moves NONE = new Moves(new int[0], new int[0]);
  }

  /** Whether no edge came, went or got another end. */
  boolean isEmpty() {
    return removed.edges().length == 0
        && added.edges().length == 0
        && movedSources.from().length == 0
        && movedTargets.from().length == 0;
  }

  /** Only edges came and went. */
  public static TopologyChange ofEdges(
      int sourceLimit, int targetLimit, EdgeRows removed, EdgeRows added) {
    return new TopologyChange(sourceLimit, targetLimit, removed, added, Moves.NONE, Moves.NONE);
  }
}
