package io.omnigraph.engine.topology;

/** Numbers of walks, without making them: each level holds one count a node. */
public final class WalkCounts {
  private final StepGraph graph;
  private final Cancellation cancellation;
  private final Neighbours run = new Neighbours();

  public WalkCounts(StepGraph graph, Cancellation cancellation) {
    this.graph = graph;
    this.cancellation = cancellation;
  }

  /**
   * Walks of {@code lo..hi} edges from one source.
   *
   * @throws ArithmeticException when they are more than a long can count
   */
  public long from(int source, int lo, int hi) {
    long[] counts = new long[0];
    IntList frontier = new IntList();
    frontier.add(source);
    long[] weights = {1};
    long total = lo == 0 ? 1 : 0;
    for (int depth = 1; depth <= hi && frontier.size() > 0; depth++) {
      cancellation.check();
      if (depth == hi) {
        return depth < lo ? total : Math.addExact(total, lastStep(frontier, weights));
      }
      if (counts.length == 0) {
        counts = new long[graph.nodeLimit()];
      }
      frontier = step(frontier, weights, counts);
      weights = new long[frontier.size()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = counts[frontier.get(i)];
        counts[frontier.get(i)] = 0;
        total = depth < lo ? total : Math.addExact(total, weights[i]);
      }
    }
    return total;
  }

  private IntList step(IntList frontier, long[] weights, long[] counts) {
    IntList reached = new IntList();
    for (int i = 0; i < weights.length; i++) {
      graph.seek(frontier.get(i), run);
      for (int j = run.from(); j < run.to(); j++) {
        int node = run.nodes()[j];
        if (counts[node] == 0) {
          reached.add(node);
        }
        counts[node] = Math.addExact(counts[node], weights[i]);
      }
    }
    return reached;
  }

  private long lastStep(IntList frontier, long[] weights) {
    long total = 0;
    for (int i = 0; i < weights.length; i++) {
      int degree = graph.degree(frontier.get(i), run);
      total = Math.addExact(total, Math.multiplyExact(weights[i], (long) degree));
    }
    return total;
  }
}
