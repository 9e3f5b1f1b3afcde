package io.omnigraph.engine.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** A multigraph as a plain list of edges; answers by trying everything. */
record EdgeModel(int nodes, int[] sources, int[] targets) {

  /** With self loops and parallel edges; some rows of the edge table are not live. */
  static EdgeModel random(long seed, int mostNodes, int mostEdges) {
    Random random = new Random(seed);
    int nodes = 1 + random.nextInt(mostNodes);
    int[] sources = new int[random.nextInt(mostEdges + 1)];
    int[] targets = new int[sources.length];
    for (int i = 0; i < sources.length; i++) {
      boolean live = random.nextInt(8) > 0;
      sources[i] = live ? random.nextInt(nodes) : -1;
      targets[i] = live ? random.nextInt(nodes) : -1;
    }
    return new EdgeModel(nodes, sources, targets);
  }

  Topology topology() {
    return TopologyBuilder.build(sources, targets, nodes, nodes);
  }

  /** One walk: nodes and edges. */
  record Walk(List<Integer> nodes, List<Integer> edges) {
    int length() {
      return edges.size();
    }

    int end() {
      return nodes.get(nodes.size() - 1);
    }

    static Walk of(int[] nodes, int[] edges, int length) {
      return new Walk(
          Arrays.stream(nodes, 0, length + 1).boxed().toList(),
          Arrays.stream(edges, 0, length).boxed().toList());
    }

    boolean allowed(WalkMode mode) {
      boolean distinctNodes = nodes.stream().distinct().count() == nodes.size();
      return switch (mode) {
        case WALK -> true;
        case TRAIL -> edges.stream().distinct().count() == edges.size();
        case ACYCLIC -> distinctNodes;
        case SIMPLE ->
            distinctNodes
                || (nodes.get(0) == end() && nodes.stream().distinct().count() == nodes.size() - 1);
      };
    }
  }

  static final Comparator<Walk> ORDER =
      Comparator.<Walk, String>comparing(w -> key(w.nodes())).thenComparing(w -> key(w.edges()));

  /** By length, then step by step of node and edge. */
  static final Comparator<Walk> STEP_ORDER =
      Comparator.comparingInt(Walk::length).thenComparing(w -> key(steps(w)));

  private static List<Integer> steps(Walk walk) {
    List<Integer> steps = new ArrayList<>();
    for (int i = 0; i < walk.length(); i++) {
      steps.add(walk.nodes().get(i + 1));
      steps.add(walk.edges().get(i));
    }
    return steps;
  }

  private static String key(List<Integer> numbers) {
    StringBuilder text = new StringBuilder();
    numbers.forEach(n -> text.append((char) (n + 1)));
    return text.toString();
  }

  /** All walks of a source with at most {@code hi} edges. */
  List<Walk> walks(int source, int hi, boolean undirected) {
    List<Walk> all = new ArrayList<>();
    List<Walk> level = List.of(new Walk(List.of(source), List.of()));
    for (int length = 0; length <= hi; length++) {
      all.addAll(level);
      List<Walk> longer = new ArrayList<>();
      for (Walk walk : level) {
        extend(walk, undirected, longer);
      }
      level = longer;
    }
    return all;
  }

  private void extend(Walk walk, boolean undirected, List<Walk> into) {
    for (int edge = 0; edge < sources.length; edge++) {
      if (sources[edge] == walk.end()) {
        into.add(with(walk, edge, targets[edge]));
      }
      boolean loop = sources[edge] == targets[edge];
      if (undirected && targets[edge] == walk.end() && !loop) {
        into.add(with(walk, edge, sources[edge]));
      }
    }
  }

  private static Walk with(Walk walk, int edge, int node) {
    List<Integer> nodes = new ArrayList<>(walk.nodes());
    List<Integer> edges = new ArrayList<>(walk.edges());
    nodes.add(node);
    edges.add(edge);
    return new Walk(nodes, edges);
  }
}
