package io.omnigraph.engine.topology;

import java.util.Arrays;

/** What two runs of neighbours have in common, by merging them, or by search when one is short. */
public final class Intersection {
  /** Beyond this ratio of lengths binary search beats merging. */
  private static final int SEARCH_RATIO = 16;

  private Intersection() {}

  /** First place in the run whose node is not below {@code node}. */
  public static int firstAtLeast(Neighbours run, int from, int node) {
    int at = Arrays.binarySearch(run.nodes(), from, run.to(), node);
    if (at < 0) {
      return -at - 1;
    }
    while (at > from && run.nodes()[at - 1] == node) {
      at--;
    }
    return at;
  }

  /** Pairs (place in a, place in b) of equal nodes: parallel edges count each. */
  public static long count(Neighbours a, Neighbours b) {
    if (a.size() > b.size()) {
      return count(b, a);
    }
    boolean search = (long) a.size() * SEARCH_RATIO < b.size();
    long pairs = 0;
    int atB = b.from();
    int atA = a.from();
    while (atA < a.to() && atB < b.to()) {
      int node = a.nodes()[atA];
      if (search) {
        atB = firstAtLeast(b, atB, node);
      } else {
        while (atB < b.to() && b.nodes()[atB] < node) {
          atB++;
        }
      }
      int endA = runEnd(a, atA, node);
      int endB = runEnd(b, atB, node);
      pairs += (long) (endA - atA) * (endB - atB);
      atA = endA;
      atB = endB;
    }
    return pairs;
  }

  private static int runEnd(Neighbours run, int from, int node) {
    int at = from;
    while (at < run.to() && run.nodes()[at] == node) {
      at++;
    }
    return at;
  }
}
