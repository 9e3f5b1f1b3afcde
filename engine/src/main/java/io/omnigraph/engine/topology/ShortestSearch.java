package io.omnigraph.engine.topology;

import java.util.Arrays;

/**
 * Shortest walks of at least {@code lo} edges from one source to every node, breadth first, level
 * by level. Not thread-safe; reused from source to source.
 *
 * <p>Each level is a range of entries; an entry is a walk to a node with that many steps. From
 * level {@code lo} on a node is entered {@code perNode} times in all, by its first walks in the
 * order of length, then step by step of node and edge number: entries of a level are in that order
 * because those of the level before are and neighbours ascend. More entries are not needed to find
 * as many walks to any other node. Below {@code lo} a node is entered that often a level.
 */
public final class ShortestSearch {
  private static final int NONE = -1;

  private final StepGraph graph;
  private final int lo;
  private final int hi;
  private final boolean all;
  private final Cancellation cancellation;
  private final int perNode;
  private final int[] last;
  private final int[] entered;
  private final Neighbours run = new Neighbours();
  private final IntList node = new IntList();
  private final IntList parent = new IntList();
  private final IntList edge = new IntList();
  private final IntList firstLink = new IntList();
  private final IntList linkEntry = new IntList();
  private final IntList linkEdge = new IntList();
  private final IntList linkNext = new IntList();
  private int depth;
  private int levelFrom;
  private int levelTo;

  /**
   * @param hi most edges, -1 = no bound
   * @param all whether {@link #walks} will be asked for
   */
  public ShortestSearch(StepGraph graph, int lo, int hi, boolean all, Cancellation cancellation) {
    this(graph, lo, hi, all, 1, cancellation);
  }

  private ShortestSearch(
      StepGraph graph, int lo, int hi, boolean all, int perNode, Cancellation cancellation) {
    this.graph = graph;
    this.perNode = perNode;
    this.lo = lo;
    this.hi = hi < 0 ? Integer.MAX_VALUE : hi;
    this.all = all;
    this.cancellation = cancellation;
    this.last = new int[graph.nodeLimit()];
    this.entered = new int[graph.nodeLimit()];
    Arrays.fill(last, NONE);
  }

  /** Finds the first {@code perNode} walks to each node instead of one. */
  public static ShortestSearch several(
      StepGraph graph, int lo, int hi, int perNode, Cancellation cancellation) {
    return new ShortestSearch(graph, lo, hi, false, perNode, cancellation);
  }

  /** Level 0: the source alone. */
  public void start(int source) {
    for (int i = 0; i < node.size(); i++) {
      last[node.get(i)] = NONE;
      entered[node.get(i)] = 0;
    }
    node.clear();
    parent.clear();
    edge.clear();
    firstLink.clear();
    linkEntry.clear();
    linkEdge.clear();
    linkNext.clear();
    depth = 0;
    enter(source, NONE, NONE);
    levelFrom = 0;
    levelTo = 1;
  }

  /** Whether entries of this level are results: the level is at least {@code lo}. */
  public boolean counts() {
    return depth >= lo;
  }

  /** Steps of this level's entries. */
  public int depth() {
    return depth;
  }

  /** First entry of this level. */
  public int from() {
    return levelFrom;
  }

  /** End of this level's entries, exclusive. */
  public int to() {
    return levelTo;
  }

  public int node(int entry) {
    return node.get(entry);
  }

  /** Goes one level on; false when there is none. */
  public boolean advance() {
    if (depth == hi) {
      return false;
    }
    cancellation.check();
    depth++;
    int levelStart = levelTo;
    for (int entry = levelFrom; depth <= lo && entry < levelTo; entry++) {
      entered[node.get(entry)] = 0;
    }
    for (int entry = levelFrom; entry < levelTo; entry++) {
      graph.seek(node.get(entry), run);
      for (int i = run.from(); i < run.to(); i++) {
        meet(run.nodes()[i], entry, run.edges()[i], levelStart);
      }
    }
    levelFrom = levelStart;
    levelTo = node.size();
    return levelTo > levelFrom;
  }

  private void meet(int target, int from, int by, int levelStart) {
    if (entered[target] < perNode) {
      enter(target, from, by);
    } else if (all && last[target] >= levelStart) {
      link(last[target], from, by);
    }
  }

  private void enter(int target, int from, int by) {
    last[target] = node.size();
    entered[target]++;
    node.add(target);
    parent.add(from);
    edge.add(by);
    if (all) {
      firstLink.add(NONE);
    }
  }

  private void link(int entry, int from, int by) {
    linkEntry.add(from);
    linkEdge.add(by);
    linkNext.add(firstLink.get(entry));
    firstLink.set(entry, linkEntry.size() - 1);
  }

  /** The smallest walk to an entry of the current level. */
  public void walk(int entry, int[] nodes, int[] edges) {
    int at = entry;
    for (int i = depth; i > 0; i--) {
      nodes[i] = node.get(at);
      edges[i - 1] = edge.get(at);
      at = parent.get(at);
    }
    nodes[0] = node.get(at);
  }

  /** Receives one walk; the arrays are reused. */
  @FunctionalInterface
  public interface WalkSink {
    void accept(int[] nodes, int[] edges);
  }

  /** All shortest walks to an entry of the current level, in no particular order. */
  public void walks(int entry, WalkSink sink) {
    walks(entry, depth, new int[depth + 1], new int[depth], sink);
  }

  private void walks(int entry, int at, int[] nodes, int[] edges, WalkSink sink) {
    nodes[at] = node.get(entry);
    if (at == 0) {
      sink.accept(nodes, edges);
      return;
    }
    edges[at - 1] = edge.get(entry);
    walks(parent.get(entry), at - 1, nodes, edges, sink);
    for (int link = firstLink.get(entry); link != NONE; link = linkNext.get(link)) {
      nodes[at] = node.get(entry);
      edges[at - 1] = linkEdge.get(link);
      walks(linkEntry.get(link), at - 1, nodes, edges, sink);
    }
  }
}
