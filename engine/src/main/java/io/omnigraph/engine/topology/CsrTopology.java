package io.omnigraph.engine.topology;

/** A topology whose reverse direction is made when first asked for, once. */
final class CsrTopology implements Topology {
  private final Adjacency out;
  private final int targetLimit;
  private volatile Adjacency in;

  /**
   * @param targetLimit row number limit of the target table
   */
  CsrTopology(Adjacency out, int targetLimit) {
    this.out = out;
    this.targetLimit = targetLimit;
  }

  CsrTopology(Adjacency out, Adjacency in) {
    this(out, in.nodeLimit());
    this.in = in;
  }

  int targetLimit() {
    return targetLimit;
  }

  @Override
  public Adjacency out() {
    return out;
  }

  @Override
  public Adjacency in() {
    Adjacency made = in;
    return made != null ? made : makeInOnce();
  }

  /** Null when nobody has asked for it. */
  Adjacency inIfMade() {
    return in;
  }

  private synchronized Adjacency makeInOnce() {
    if (in == null) {
      in = out.transposed(targetLimit);
    }
    return in;
  }
}
