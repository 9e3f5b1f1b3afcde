package io.omnigraph.sql.graph;

import io.omnigraph.engine.topology.WalkMode;
import io.omnigraph.sql.graph.ElementPattern.Quantifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** Evaluates parsed patterns by definition: all walks, then prefixes, then the join on names. */
final class NaiveMatch {
  private static final int LONGEST = 5;

  private final MemoryGraph graph;
  private final BiPredicate<String, Element> accepts;

  /** A node or an edge of the graph. */
  record Element(String table, int row) {
    @Override
    public String toString() {
      return table + row;
    }
  }

  /** What the variables of a path are bound to: one element, or a list of edges. */
  private record Match(Map<String, List<Element>> names, List<Element> nodes, List<Element> edges) {
    static Match at(Element node) {
      return new Match(new HashMap<>(), List.of(node), List.of());
    }

    Match with(String name, List<Element> bound) {
      Map<String, List<Element>> more = new HashMap<>(names);
      more.put(name, bound);
      return new Match(more, nodes, edges);
    }

    Match step(Element edge, Element node) {
      List<Element> moreNodes = new ArrayList<>(nodes);
      List<Element> moreEdges = new ArrayList<>(edges);
      moreNodes.add(node);
      moreEdges.add(edge);
      return new Match(names, moreNodes, moreEdges);
    }

    Element end() {
      return nodes.get(nodes.size() - 1);
    }
  }

  /**
   * @param accepts whether a variable's WHERE holds for an element
   */
  NaiveMatch(MemoryGraph graph, BiPredicate<String, Element> accepts) {
    this.graph = graph;
    this.accepts = accepts;
  }

  /** Each match as text: every named variable with what it is bound to, sorted by name. */
  List<String> run(List<PathPattern> paths) {
    List<Map<String, List<Element>>> joined = List.of(Map.of());
    for (PathPattern path : paths) {
      List<Map<String, List<Element>>> next = new ArrayList<>();
      for (Map<String, List<Element>> left : joined) {
        for (Match right : path(path)) {
          Map<String, List<Element>> both = new HashMap<>(left);
          boolean same = true;
          for (Map.Entry<String, List<Element>> bound : right.names().entrySet()) {
            List<Element> before = both.putIfAbsent(bound.getKey(), bound.getValue());
            same &= before == null || before.equals(bound.getValue());
          }
          if (same) {
            next.add(both);
          }
        }
      }
      joined = next;
    }
    return joined.stream().map(m -> new java.util.TreeMap<>(m).toString()).sorted().toList();
  }

  private List<Match> path(PathPattern path) {
    List<Match> matches = new ArrayList<>();
    for (Element node : nodes()) {
      if (fits(path.elements().get(0), node)) {
        matches.addAll(bindNode(Match.at(node), path.elements().get(0)));
      }
    }
    for (int i = 1; i < path.elements().size(); i += 2) {
      List<Match> longer = new ArrayList<>();
      for (Match match : matches) {
        for (Match walked : walks(match, path.elements().get(i))) {
          ElementPattern node = path.elements().get(i + 1);
          if (fits(node, walked.end())) {
            longer.addAll(bindNode(walked, node));
          }
        }
      }
      matches = longer;
    }
    return select(path, matches.stream().filter(m -> obeys(m, path.mode())).toList());
  }

  private List<Match> bindNode(Match match, ElementPattern pattern) {
    if (pattern.filler().variable().isEmpty()) {
      return List.of(match);
    }
    String name = pattern.filler().variable().get().getSimple();
    List<Element> before = match.names().get(name);
    List<Element> bound = List.of(match.end());
    return before != null && !before.equals(bound) ? List.of() : List.of(match.with(name, bound));
  }

  private List<Match> walks(Match from, ElementPattern edge) {
    Quantifier q = edge.quantifier().orElse(new Quantifier(1, 1));
    int hi = q.hi() < 0 ? LONGEST + 4 : q.hi();
    List<Match> all = new ArrayList<>();
    List<Match> level = List.of(from);
    for (int length = 0; length <= hi; length++) {
      if (length >= q.lo()) {
        all.addAll(level);
      }
      List<Match> next = new ArrayList<>();
      for (Match match : level) {
        next.addAll(steps(match, edge));
      }
      // Without a bound there is a search with lo <= 1, and shortest walks are simple.
      level = q.hi() < 0 ? next.stream().filter(m -> obeys(m, WalkMode.SIMPLE)).toList() : next;
    }
    int before = from.edges().size();
    String name = edge.filler().variable().map(v -> v.getSimple()).orElse(null);
    return name == null
        ? all
        : all.stream().map(m -> m.with(name, m.edges().subList(before, m.edges().size()))).toList();
  }

  private List<Match> steps(Match match, ElementPattern pattern) {
    List<Match> next = new ArrayList<>();
    for (String type : List.of("K", "L", "M")) {
      int[][] ends = graph.ends(type);
      String from = type.equals("M") ? "Q" : "P";
      String to = type.equals("K") ? "P" : "Q";
      for (int row = 0; row < ends[0].length; row++) {
        Element edge = new Element(type, row);
        if (ends[0][row] < 0 || !fits(pattern, edge)) {
          continue;
        }
        Element source = new Element(from, ends[0][row]);
        Element target = new Element(to, ends[1][row]);
        boolean either = pattern.left() == pattern.right();
        if ((either || pattern.right()) && source.equals(match.end())) {
          next.add(match.step(edge, target));
        }
        boolean loopTaken = either && source.equals(target);
        if ((either || pattern.left()) && target.equals(match.end()) && !loopTaken) {
          next.add(match.step(edge, source));
        }
      }
    }
    return next;
  }

  private boolean fits(ElementPattern pattern, Element element) {
    boolean label =
        pattern.filler().labels().isEmpty()
            || pattern.filler().labels().stream()
                .anyMatch(l -> l.getSimple().equalsIgnoreCase(element.table()));
    String name = pattern.filler().variable().map(v -> v.getSimple()).orElse("");
    return label && (pattern.filler().where().isEmpty() || accepts.test(name, element));
  }

  private static boolean obeys(Match match, WalkMode mode) {
    Set<Element> nodes = new HashSet<>(match.nodes());
    Set<Element> edges = new HashSet<>(match.edges());
    int repeatedNodes = match.nodes().size() - nodes.size();
    boolean closed = match.edges().size() > 0 && match.nodes().get(0).equals(match.end());
    return switch (mode) {
      case WALK -> true;
      case TRAIL -> edges.size() == match.edges().size();
      case ACYCLIC -> repeatedNodes == 0;
      case SIMPLE -> repeatedNodes == 0 || (repeatedNodes == 1 && closed);
    };
  }

  private List<Match> select(PathPattern path, List<Match> matches) {
    if (path.search() == PathSearch.EVERY) {
      return matches;
    }
    Map<List<Element>, List<Match>> byEnds = new HashMap<>();
    for (Match match : matches) {
      List<Element> ends = List.of(match.nodes().get(0), match.end());
      byEnds.computeIfAbsent(ends, k -> new ArrayList<>()).add(match);
    }
    List<Match> selected = new ArrayList<>();
    for (List<Match> group : byEnds.values()) {
      if (path.search() == PathSearch.SHORTEST_K) {
        group.stream().sorted(STEP_ORDER).limit(path.count()).forEach(selected::add);
        continue;
      }
      int shortest = group.stream().mapToInt(m -> m.edges().size()).min().orElseThrow();
      List<Match> best = group.stream().filter(m -> m.edges().size() == shortest).toList();
      selected.addAll(
          path.search() == PathSearch.ALL_SHORTEST
              ? best
              : best.stream().sorted(ORDER).limit(1).toList());
    }
    return selected;
  }

  private static final Comparator<Match> ORDER =
      Comparator.<Match, String>comparing(m -> m.nodes().toString())
          .thenComparing(m -> m.edges().toString());

  private static final Comparator<Match> STEP_ORDER =
      Comparator.<Match>comparingInt(m -> m.edges().size()).thenComparing(NaiveMatch::steps);

  private static String steps(Match match) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < match.edges().size(); i++) {
      text.append(match.nodes().get(i + 1)).append(' ').append(match.edges().get(i)).append(' ');
    }
    return text.toString();
  }

  private List<Element> nodes() {
    List<Element> all = new ArrayList<>();
    for (String table : List.of("P", "Q")) {
      for (int row = 0; row < graph.table(table).rowNumberLimit(); row++) {
        all.add(new Element(table, row));
      }
    }
    return all;
  }
}
