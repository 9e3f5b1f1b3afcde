package io.omnigraph.engine.topology;

import java.util.Arrays;

/**
 * Shortest walks between two different given nodes, searched from both ends: the smaller frontier
 * goes on, so that far fewer nodes are seen than from one end. Not thread-safe; reusable.
 */
public final class PairSearch {
  private final StepGraph forward;
  private final StepGraph backward;
  private final int hi;
  private final Cancellation cancellation;
  private final int[] fromSource;
  private final int[] toTarget;
  private final IntList seenForward = new IntList();
  private final IntList seenBackward = new IntList();
  private final Neighbours run = new Neighbours();
  private int distance;
  private int source;

  /**
   * @param backward the same steps taken the other way
   * @param hi most edges, -1 = no bound
   */
  public PairSearch(StepGraph forward, StepGraph backward, int hi, Cancellation cancellation) {
    this.forward = forward;
    this.backward = backward;
    this.hi = hi < 0 ? Integer.MAX_VALUE : hi;
    this.cancellation = cancellation;
    fromSource = new int[forward.nodeLimit()];
    toTarget = new int[forward.nodeLimit()];
    Arrays.fill(fromSource, -1);
    Arrays.fill(toTarget, -1);
  }

  /** Steps of the shortest walks, or -1 if there is none within the bound. */
  public int find(int from, int target) {
    reset(seenForward, fromSource);
    reset(seenBackward, toTarget);
    source = from;
    mark(fromSource, seenForward, from, 0);
    mark(toTarget, seenBackward, target, 0);
    distance = from == target ? 0 : search();
    return distance;
  }

  private static void reset(IntList seen, int[] distances) {
    for (int i = 0; i < seen.size(); i++) {
      distances[seen.get(i)] = -1;
    }
    seen.clear();
  }

  private static void mark(int[] distances, IntList seen, int node, int value) {
    distances[node] = value;
    seen.add(node);
  }

  private int search() {
    int levelForward = 0; // start of the outermost level in the list of seen nodes
    int levelBackward = 0;
    int depthForward = 0;
    int depthBackward = 0;
    while (depthForward + depthBackward < hi) {
      cancellation.check();
      int widthForward = seenForward.size() - levelForward;
      int widthBackward = seenBackward.size() - levelBackward;
      if (widthForward == 0 || widthBackward == 0) {
        return -1;
      }
      boolean met;
      if (widthForward <= widthBackward) {
        int end = seenForward.size();
        met = expand(forward, seenForward, levelForward, end, fromSource, toTarget);
        levelForward = end;
        depthForward++;
      } else {
        int end = seenBackward.size();
        met = expand(backward, seenBackward, levelBackward, end, toTarget, fromSource);
        levelBackward = end;
        depthBackward++;
      }
      if (met) {
        markForwardHalf(depthForward, depthBackward);
        return depthForward + depthBackward;
      }
    }
    return -1;
  }

  private boolean expand(
      StepGraph graph, IntList seen, int from, int to, int[] distances, int[] other) {
    boolean met = false;
    for (int i = from; i < to; i++) {
      int node = seen.get(i);
      graph.seek(node, run);
      for (int j = run.from(); j < run.to(); j++) {
        int neighbour = run.nodes()[j];
        if (distances[neighbour] < 0) {
          mark(distances, seen, neighbour, distances[node] + 1);
          met |= other[neighbour] >= 0;
        }
      }
    }
    return met;
  }

  /** Gives nodes of the forward half that lie on a shortest walk their distance to the target. */
  private void markForwardHalf(int depthForward, int depthBackward) {
    IntList level = new IntList();
    for (int i = 0; i < seenForward.size(); i++) {
      int node = seenForward.get(i);
      if (fromSource[node] == depthForward && toTarget[node] == depthBackward) {
        level.add(node);
      }
    }
    for (int depth = depthForward - 1; depth >= 0; depth--) {
      IntList nearer = new IntList();
      for (int i = 0; i < level.size(); i++) {
        backward.seek(level.get(i), run);
        for (int j = run.from(); j < run.to(); j++) {
          int node = run.nodes()[j];
          if (fromSource[node] == depth && toTarget[node] < 0) {
            mark(toTarget, seenBackward, node, depthForward + depthBackward - depth);
            nearer.add(node);
          }
        }
      }
      level = nearer;
    }
  }

  /** The lexicographically smallest of the walks found, by nodes, then edges. */
  public void smallest(int[] nodes, int[] edges) {
    nodes[0] = source;
    for (int step = 0; step < distance; step++) {
      forward.seek(nodes[step], run);
      int at = run.from();
      while (toTarget[run.nodes()[at]] != distance - step - 1) {
        at++;
      }
      nodes[step + 1] = run.nodes()[at];
      edges[step] = run.edges()[at];
    }
  }

  /** All of them, ascending step by step: by node, then by edge; the smallest is the first. */
  public void all(ShortestSearch.WalkSink sink) {
    int[] nodes = new int[distance + 1];
    nodes[0] = source;
    all(0, nodes, new int[distance], sink);
  }

  private void all(int step, int[] nodes, int[] edges, ShortestSearch.WalkSink sink) {
    if (step == distance) {
      sink.accept(nodes, edges);
      return;
    }
    Neighbours here = new Neighbours();
    forward.seek(nodes[step], here);
    for (int i = here.from(); i < here.to(); i++) {
      if (toTarget[here.nodes()[i]] == distance - step - 1) {
        nodes[step + 1] = here.nodes()[i];
        edges[step] = here.edges()[i];
        all(step + 1, nodes, edges, sink);
      }
    }
  }
}
