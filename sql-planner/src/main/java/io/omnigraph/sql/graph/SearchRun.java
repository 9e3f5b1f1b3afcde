package io.omnigraph.sql.graph;

import io.omnigraph.engine.topology.Cancellation;
import io.omnigraph.engine.topology.Neighbours;
import io.omnigraph.engine.topology.PairSearch;
import io.omnigraph.engine.topology.ShortestSearch;
import io.omnigraph.engine.topology.StepGraph;
import io.omnigraph.sql.graph.ElementPattern.Quantifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The shortest walks of an edge pattern under ANY, ANY SHORTEST or ALL SHORTEST.
 *
 * <p>Whichever end is bound, the walks are those that a search from the left finds: from the right
 * we measure distances and then walk from the left along falling distances.
 */
final class SearchRun extends StepRun {
  private final Bindings bindings;
  private final MatchStep.Expand step;
  private final MatchPattern.Edge pattern;
  private final boolean all;
  private final int perPair;
  private final int lo;
  private final int hi;
  private final StepGraph forward;
  private final StepGraph backward;
  private final Cancellation cancellation;
  private final IntPredicate farTest;
  private final boolean acyclic;
  private ShortestSearch search;
  private ShortestSearch measure;
  private PairSearch pair;
  private int[] distances;
  private int entry;
  private boolean ended;
  private final Deque<Path> ready = new ArrayDeque<>();

  /** A walk from left to right. */
  private record Path(int[] nodes, int[] edges) {
    static final Comparator<Path> ORDER =
        Comparator.comparing(Path::nodes, Arrays::compare)
            .thenComparing(Path::edges, Arrays::compare);

    static Path copy(int[] nodes, int[] edges, int length) {
      return new Path(Arrays.copyOf(nodes, length + 1), Arrays.copyOf(edges, length));
    }
  }

  SearchRun(MatchInput input, Bindings bindings, MatchStep.Expand step) {
    MatchPattern.Edge edge = input.pattern().edges().get(step.edge());
    MatchPattern.Path path = input.pattern().pathOf(edge);
    Quantifier quantifier = edge.quantifier().orElse(new Quantifier(1, 1));
    this.bindings = bindings;
    this.step = step;
    this.pattern = edge;
    this.all = path.search() == PathSearch.ALL_SHORTEST;
    this.perPair = path.search() == PathSearch.SHORTEST_K ? path.count() : 1;
    this.acyclic = path.mode() == io.omnigraph.engine.topology.WalkMode.ACYCLIC;
    this.lo = quantifier.lo();
    this.hi = quantifier.hi();
    this.cancellation = input.cancellation();
    this.forward = input.steps(edge, true);
    this.backward = input.steps(edge, false);
    this.farTest =
        step.closes() ? null : input.nodeTest(step.fromLeft() ? edge.right() : edge.left());
  }

  @Override
  void open() {
    ready.clear();
    ended = false;
    int left = bindings.nodes[pattern.left()];
    int right = bindings.nodes[pattern.right()];
    if (step.closes()) {
      ended = true;
      between(left, right);
    } else if (step.fromLeft()) {
      startForward(left);
    } else {
      startBackward(right);
    }
  }

  @Override
  boolean next() {
    while (ready.isEmpty() && !ended) {
      if (step.fromLeft()) {
        nextEntry();
      } else {
        nextSource();
      }
    }
    return bindNext();
  }

  private boolean bindNext() {
    Path path = ready.poll();
    if (path == null) {
      return false;
    }
    int length = path.edges().length;
    bindings.nodes[pattern.left()] = path.nodes()[0];
    bindings.nodes[pattern.right()] = path.nodes()[length];
    bindings.walks[pattern.number()].copy(path.nodes(), path.edges(), length);
    if (pattern.quantifier().isEmpty()) {
      bindings.edges[pattern.number()] = path.edges()[0];
    }
    return true;
  }

  // From the left.

  private void startForward(int left) {
    if (search == null) {
      search =
          perPair > 1
              ? ShortestSearch.several(forward, lo, hi, perPair, cancellation)
              : new ShortestSearch(forward, lo, hi, all, cancellation);
    }
    search.start(left);
    entry = search.from();
  }

  private void nextEntry() {
    while (!search.counts() || entry == search.to()) {
      if (!search.advance()) {
        ended = true;
        return;
      }
      entry = search.from();
    }
    int found = entry++;
    int node = search.node(found);
    if (farTest == null || farTest.test(node)) {
      take(found);
    }
  }

  /** Queues the walks to an entry of the search's level. */
  private void take(int found) {
    int length = search.depth();
    int source = bindings.nodes[pattern.left()];
    if (acyclic && length > 0 && search.node(found) == source) {
      return;
    }
    if (all) {
      List<Path> paths = new ArrayList<>();
      search.walks(found, (nodes, edges) -> paths.add(Path.copy(nodes, edges, length)));
      paths.sort(Path.ORDER);
      ready.addAll(paths);
    } else {
      int[] nodes = new int[length + 1];
      int[] edges = new int[length];
      search.walk(found, nodes, edges);
      ready.add(new Path(nodes, edges));
    }
  }

  // Between two bound ends.

  private void between(int left, int right) {
    if (lo > 1 || perPair > 1 || left == right) {
      searchUntil(left, right);
      return;
    }
    if (pair == null) {
      pair = new PairSearch(forward, backward, hi, cancellation);
    }
    int length = pair.find(left, right);
    if (length < 0) {
      return;
    }
    if (all) {
      pair.all((nodes, edges) -> ready.add(Path.copy(nodes, edges, length)));
    } else {
      int[] nodes = new int[length + 1];
      int[] edges = new int[length];
      pair.smallest(nodes, edges);
      ready.add(new Path(nodes, edges));
    }
  }

  private void searchUntil(int left, int right) {
    startForward(left);
    int found = 0;
    do {
      for (int at = search.from(); search.counts() && at < search.to(); at++) {
        if (search.node(at) == right) {
          take(at);
          if (++found == perPair) {
            return;
          }
        }
      }
    } while (search.advance());
  }

  // From the right; lo is 0 or 1 here.

  private void startBackward(int right) {
    if (measure == null) {
      measure = new ShortestSearch(backward, lo, hi, false, cancellation);
      distances = new int[backward.nodeLimit()];
    }
    Arrays.fill(distances, -1);
    measure.start(right);
    noteLevel();
  }

  /** Distances are those of first arrival, also of the target itself when a walk returns to it. */
  private void noteLevel() {
    for (int at = measure.from(); at < measure.to(); at++) {
      if (distances[measure.node(at)] < 0) {
        distances[measure.node(at)] = measure.depth();
      }
    }
    entry = measure.from();
  }

  private void nextSource() {
    while (!measure.counts() || entry == measure.to()) {
      if (!measure.advance()) {
        ended = true;
        return;
      }
      noteLevel();
    }
    int source = measure.node(entry++);
    int length = measure.depth();
    boolean cycle = length > 0 && source == bindings.nodes[pattern.right()];
    if ((farTest == null || farTest.test(source)) && !(acyclic && cycle)) {
      int[] nodes = new int[length + 1];
      nodes[0] = source;
      descend(nodes, new int[length], 0);
    }
  }

  /** Follows falling distances from the left; without ALL the first walk is the smallest. */
  private boolean descend(int[] nodes, int[] edges, int depth) {
    if (depth == edges.length) {
      ready.add(Path.copy(nodes, edges, depth));
      return !all;
    }
    Neighbours run = new Neighbours();
    forward.seek(nodes[depth], run);
    for (int i = run.from(); i < run.to(); i++) {
      if (distances[run.nodes()[i]] == edges.length - depth - 1) {
        nodes[depth + 1] = run.nodes()[i];
        edges[depth] = run.edges()[i];
        if (descend(nodes, edges, depth + 1)) {
          return true;
        }
      }
    }
    return false;
  }
}
