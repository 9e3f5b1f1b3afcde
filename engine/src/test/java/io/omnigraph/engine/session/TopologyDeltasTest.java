package io.omnigraph.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.rows.DeltaGraph;
import io.omnigraph.engine.rows.DeltaGraph.Change;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.GraphView.EdgeRows;
import io.omnigraph.engine.topology.Adjacency;
import io.omnigraph.engine.topology.Neighbours;
import io.omnigraph.engine.topology.Topology;
import io.omnigraph.storage.table.InMemoryTableStore;
import io.omnigraph.storage.table.InMemoryTables;
import io.omnigraph.storage.table.TableStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Topologies that follow one another over deltas and folds. */
class TopologyDeltasTest {
  private static final String MAIN = DeltaGraph.MAIN;
  private static final GraphSchema SCHEMA =
      Schemas.compile(
          """
          node Person { name: String @key  age: I32? }
          edge Knows: Person -> Person { tag: String @key }
          """);
  private static final TableType PERSON = SCHEMA.table("Person").orElseThrow();
  private static final EdgeType KNOWS = SCHEMA.edgeType("Knows").orElseThrow();

  private static final class Graph implements AutoCloseable {
    final DeltaGraph nodes;
    final DeltaGraph edges;
    final TopologyCache topologies = new TopologyCache();
    private int written;

    Graph() {
      TableStore tables = new InMemoryTableStore(new InMemoryTables(), place -> {});
      nodes = new DeltaGraph(tables, PERSON, "nodes/0123456789abcdef");
      edges = new DeltaGraph(tables, KNOWS, "edges/0123456789abcdef");
    }

    Change persons(String... names) {
      Change change = new Change();
      for (String name : names) {
        change.put(name, new Object[] {name, written++});
      }
      return change;
    }

    /** Each as {@code tag:source>target}. */
    Change knows(String... texts) {
      Change change = new Change();
      for (String text : texts) {
        String[] parts = text.split("[:>]");
        change.put(parts[0], new Object[] {parts[1], parts[2], parts[0]});
      }
      return change;
    }

    Topology topology() {
      return topology(nodes.view(MAIN), edges.view(MAIN));
    }

    Topology topology(RowsView persons, RowsView knows) {
      return topologies.topology(new EdgeRows(knows, persons, persons), KNOWS, MAIN);
    }

    @Override
    public void close() {
      nodes.close();
      edges.close();
    }
  }

  private static void check(
      Topology topology, RowsView persons, RowsView knows, Map<String, Object[]> edges) {
    List<String> wanted = new ArrayList<>();
    edges.forEach(
        (tag, row) ->
            wanted.add(
                persons.find(DeltaGraph.bytes((String) row[0]))
                    + ">"
                    + persons.find(DeltaGraph.bytes((String) row[1]))
                    + ":"
                    + knows.find(DeltaGraph.bytes(tag))));
    assertThat(listed(topology.out(), true)).containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(listed(topology.in(), false)).containsExactlyInAnyOrderElementsOf(wanted);
  }

  private static List<String> listed(Adjacency adjacency, boolean forward) {
    List<String> all = new ArrayList<>();
    Neighbours run = new Neighbours();
    for (int node = 0; node < adjacency.nodeLimit(); node++) {
      adjacency.seek(node, run);
      for (int i = run.from(); i < run.to(); i++) {
        int other = run.nodes()[i];
        all.add((forward ? node + ">" + other : other + ">" + node) + ":" + run.edges()[i]);
      }
    }
    return all;
  }

  private static void check(Graph graph) {
    check(
        graph.topology(),
        graph.nodes.view(MAIN),
        graph.edges.view(MAIN),
        graph.edges.head(MAIN).rows());
  }

  @Test
  void aFoldLeavesTheTopologyAsItIs() {
    try (Graph graph = new Graph()) {
      graph.nodes.commitFiles(MAIN, graph.persons("a", "b", "c", "d"));
      graph.edges.commitFiles(MAIN, graph.knows("1:a>b", "2:b>c", "3:c>a"));
      check(graph);
      graph.nodes.commitDelta(MAIN, graph.persons("d"));
      graph.nodes.commitDelta(MAIN, graph.persons("b", "e"));
      graph.edges.commitDelta(MAIN, graph.knows("4:e>b", "2:b>d"));
      graph.edges.commitDelta(MAIN, graph.knows("5:a>a"));
      Topology before = graph.topology();
      check(graph);
      graph.nodes.fold(MAIN, 0);
      graph.edges.fold(MAIN, 1);
      assertThat(graph.topology()).isSameAs(before);
      check(graph);
      graph.edges.fold(MAIN, 0);
      assertThat(graph.topology()).isSameAs(before);
    }
  }

  private static void step(Graph graph, Random random) {
    List<String> names = graph.nodes.keys(MAIN);
    List<String> tags = graph.edges.keys(MAIN);
    String name = names.get(random.nextInt(names.size()));
    String other = names.get(random.nextInt(names.size()));
    switch (random.nextInt(9)) {
      case 0 -> graph.nodes.commitDelta(MAIN, graph.persons(name, other));
      case 1 -> graph.nodes.commitDelta(MAIN, graph.persons("n" + random.nextInt(1_000)));
      case 2 -> graph.nodes.fold(MAIN, random.nextInt(3));
      case 3 -> graph.edges.fold(MAIN, random.nextInt(3));
      case 4 -> graph.edges.commitFiles(MAIN, edge(graph, tags, name, other, random));
      case 5 -> graph.nodes.commitFiles(MAIN, graph.persons(name));
      case 6 -> {
        Change change = new Change();
        tags.stream()
            .skip(random.nextInt(tags.size() + 1))
            .limit(2)
            .forEach(t -> change.put(t, null));
        graph.edges.commitDelta(MAIN, change);
      }
      default -> graph.edges.commitDelta(MAIN, edge(graph, tags, name, other, random));
    }
  }

  private static Change edge(
      Graph graph, List<String> tags, String from, String to, Random random) {
    boolean known = !tags.isEmpty() && random.nextInt(3) == 0;
    String tag = known ? tags.get(random.nextInt(tags.size())) : "t" + random.nextInt(1_000);
    return graph.knows(tag + ":" + from + ">" + to);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void followsDeltasAndFolds(@ForAll long seed) {
    Random random = new Random(seed);
    try (Graph graph = new Graph()) {
      graph.nodes.commitFiles(MAIN, graph.persons("a", "b", "c", "d", "e", "f"));
      for (int i = 0; i < 80; i++) {
        step(graph, random);
        if (random.nextInt(4) > 0) {
          check(graph);
        }
        if (random.nextInt(8) == 0) { // and a transaction's own changes on top
          Change change = edge(graph, graph.edges.keys(MAIN), "a", "b", random);
          RowsView persons = graph.nodes.pending(MAIN, graph.persons("a"));
          RowsView knows = graph.edges.pending(MAIN, change);
          Map<String, Object[]> rows = new TreeMap<>(graph.edges.head(MAIN).rows());
          rows.putAll(change);
          check(graph.topology(persons, knows), persons, knows, rows);
        }
      }
    }
  }
}
