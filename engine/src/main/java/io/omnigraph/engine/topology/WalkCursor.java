package io.omnigraph.engine.topology;

import java.util.Arrays;

/**
 * All walks of {@code lo..hi} edges from one source after the other, each one once (a bag: parallel
 * edges give walks of their own), depth first, so that memory is that of one walk. Not thread-safe.
 */
public final class WalkCursor {
  private static final int STEPS_PER_CHECK = 4_096;

  private final StepGraph graph;
  private final WalkMode mode;
  private final int lo;
  private final int hi;
  private final WalkLimits limits;
  private final Cancellation cancellation;
  private int[] nodes = new int[8];
  private int[] edges = new int[8];
  private int[] next = new int[8];
  private Neighbours[] runs = new Neighbours[8];
  private int[] remaining;
  private int length;
  private boolean fresh;
  private boolean done = true;
  private long paths;
  private int steps;

  /**
   * @param hi most edges, or -1 for no bound (then the mode must end walks)
   */
  public WalkCursor(
      StepGraph graph,
      WalkMode mode,
      int lo,
      int hi,
      WalkLimits limits,
      Cancellation cancellation) {
    this.graph = graph;
    this.mode = mode;
    this.lo = lo;
    this.hi = hi < 0 ? Integer.MAX_VALUE : hi;
    this.limits = limits;
    this.cancellation = cancellation;
  }

  /** Begins the walks of a source. */
  public void start(int source) {
    start(source, null);
  }

  /**
   * Begins the walks of a source that may still reach a target.
   *
   * @param distance fewest steps from each node to the target, -1 = unreachable; null = no target.
   *     Walks that cannot reach it within {@code hi} are not followed; those that end elsewhere are
   *     still produced.
   */
  public void start(int source, int[] distance) {
    remaining = distance;
    nodes[0] = source;
    length = 0;
    fresh = true;
    done = false;
  }

  /** Moves to the next walk. */
  public boolean next() {
    if (done) {
      return false;
    }
    if (fresh) {
      fresh = false;
      open();
      if (lo == 0) {
        return produced();
      }
    }
    while (!done) {
      if (!push()) {
        done = length == 0;
        length--;
      } else if (length >= lo) {
        return produced();
      }
    }
    return false;
  }

  private boolean produced() {
    if (++paths > limits.maxPaths()) {
      throw limits.tooMany();
    }
    return true;
  }

  /** Prepares the steps from the end of the walk. */
  private void open() {
    if (length + 1 >= runs.length) {
      nodes = Arrays.copyOf(nodes, nodes.length * 2);
      edges = Arrays.copyOf(edges, edges.length * 2);
      next = Arrays.copyOf(next, next.length * 2);
      runs = Arrays.copyOf(runs, runs.length * 2);
    }
    if (runs[length] == null) {
      runs[length] = new Neighbours();
    }
    if (length < hi && !closed()) {
      graph.seek(nodes[length], runs[length]);
      next[length] = runs[length].from();
    } else {
      next[length] = Integer.MAX_VALUE;
    }
  }

  private boolean closed() {
    return mode == WalkMode.SIMPLE && length > 0 && nodes[length] == nodes[0];
  }

  /** Takes the next allowed step from the end of the walk. */
  private boolean push() {
    Neighbours run = runs[length];
    while (next[length] < run.to()) {
      int at = next[length]++;
      if (++steps == STEPS_PER_CHECK) {
        steps = 0;
        cancellation.check();
      }
      if (allowed(run.nodes()[at], run.edges()[at])) {
        if (length == limits.maxLength()) {
          throw limits.tooLong();
        }
        edges[length] = run.edges()[at];
        nodes[++length] = run.nodes()[at];
        open();
        return true;
      }
    }
    return false;
  }

  private boolean allowed(int node, int edge) {
    if (remaining != null && (remaining[node] < 0 || remaining[node] > hi - length - 1)) {
      return false;
    }
    return switch (mode) {
      case WALK -> true;
      case TRAIL -> absent(edges, 0, length, edge);
      case ACYCLIC -> absent(nodes, 0, length + 1, node);
      case SIMPLE -> absent(nodes, 1, length + 1, node);
    };
  }

  private static boolean absent(int[] values, int from, int to, int value) {
    for (int i = from; i < to; i++) {
      if (values[i] == value) {
        return false;
      }
    }
    return true;
  }

  /** Edges of the current walk. */
  public int length() {
    return length;
  }

  /** Last node of the current walk. */
  public int end() {
    return nodes[length];
  }

  /** Its nodes, {@code length() + 1} of them; valid until the next move. */
  public int[] nodes() {
    return nodes;
  }

  /** Its edges, {@code length()} of them; valid until the next move. */
  public int[] edges() {
    return edges;
  }
}
