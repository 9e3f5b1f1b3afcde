package io.omnigraph.engine.topology;

import java.util.function.Supplier;

/** A topology whose reverse direction is made when first asked for, once. */
final class CsrTopology implements Topology {
  private final Adjacency out;
  private volatile Adjacency in;
  private Supplier<Adjacency> makeIn;

  CsrTopology(Adjacency out, Supplier<Adjacency> makeIn) {
    this.out = out;
    this.makeIn = makeIn;
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

  private synchronized Adjacency makeInOnce() {
    if (in == null) {
      in = makeIn.get();
      makeIn = null; // frees what it was made from
    }
    return in;
  }
}
