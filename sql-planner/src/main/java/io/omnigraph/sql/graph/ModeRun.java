package io.omnigraph.sql.graph;

import io.omnigraph.engine.topology.WalkMode;
import java.util.Arrays;

/** Lets a match pass whose path, over all its edge patterns, repeats only what its mode allows. */
final class ModeRun extends StepRun {
  private final MatchPattern pattern;
  private final MatchPattern.Path path;
  private final Bindings bindings;
  private int[] nodes = new int[8];
  private int[] edges = new int[8];
  private boolean open;

  ModeRun(MatchPattern pattern, Bindings bindings, int path) {
    this.pattern = pattern;
    this.path = pattern.paths().get(path);
    this.bindings = bindings;
  }

  @Override
  void open() {
    open = true;
  }

  @Override
  boolean next() {
    boolean first = open;
    open = false;
    return first && obeys();
  }

  private boolean obeys() {
    int length = collect();
    if (path.mode() == WalkMode.TRAIL) {
      return distinct(edges, 0, length);
    }
    boolean closed = path.mode() == WalkMode.SIMPLE && length > 0 && nodes[0] == nodes[length];
    return distinct(nodes, closed ? 1 : 0, length + 1);
  }

  private int collect() {
    int length = 0;
    nodes[0] = bindings.nodes[path.nodes().get(0)];
    for (int i = 0; i < path.edges().size(); i++) {
      MatchPattern.Edge edge = pattern.edges().get(path.edges().get(i));
      if (edge.quantifier().isEmpty()) {
        reserve(length + 1);
        edges[length++] = bindings.edges[edge.number()];
        nodes[length] = bindings.nodes[edge.right()];
      } else {
        Bindings.Walk walk = bindings.walks[edge.number()];
        reserve(length + walk.length);
        System.arraycopy(walk.edges, 0, edges, length, walk.length);
        System.arraycopy(walk.nodes, 0, nodes, length, walk.length + 1);
        length += walk.length;
      }
    }
    return length;
  }

  private void reserve(int length) {
    if (length >= nodes.length) {
      nodes = Arrays.copyOf(nodes, length * 2);
      edges = Arrays.copyOf(edges, length * 2);
    }
  }

  private static boolean distinct(int[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      for (int j = i + 1; j < to; j++) {
        if (values[i] == values[j]) {
          return false;
        }
      }
    }
    return true;
  }
}
