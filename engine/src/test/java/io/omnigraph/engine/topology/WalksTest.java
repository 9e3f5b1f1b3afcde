package io.omnigraph.engine.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.topology.EdgeModel.Walk;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Walks on random multigraphs against the model that tries everything. */
class WalksTest {
  private static final int FAR = 4;

  private static StepGraph steps(EdgeModel model, boolean undirected) {
    return undirected
        ? StepGraph.undirected(model.topology())
        : StepGraph.of(model.topology().out(), model.nodes());
  }

  private static StepGraph back(EdgeModel model, boolean undirected) {
    return undirected
        ? StepGraph.undirected(model.topology())
        : StepGraph.of(model.topology().in(), model.nodes());
  }

  @Property(tries = 400)
  void everyWalkOfEveryModeIsProducedOnce(
      @ForAll long seed,
      @ForAll WalkMode mode,
      @ForAll boolean undirected,
      @ForAll @IntRange(max = 2) int lo,
      @ForAll @IntRange(max = FAR) int hi) {
    EdgeModel model = EdgeModel.random(seed, 5, 8);
    WalkCursor cursor =
        new WalkCursor(
            steps(model, undirected), mode, lo, hi, WalkLimits.DEFAULT, Cancellation.NONE);
    for (int source = 0; source < model.nodes(); source++) {
      List<Walk> found = new ArrayList<>();
      cursor.start(source);
      while (cursor.next()) {
        found.add(Walk.of(cursor.nodes(), cursor.edges(), cursor.length()));
      }
      List<Walk> expected =
          model.walks(source, hi, undirected).stream()
              .filter(w -> w.length() >= lo && w.allowed(mode))
              .toList();
      assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(new WalkCounts(steps(model, undirected), Cancellation.NONE).from(source, lo, hi))
          .isEqualTo(
              model.walks(source, hi, undirected).stream().filter(w -> w.length() >= lo).count());
    }
  }

  @Property(tries = 400)
  void shortestWalksAreThoseOfTheModelAndTheSmallestIsChosen(
      @ForAll long seed,
      @ForAll boolean undirected,
      @ForAll @IntRange(max = 3) int lo,
      @ForAll @IntRange(max = 5) int hi) {
    EdgeModel model = EdgeModel.random(seed, 5, 8);
    ShortestSearch search =
        new ShortestSearch(steps(model, undirected), lo, hi, true, Cancellation.NONE);
    for (int source = 0; source < model.nodes(); source++) {
      Map<Integer, List<Walk>> expected = shortestByEnd(model, source, undirected, lo, hi);
      Map<Integer, List<Walk>> found = new TreeMap<>();
      search.start(source);
      do {
        for (int e = search.from(); search.counts() && e < search.to(); e++) {
          int depth = search.depth();
          List<Walk> walks = new ArrayList<>();
          search.walks(e, (nodes, edges) -> walks.add(Walk.of(nodes, edges, depth)));
          walks.sort(EdgeModel.ORDER);
          int[] nodes = new int[depth + 1];
          int[] edges = new int[depth];
          search.walk(e, nodes, edges);
          assertThat(Walk.of(nodes, edges, depth)).isEqualTo(walks.get(0));
          assertThat(found.put(search.node(e), walks)).isNull();
        }
      } while (search.advance());
      assertThat(found).isEqualTo(expected);
    }
  }

  @Property(tries = 300)
  void theFirstFewWalksToEachNodeAreFound(
      @ForAll long seed,
      @ForAll boolean undirected,
      @ForAll @IntRange(max = 2) int lo,
      @ForAll @IntRange(max = 4) int hi,
      @ForAll @IntRange(min = 1, max = 4) int few) {
    EdgeModel model = EdgeModel.random(seed, 5, 7);
    ShortestSearch search =
        ShortestSearch.several(steps(model, undirected), lo, hi, few, Cancellation.NONE);
    for (int source = 0; source < model.nodes(); source++) {
      Map<Integer, List<Walk>> expected = new TreeMap<>();
      model.walks(source, hi, undirected).stream()
          .filter(w -> w.length() >= lo)
          .sorted(EdgeModel.STEP_ORDER)
          .forEach(w -> expected.computeIfAbsent(w.end(), k -> new ArrayList<>()).add(w));
      expected.replaceAll((end, walks) -> walks.subList(0, Math.min(few, walks.size())));
      Map<Integer, List<Walk>> found = new TreeMap<>();
      search.start(source);
      do {
        for (int e = search.from(); search.counts() && e < search.to(); e++) {
          int[] nodes = new int[search.depth() + 1];
          int[] edges = new int[search.depth()];
          search.walk(e, nodes, edges);
          found
              .computeIfAbsent(search.node(e), k -> new ArrayList<>())
              .add(Walk.of(nodes, edges, search.depth()));
        }
      } while (search.advance());
      assertThat(found).isEqualTo(expected);
    }
  }

  private static Map<Integer, List<Walk>> shortestByEnd(
      EdgeModel model, int source, boolean undirected, int lo, int hi) {
    Map<Integer, List<Walk>> byEnd = new TreeMap<>();
    for (Walk walk : model.walks(source, hi, undirected)) {
      if (walk.length() >= lo) {
        List<Walk> best = byEnd.computeIfAbsent(walk.end(), k -> new ArrayList<>());
        if (best.isEmpty() || best.get(0).length() == walk.length()) {
          best.add(walk);
        }
      }
    }
    byEnd.values().forEach(walks -> walks.sort(EdgeModel.ORDER));
    return byEnd;
  }

  @Property(tries = 400)
  void searchFromBothEndsFindsTheSame(
      @ForAll long seed, @ForAll boolean undirected, @ForAll @IntRange(min = 1, max = 5) int hi) {
    EdgeModel model = EdgeModel.random(seed, 6, 9);
    PairSearch search =
        new PairSearch(steps(model, undirected), back(model, undirected), hi, Cancellation.NONE);
    for (int source = 0; source < model.nodes(); source++) {
      Map<Integer, List<Walk>> expected = shortestByEnd(model, source, undirected, 0, hi);
      for (int target = 0; target < model.nodes(); target++) {
        int distance = search.find(source, target);
        List<Walk> walks = new ArrayList<>(expected.getOrDefault(target, List.of()));
        walks.sort(EdgeModel.STEP_ORDER);
        assertThat(distance).isEqualTo(walks.isEmpty() ? -1 : walks.get(0).length());
        if (distance >= 0) {
          List<Walk> found = new ArrayList<>();
          search.all((nodes, edges) -> found.add(Walk.of(nodes, edges, distance)));
          assertThat(found).isEqualTo(walks);
          int[] nodes = new int[distance + 1];
          int[] edges = new int[distance];
          search.smallest(nodes, edges);
          assertThat(Walk.of(nodes, edges, distance)).isEqualTo(walks.get(0));
        }
      }
    }
  }

  @Property(tries = 200)
  void trianglesAreClosedWalksOfThreeEdges(@ForAll long seed) {
    EdgeModel model = EdgeModel.random(seed, 6, 14);
    long expected = 0;
    for (int node = 0; node < model.nodes(); node++) {
      int start = node;
      expected +=
          model.walks(node, 3, false).stream()
              .filter(w -> w.length() == 3 && w.end() == start)
              .count();
    }
    assertThat(Triangles.cycles(steps(model, false), back(model, false), Cancellation.NONE))
        .isEqualTo(expected);
  }

  @Property(tries = 200)
  void severalTypesInOneNumberSpaceBehaveAsOneGraph(@ForAll long seed) {
    // Tables A (two nodes) and B (three): edges A→B, B→A and B→B, and the same edges as one graph.
    EdgeModel ab = EdgeModel.random(seed, 1, 6);
    int[] abSources = scaled(ab.sources(), seed, 2);
    int[] abTargets = scaled(ab.sources(), seed + 1, 3);
    int[] bbSources = scaled(ab.sources(), seed + 2, 3);
    int[] bbTargets = scaled(ab.sources(), seed + 3, 3);
    Topology one = TopologyBuilder.build(abSources, abTargets, 2, 3);
    Topology two = TopologyBuilder.build(bbSources, bbTargets, 3, 3);
    int edges = abSources.length;
    StepGraph mixed =
        new StepGraph(
            5,
            List.of(
                new StepGraph.Arc(one.out(), 0, 2, 0, false),
                new StepGraph.Arc(one.in(), 2, 0, 0, false),
                new StepGraph.Arc(two.out(), 2, 2, edges, false)),
            null);
    int[] sources = new int[edges * 3];
    int[] targets = new int[edges * 3];
    for (int i = 0; i < edges; i++) {
      boolean live = abSources[i] >= 0;
      sources[i] = abSources[i];
      targets[i] = live ? abTargets[i] + 2 : -1;
      sources[edges + i] = live ? bbSources[i] + 2 : -1;
      targets[edges + i] = live ? bbTargets[i] + 2 : -1;
      sources[2 * edges + i] = targets[i];
      targets[2 * edges + i] = sources[i];
    }
    EdgeModel model = new EdgeModel(5, sources, targets);
    for (int source = 0; source < 5; source++) {
      WalkCursor cursor =
          new WalkCursor(mixed, WalkMode.WALK, 0, 3, WalkLimits.DEFAULT, Cancellation.NONE);
      cursor.start(source);
      List<List<Integer>> found = new ArrayList<>();
      while (cursor.next()) {
        found.add(Walk.of(cursor.nodes(), cursor.edges(), cursor.length()).nodes());
      }
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              model.walks(source, 3, false).stream().map(Walk::nodes).toList());
    }
  }

  private static int[] scaled(int[] liveness, long seed, int nodes) {
    java.util.Random random = new java.util.Random(seed);
    int[] result = new int[liveness.length];
    for (int i = 0; i < result.length; i++) {
      int node = random.nextInt(nodes);
      result[i] = liveness[i] < 0 ? -1 : node;
    }
    return result;
  }

  @Test
  void aTargetPrunesOnlyWalksThatCannotReachIt() {
    // 0→1→2, 0→3, 3→3
    Topology topology = TopologyBuilder.build(new int[] {0, 1, 0, 3}, new int[] {1, 2, 3, 3}, 4, 4);
    WalkCursor cursor =
        new WalkCursor(
            StepGraph.of(topology.out(), 4),
            WalkMode.WALK,
            1,
            3,
            WalkLimits.DEFAULT,
            Cancellation.NONE);
    cursor.start(0, new int[] {2, 1, 0, -1});
    List<Integer> ends = new ArrayList<>();
    while (cursor.next()) {
      ends.add(cursor.end());
    }
    assertThat(ends).containsExactly(1, 2);
  }

  @Test
  void guardsRefuseTooLongAndTooManyPaths() {
    Topology loops = TopologyBuilder.build(new int[] {0, 0}, new int[] {0, 0}, 1, 1);
    WalkLimits limits = new WalkLimits(5, 20);
    StepGraph graph = StepGraph.of(loops.out(), 1);
    WalkCursor tooLong = new WalkCursor(graph, WalkMode.WALK, 6, -1, limits, Cancellation.NONE);
    tooLong.start(0);
    assertThatThrownBy(tooLong::next)
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED))
        .hasMessageContaining("more than 5 edges");
    WalkCursor tooMany = new WalkCursor(graph, WalkMode.WALK, 1, 5, limits, Cancellation.NONE);
    tooMany.start(0);
    assertThatThrownBy(
            () -> {
              while (tooMany.next()) {}
            })
        .hasMessageContaining("more than 20 paths");
  }

  @Test
  void walksAndSearchesAskForCancellation() {
    int[] ring = java.util.stream.IntStream.range(0, 50_000).toArray();
    int[] next = java.util.Arrays.stream(ring).map(i -> (i + 1) % ring.length).toArray();
    Topology topology = TopologyBuilder.build(ring, next, ring.length, ring.length);
    StepGraph graph = StepGraph.of(topology.out(), ring.length);
    Cancellation stop =
        () -> {
          throw new OmnigraphException(ErrorCode.CANCELLED);
        };
    ShortestSearch search = new ShortestSearch(graph, 0, -1, false, stop);
    search.start(0);
    assertThatThrownBy(search::advance).hasMessageContaining("cancelled");
    WalkCursor cursor =
        new WalkCursor(
            graph, WalkMode.TRAIL, 40_000, -1, new WalkLimits(50_000, Long.MAX_VALUE), stop);
    cursor.start(0);
    assertThatThrownBy(cursor::next).hasMessageContaining("cancelled");
  }
}
