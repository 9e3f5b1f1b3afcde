package io.omnigraph.sql.graph;

import io.omnigraph.engine.session.TableView;
import java.util.List;
import java.util.function.IntPredicate;

/** Goes through all live rows of a node's types, ascending. */
final class ScanRun extends StepRun {
  private static final int ROWS_PER_CHECK = 65_536;

  private final MatchInput input;
  private final Bindings bindings;
  private final int node;
  private final List<Integer> tables;
  private final IntPredicate test;
  private int table;
  private int row;
  private int limit;
  private long[] live;

  ScanRun(MatchInput input, Bindings bindings, int node) {
    this.input = input;
    this.bindings = bindings;
    this.node = node;
    this.tables = input.pattern().nodes().get(node).tables();
    this.test = input.nodeTest(node);
  }

  @Override
  void open() {
    table = -1;
    row = 0;
    limit = 0;
  }

  @Override
  boolean next() {
    while (true) {
      while (row < limit) {
        int candidate = row++;
        if (candidate % ROWS_PER_CHECK == 0) {
          input.cancellation().check();
        }
        boolean isLive = live == null || (live[candidate >> 6] & (1L << candidate)) != 0;
        int number = candidate + input.nodes().base(tables.get(table));
        if (isLive && (test == null || test.test(number))) {
          bindings.nodes[node] = number;
          return true;
        }
      }
      if (++table >= tables.size()) {
        return false;
      }
      TableView view = input.nodes().table(tables.get(table));
      row = 0;
      limit = view.rowNumberLimit();
      live = view.live();
    }
  }
}
