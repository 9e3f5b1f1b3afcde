package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.NodeType;
import io.omnigraph.engine.topology.WalkMode;
import io.omnigraph.sql.graph.ElementPattern.Quantifier;
import io.omnigraph.sql.graph.MatchPattern.Arc;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlIdentifier;

/**
 * Gives variables numbers and finds the tables each may be of: those its label names, as far as the
 * edges beside it fit.
 */
final class PatternResolver {
  private final GraphSource.PropertyGraph graph;
  private final List<NodeType> nodeTypes;
  private final List<EdgeType> edgeTypes;
  private final List<OpenNode> nodes = new ArrayList<>();
  private final List<OpenEdge> edges = new ArrayList<>();
  private final List<MatchPattern.Path> paths = new ArrayList<>();
  private final Map<String, Integer> nodeNumbers = new HashMap<>();
  private final Set<String> otherNames = new TreeSet<>();

  private record OpenNode(String name, Set<Integer> types) {}

  private record OpenEdge(
      ElementPattern text, String name, int left, int right, Set<Integer> types) {
    int lo() {
      return text.quantifier().map(Quantifier::lo).orElse(1);
    }
  }

  PatternResolver(GraphSource.PropertyGraph graph) {
    this.graph = graph;
    GraphSchema schema = graph.schema();
    this.nodeTypes = schema.nodeTypes();
    this.edgeTypes = schema.edgeTypes();
  }

  MatchPattern resolve(List<PathPattern> patterns) {
    for (PathPattern pattern : patterns) {
      path(pattern);
    }
    boolean narrowed = true;
    while (narrowed) {
      narrowed = false;
      for (OpenEdge edge : edges) {
        narrowed |= narrow(edge);
      }
    }
    return numbered();
  }

  private void path(PathPattern pattern) {
    String name = pattern.variable().map(SqlIdentifier::getSimple).orElse("");
    pattern.variable().ifPresent(this::claim);
    List<Integer> pathNodes = new ArrayList<>();
    List<Integer> pathEdges = new ArrayList<>();
    for (int i = 0; i < pattern.elements().size(); i += 2) {
      pathNodes.add(node(pattern.elements().get(i)));
    }
    for (int i = 1; i < pattern.elements().size(); i += 2) {
      pathEdges.add(edges.size());
      edge(pattern.elements().get(i), pathNodes.get(i / 2), pathNodes.get(i / 2 + 1));
    }
    check(pattern);
    paths.add(
        new MatchPattern.Path(
            name, pattern.search(), pattern.count(), pattern.mode(), pathNodes, pathEdges));
  }

  private static void check(PathPattern pattern) {
    boolean every = pattern.search() == PathSearch.EVERY;
    if (pattern.search() == PathSearch.SHORTEST_K && pattern.count() < 1) {
      throw PatternFault.syntax(pattern.pos(), "The number of paths must be at least 1");
    }
    if (!every && pattern.elements().size() != 3) {
      throw PatternFault.unsupported(
          pattern.pos(),
          pattern.search().text() + " of a path pattern that is not one edge",
          "Write the other edges as path patterns of their own, after a comma.");
    }
    for (ElementPattern element : pattern.elements()) {
      if (!every && pattern.mode() != WalkMode.WALK && element.edge()) {
        checkSearchedMode(pattern, element);
      }
      Quantifier q = element.quantifier().orElse(new Quantifier(1, 1));
      if (q.hi() >= 0 && q.hi() < q.lo()) {
        throw PatternFault.syntax(element.pos(), "The upper bound of " + q + " is below the lower");
      }
      if (q.hi() < 0 && every && pattern.mode() == WalkMode.WALK) {
        throw PatternFault.syntax(
            element.pos(),
            "A quantifier without upper bound could match paths without end. Bound it, or begin the"
                + " path with ANY SHORTEST, TRAIL, ACYCLIC or SIMPLE");
      }
    }
  }

  /** Where a shortest walk need not obey the mode, so that it would take trying all walks. */
  private static void checkSearchedMode(PathPattern pattern, ElementPattern edge) {
    int lo = edge.quantifier().map(Quantifier::lo).orElse(1);
    boolean either = edge.left() == edge.right();
    boolean backOnTheSameEdge =
        pattern.mode() == WalkMode.TRAIL && either && lo == 1 && edge.quantifier().isPresent();
    if (lo > 1 || backOnTheSameEdge || pattern.search() == PathSearch.SHORTEST_K) {
      throw PatternFault.unsupported(
          edge.pos(),
          pattern.search().text() + " " + pattern.mode() + " with this quantifier",
          "Leave the mode out, or the search.");
    }
  }

  private int node(ElementPattern text) {
    Optional<String> variable = text.filler().variable().map(SqlIdentifier::getSimple);
    String key = variable.map(PatternResolver::folded).orElse(null);
    Set<Integer> types = nodeTypes(text);
    Integer number = key == null ? null : nodeNumbers.get(key);
    if (number != null) {
      if (!text.filler().labels().isEmpty()) {
        nodes.get(number).types().retainAll(types);
      }
      requireTypes(nodes.get(number).types(), text, variable.orElse(""));
      return number;
    }
    if (key != null) {
      if (otherNames.contains(key)) {
        throw taken(text, variable.get());
      }
      nodeNumbers.put(key, nodes.size());
    }
    nodes.add(new OpenNode(variable.orElse("_n" + nodes.size()), types));
    return nodes.size() - 1;
  }

  private Set<Integer> nodeTypes(ElementPattern text) {
    Set<Integer> types = new TreeSet<>();
    if (text.filler().labels().isEmpty()) {
      IntStream.range(0, nodeTypes.size()).forEach(types::add);
    }
    for (SqlIdentifier label : text.filler().labels()) {
      types.add(indexOf(nodeTypes.stream().map(NodeType::name).toList(), label, "node type"));
    }
    return types;
  }

  private void edge(ElementPattern text, int left, int right) {
    Optional<String> variable = text.filler().variable().map(SqlIdentifier::getSimple);
    text.filler().variable().ifPresent(this::claim);
    Set<Integer> types = new TreeSet<>();
    if (text.filler().labels().isEmpty()) {
      IntStream.range(0, edgeTypes.size()).forEach(types::add);
    }
    for (SqlIdentifier label : text.filler().labels()) {
      types.add(indexOf(edgeTypes.stream().map(EdgeType::name).toList(), label, "edge type"));
    }
    edges.add(new OpenEdge(text, variable.orElse("_e" + edges.size()), left, right, types));
  }

  private void claim(SqlIdentifier variable) {
    String key = folded(variable.getSimple());
    if (nodeNumbers.containsKey(key) || !otherNames.add(key)) {
      throw PatternFault.syntax(
          variable.getParserPosition(),
          "\"" + variable.getSimple() + "\" is declared twice; only node variables may repeat");
    }
  }

  private static OmnigraphException taken(ElementPattern text, String name) {
    return PatternFault.syntax(
        text.pos(), "\"" + name + "\" is declared twice; only node variables may repeat");
  }

  private int indexOf(List<String> names, SqlIdentifier label, String what) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(label.getSimple())) {
        return i;
      }
    }
    throw new OmnigraphException(
        ErrorCode.TABLE_NOT_FOUND,
        label.getSimple(),
        graph.branch(),
        names.isEmpty()
            ? " There is no " + what + "."
            : " The label must be a known " + what + ": " + String.join(", ", names) + ".");
  }

  /** Drops types that no edge type fits; says whether any went. */
  private boolean narrow(OpenEdge edge) {
    List<Arc> arcs = arcs(edge);
    OpenNode left = nodes.get(edge.left());
    OpenNode right = nodes.get(edge.right());
    boolean changed = edge.types().retainAll(arcs.stream().map(Arc::edgeTable).toList());
    if (edge.lo() > 0) {
      changed |= left.types().retainAll(arcs.stream().map(Arc::fromTable).toList());
      changed |= right.types().retainAll(arcs.stream().map(Arc::toTable).toList());
    }
    if (edge.lo() > 0 || edge.types().isEmpty()) {
      requireTypes(edge.types(), edge.text(), edge.name());
      requireTypes(left.types(), edge.text(), left.name());
      requireTypes(right.types(), edge.text(), right.name());
    }
    return changed;
  }

  private static void requireTypes(Set<Integer> types, ElementPattern text, String name) {
    if (types.isEmpty()) {
      throw PatternFault.type(
          text.pos(),
          "No type fits \"" + name + "\": its label and the edges beside it exclude all");
    }
  }

  /** Arcs between the types still open; a repeating edge may also cross types in between. */
  private List<Arc> arcs(OpenEdge edge) {
    boolean either = edge.text().left() == edge.text().right();
    boolean repeats = edge.text().quantifier().isPresent();
    List<Arc> arcs = new ArrayList<>();
    for (int type : edge.types()) {
      int from = nodeIndex(edgeTypes.get(type).from());
      int to = nodeIndex(edgeTypes.get(type).to());
      for (boolean forward : new boolean[] {true, false}) {
        Arc arc = new Arc(type, forward, forward ? from : to, forward ? to : from);
        boolean fits =
            nodes.get(edge.left()).types().contains(arc.fromTable())
                && nodes.get(edge.right()).types().contains(arc.toTable());
        if ((either || forward == edge.text().right()) && (repeats || fits)) {
          arcs.add(arc);
        }
      }
    }
    return arcs;
  }

  private int nodeIndex(String name) {
    for (int i = 0; i < nodeTypes.size(); i++) {
      if (nodeTypes.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    throw new IllegalStateException("edge type names unknown node type " + name);
  }

  /** Only tables that occur get numbers, so that a pattern over one type uses bare row numbers. */
  private MatchPattern numbered() {
    Set<Integer> usedNodes = new TreeSet<>();
    Set<Integer> usedEdges = new TreeSet<>();
    nodes.forEach(n -> usedNodes.addAll(n.types()));
    for (OpenEdge edge : edges) {
      for (Arc arc : arcs(edge)) {
        usedEdges.add(arc.edgeTable());
        usedNodes.add(arc.fromTable());
        usedNodes.add(arc.toTable());
      }
    }
    List<Integer> nodeOrder = List.copyOf(usedNodes);
    List<Integer> edgeOrder = List.copyOf(usedEdges);
    List<MatchPattern.Node> numberedNodes = new ArrayList<>();
    for (OpenNode node : nodes) {
      List<Integer> tables = node.types().stream().map(nodeOrder::indexOf).toList();
      numberedNodes.add(new MatchPattern.Node(numberedNodes.size(), node.name(), tables));
    }
    List<MatchPattern.Edge> numberedEdges = new ArrayList<>();
    for (OpenEdge edge : edges) {
      numberedEdges.add(numbered(edge, numberedEdges.size(), nodeOrder, edgeOrder));
    }
    return new MatchPattern(
        graph.bindAs(),
        nodeOrder.stream().map(i -> nodeTypes.get(i).name()).toList(),
        edgeOrder.stream().map(i -> edgeTypes.get(i).name()).toList(),
        numberedNodes,
        numberedEdges,
        paths);
  }

  private MatchPattern.Edge numbered(
      OpenEdge edge, int number, List<Integer> nodeOrder, List<Integer> edgeOrder) {
    List<Arc> arcs =
        arcs(edge).stream()
            .map(
                a ->
                    new Arc(
                        edgeOrder.indexOf(a.edgeTable()),
                        a.forward(),
                        nodeOrder.indexOf(a.fromTable()),
                        nodeOrder.indexOf(a.toTable())))
            .toList();
    return new MatchPattern.Edge(
        number,
        edge.name(),
        edge.left(),
        edge.right(),
        arcs,
        edge.text().quantifier(),
        arrow(edge));
  }

  private String arrow(OpenEdge edge) {
    List<String> labels = edge.types().stream().map(i -> edgeTypes.get(i).name()).toList();
    boolean either = edge.text().left() == edge.text().right();
    return (edge.text().left() && !either ? "<-[" : "-[")
        + edge.name()
        + " IS "
        + String.join("|", labels)
        + (edge.text().right() && !either ? "]->" : "]-")
        + edge.text().quantifier().map(Quantifier::toString).orElse("");
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
