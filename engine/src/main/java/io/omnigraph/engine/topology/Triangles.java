package io.omnigraph.engine.topology;

/** Closed walks of three edges, counted by intersecting sorted lists. */
public final class Triangles {
  private Triangles() {}

  /**
   * Bindings of the pattern {@code (a)-[]->(b)-[]->(c)-[]->(a)}: each directed triangle counts once
   * for each of its starting points, parallel edges count each.
   *
   * @param in the reverse of {@code out}
   */
  public static long cycles(StepGraph out, StepGraph in, Cancellation cancellation) {
    Neighbours first = new Neighbours();
    Neighbours second = new Neighbours();
    Neighbours back = new Neighbours();
    long total = 0;
    for (int a = 0; a < out.nodeLimit(); a++) {
      if ((a & 1_023) == 0) {
        cancellation.check();
      }
      out.seek(a, first);
      in.seek(a, back);
      for (int i = first.from(); i < first.to() && back.size() > 0; i++) {
        out.seek(first.nodes()[i], second);
        total += Intersection.count(second, back);
      }
    }
    return total;
  }
}
