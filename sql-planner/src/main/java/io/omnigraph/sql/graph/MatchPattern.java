package io.omnigraph.sql.graph;

import io.omnigraph.engine.topology.WalkMode;
import io.omnigraph.sql.graph.ElementPattern.Quantifier;
import java.util.List;
import java.util.Optional;

/**
 * The patterns of one GRAPH_TABLE, resolved against a schema: variables are numbers, labels are
 * tables. Immutable.
 *
 * @param branch whose tables are matched
 * @param nodeTables node types that may occur, in the order of the number space of nodes
 * @param edgeTables likewise of edges
 * @param paths in written order
 */
public record MatchPattern(
    String branch,
    List<String> nodeTables,
    List<String> edgeTables,
    List<Node> nodes,
    List<Edge> edges,
    List<Path> paths) {
  public MatchPattern {
    nodeTables = List.copyOf(nodeTables);
    edgeTables = List.copyOf(edgeTables);
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    paths = List.copyOf(paths);
  }

  /**
   * A node variable, named or not; the same number wherever the pattern repeats its name.
   *
   * @param tables numbers of the node types it may be of
   */
  public record Node(int number, String name, List<Integer> tables) {
    public Node {
      tables = List.copyOf(tables);
    }
  }

  /**
   * An edge variable.
   *
   * @param left number of the node written before it
   * @param right number of the node written after it
   * @param arcs ways to step from left to right
   * @param arrow as written, for plans
   */
  public record Edge(
      int number,
      String name,
      int left,
      int right,
      List<Arc> arcs,
      Optional<Quantifier> quantifier,
      String arrow) {
    public Edge {
      arcs = List.copyOf(arcs);
    }
  }

  /**
   * One edge type taken in one direction.
   *
   * @param edgeTable number of the edge type
   * @param forward from {@code src} to {@code dst} when stepping from left to right
   * @param fromTable number of the node type stepped from
   * @param toTable number of the node type stepped to
   */
  public record Arc(int edgeTable, boolean forward, int fromTable, int toTable) {
    Arc reversed() {
      return new Arc(edgeTable, !forward, toTable, fromTable);
    }
  }

  /**
   * One path pattern.
   *
   * @param name of its variable, or ""
   * @param count k of SHORTEST k, else 0
   * @param nodes numbers, one more than edges
   */
  public record Path(
      String name,
      PathSearch search,
      int count,
      WalkMode mode,
      List<Integer> nodes,
      List<Integer> edges) {
    public Path {
      nodes = List.copyOf(nodes);
      edges = List.copyOf(edges);
    }

    /** The search as written. */
    String searchText() {
      return search.text() + (count > 0 ? " " + count : "");
    }
  }

  /** Whether an edge stands for any number of edges, so that its variable is a group. */
  boolean repeats(Edge edge) {
    return edge.quantifier().isPresent();
  }

  Path pathOf(Edge edge) {
    return paths.stream().filter(p -> p.edges().contains(edge.number())).findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Path path : paths) {
      text.append(text.length() == 0 ? "" : ", ");
      text.append(path.name().isEmpty() ? "" : path.name() + " = ");
      text.append(path.searchText().isEmpty() ? "" : path.searchText() + " ");
      text.append(path.mode() == WalkMode.WALK ? "" : path.mode() + " ");
      text.append(node(path.nodes().get(0)));
      for (int i = 0; i < path.edges().size(); i++) {
        text.append(edges.get(path.edges().get(i)).arrow());
        text.append(node(path.nodes().get(i + 1)));
      }
    }
    return text.toString();
  }

  private String node(int number) {
    Node node = nodes.get(number);
    List<String> labels = node.tables().stream().map(nodeTables::get).toList();
    return "(" + node.name() + " IS " + String.join("|", labels) + ")";
  }
}
