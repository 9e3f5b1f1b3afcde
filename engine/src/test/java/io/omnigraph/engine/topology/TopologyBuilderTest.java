package io.omnigraph.engine.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.topology.TopologyChange.EdgeRows;
import io.omnigraph.engine.topology.TopologyChange.Moves;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Adjacency lists after building and after changes, against plain lists. */
class TopologyBuilderTest {

  @Property(tries = 300)
  void bothDirectionsHoldEachLiveEdgeInOrder(@ForAll long seed) {
    EdgeModel model = EdgeModel.random(seed, 8, 30);
    assertHolds(model.topology(), model);
  }

  private static void assertHolds(Topology topology, EdgeModel model) {
    assertThat(lists(topology.out(), model.nodes()))
        .isEqualTo(lists(model.sources(), model.targets(), model.nodes()));
    assertThat(lists(topology.in(), model.nodes()))
        .isEqualTo(lists(model.targets(), model.sources(), model.nodes()));
  }

  private static List<List<String>> lists(Adjacency adjacency, int nodes) {
    List<List<String>> lists = new ArrayList<>();
    Neighbours run = new Neighbours();
    int edges = 0;
    for (int node = 0; node < nodes; node++) {
      List<String> list = new ArrayList<>();
      adjacency.seek(node, run);
      for (int i = run.from(); i < run.to(); i++) {
        list.add(run.nodes()[i] + " by " + run.edges()[i]);
      }
      assertThat(adjacency.degree(node)).isEqualTo(list.size());
      edges += list.size();
      lists.add(list);
    }
    assertThat(adjacency.edgeCount()).isEqualTo(edges);
    assertThat(adjacency.nodeLimit()).isEqualTo(nodes);
    return lists;
  }

  private static List<List<String>> lists(int[] near, int[] far, int nodes) {
    List<List<String>> lists = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      int from = node;
      lists.add(
          IntStream.range(0, near.length)
              .filter(e -> near[e] == from)
              .boxed()
              .sorted((a, b) -> far[a] != far[b] ? far[a] - far[b] : a - b)
              .map(e -> far[e] + " by " + e)
              .toList());
    }
    return lists;
  }

  @Property(tries = 600)
  void aChangeGivesWhatBuildingAnewWould(@ForAll long seed, @ForAll boolean reverseFirst) {
    Random random = new Random(seed);
    EdgeModel model = EdgeModel.random(seed, 8, random.nextBoolean() ? 20 : 400);
    Topology topology = model.topology();
    for (int round = 0; round < 3; round++) {
      if (reverseFirst) {
        assertThat(topology.in().edgeCount()).isEqualTo(topology.out().edgeCount());
      }
      Changed changed = change(model, random);
      topology = TopologyBuilder.apply(topology, changed.change());
      model = changed.after();
      assertHolds(topology, model);
    }
  }

  private record Changed(TopologyChange change, EdgeModel after) {}

  /** Removes some edges, moves some nodes to new numbers, adds some edges. */
  private static Changed change(EdgeModel before, Random random) {
    int[] sources = before.sources().clone();
    int[] targets = before.targets().clone();
    List<int[]> removed = new ArrayList<>();
    for (int e = 0; e < sources.length; e++) {
      if (sources[e] >= 0 && random.nextInt(5) == 0) {
        removed.add(new int[] {e, sources[e], targets[e]});
        sources[e] = -1;
        targets[e] = -1;
      }
    }
    int nodes = before.nodes() + 2;
    int moved = random.nextInt(before.nodes());
    boolean move = random.nextBoolean();
    if (move) {
      for (int e = 0; e < sources.length; e++) {
        sources[e] = sources[e] == moved ? nodes - 1 : sources[e];
        targets[e] = targets[e] == moved ? nodes - 1 : targets[e];
      }
    }
    int extra = random.nextInt(4);
    int first = sources.length;
    sources = java.util.Arrays.copyOf(sources, first + extra);
    targets = java.util.Arrays.copyOf(targets, first + extra);
    List<int[]> added = new ArrayList<>();
    for (int e = first; e < first + extra; e++) {
      sources[e] = random.nextInt(nodes);
      targets[e] = random.nextInt(nodes);
      added.add(new int[] {e, sources[e], targets[e]});
    }
    Moves moves = move ? new Moves(new int[] {moved}, new int[] {nodes - 1}) : Moves.NONE;
    return new Changed(
        new TopologyChange(nodes, nodes, rows(removed), rows(added), moves, moves),
        new EdgeModel(nodes, sources, targets));
  }

  private static EdgeRows rows(List<int[]> edges) {
    return new EdgeRows(
        edges.stream().mapToInt(e -> e[0]).toArray(),
        edges.stream().mapToInt(e -> e[1]).toArray(),
        edges.stream().mapToInt(e -> e[2]).toArray());
  }
}
