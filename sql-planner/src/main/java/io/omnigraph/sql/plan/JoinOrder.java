package io.omnigraph.sql.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelShuttleImpl;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Orders each region of inner joins by itself: dynamic programming over sets of inputs up to {@link
 * #EXACT}, greedy beyond or past the deadline. The smaller side of each join becomes the right one,
 * which the hash join builds on. Calcite's own rules are not used: they do not end on cycles.
 */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
final class JoinOrder extends RelShuttleImpl {
  private static final int EXACT = 10;
  private static final int MOST = 30;
  private static final double UNKNOWN_SELECTIVITY = 0.3;

  private final long deadlineNanos;

  JoinOrder(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  @Override
  public RelNode visit(LogicalJoin join) {
    if (join.getJoinType() != JoinRelType.INNER || !join.getVariablesSet().isEmpty()) {
      return super.visit(join);
    }
    List<RelNode> inputs = new ArrayList<>();
    List<RexNode> conjuncts = new ArrayList<>();
    flatten(join, 0, inputs, conjuncts);
    inputs.replaceAll(input -> input.accept(this));
    if (inputs.size() > MOST) {
      return super.visit(join);
    }
    return new Region(join.getCluster(), inputs, conjuncts).build(join);
  }

  private static int flatten(RelNode rel, int offset, List<RelNode> inputs, List<RexNode> to) {
    if (rel instanceof LogicalJoin join && join.getJoinType() == JoinRelType.INNER) {
      int middle = flatten(join.getLeft(), offset, inputs, to);
      int end = flatten(join.getRight(), middle, inputs, to);
      for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
        to.add(RexUtil.shift(conjunct, offset));
      }
      return end;
    }
    inputs.add(rel);
    return offset + rel.getRowType().getFieldCount();
  }

  /** A set of joined inputs; the tree is built for the winner only. */
  private record Sub(int set, double rows, double cost, Sub left, Sub right) {}

  private final class Region {
    private final RelOptCluster cluster;
    private final List<RelNode> inputs;
    private final List<RexNode> conjuncts;
    private final RelMetadataQuery metadata;
    private final int[] start;
    private final int[] mask;
    private final double[] selectivity;
    private final int width;

    Region(RelOptCluster cluster, List<RelNode> inputs, List<RexNode> conjuncts) {
      this.cluster = cluster;
      this.inputs = inputs;
      this.conjuncts = conjuncts;
      this.metadata = cluster.getMetadataQuery();
      this.start = new int[inputs.size()];
      int at = 0;
      for (int i = 0; i < start.length; i++) {
        start[i] = at;
        at += inputs.get(i).getRowType().getFieldCount();
      }
      this.width = at;
      this.mask = new int[conjuncts.size()];
      this.selectivity = new double[conjuncts.size()];
      for (int c = 0; c < mask.length; c++) {
        for (int field : RelOptUtil.InputFinder.bits(conjuncts.get(c))) {
          mask[c] |= 1 << owner(field);
        }
        selectivity[c] = selectivity(conjuncts.get(c));
      }
    }

    private int owner(int field) {
      int i = start.length - 1;
      while (start[i] > field) {
        i--;
      }
      return i;
    }

    private double selectivity(RexNode conjunct) {
      if (conjunct.getKind() == SqlKind.EQUALS
          && ((RexCall) conjunct).getOperands().get(0) instanceof RexInputRef a
          && ((RexCall) conjunct).getOperands().get(1) instanceof RexInputRef b) {
        return 1 / Math.max(distinct(a.getIndex()), distinct(b.getIndex()));
      }
      return UNKNOWN_SELECTIVITY;
    }

    private double distinct(int field) {
      RelNode input = inputs.get(owner(field));
      Double known =
          metadata.getDistinctRowCount(
              input, ImmutableBitSet.of(field - start[owner(field)]), null);
      return Math.max(1, known == null ? rows(input) : known);
    }

    private double rows(RelNode input) {
      Double rows = metadata.getRowCount(input);
      return Math.max(1, rows == null ? 1_000 : rows);
    }

    private Sub combine(Sub a, Sub b) {
      int set = a.set | b.set;
      double rows = a.rows * b.rows;
      for (int c = 0; c < mask.length; c++) {
        if (joins(c, a.set, b.set)) {
          rows *= selectivity[c];
        }
      }
      rows = Math.max(1, rows);
      double cost = a.cost + b.cost + rows + a.rows + b.rows;
      return a.rows >= b.rows ? new Sub(set, rows, cost, a, b) : new Sub(set, rows, cost, b, a);
    }

    private boolean joins(int conjunct, int left, int right) {
      int m = mask[conjunct];
      return (m & left) != 0 && (m & right) != 0 && (m & ~(left | right)) == 0;
    }

    private boolean linked(int left, int right) {
      for (int c = 0; c < mask.length; c++) {
        if (joins(c, left, right)) {
          return true;
        }
      }
      return false;
    }

    RelNode build(LogicalJoin top) {
      List<Sub> leaves = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        leaves.add(new Sub(1 << i, rows(inputs.get(i)), 0, null, null));
      }
      Sub best = inputs.size() <= EXACT ? exact(leaves) : null;
      if (best == null) {
        best = greedy(leaves);
      }
      List<Integer> order = new ArrayList<>();
      RelNode tree = emit(best, order);
      return restored(tree, order, top);
    }

    /** Null when the deadline passed. */
    private Sub exact(List<Sub> leaves) {
      int full = (1 << leaves.size()) - 1;
      Map<Integer, Sub> best = new HashMap<>();
      leaves.forEach(leaf -> best.put(leaf.set, leaf));
      for (int set = 1; set <= full; set++) {
        if (System.nanoTime() - deadlineNanos > 0) {
          return null;
        }
        for (int left = set - 1 & set; left > 0; left = left - 1 & set) {
          int right = set & ~left;
          if (left < right) {
            continue;
          }
          Sub a = best.get(left);
          Sub b = best.get(right);
          boolean useful = a != null && b != null && (linked(left, right) || set == full);
          if (useful) {
            Sub candidate = combine(a, b);
            Sub known = best.get(set);
            if (known == null || candidate.cost < known.cost) {
              best.put(set, candidate);
            }
          }
        }
      }
      return best.get(full);
    }

    private Sub greedy(List<Sub> leaves) {
      List<Sub> work = new ArrayList<>(leaves);
      while (work.size() > 1) {
        Sub best = null;
        boolean bestLinked = false;
        for (int i = 0; i < work.size(); i++) {
          for (int j = 0; j < i; j++) {
            boolean isLinked = linked(work.get(i).set, work.get(j).set);
            Sub candidate = combine(work.get(i), work.get(j));
            if (best == null
                || isLinked && !bestLinked
                || isLinked == bestLinked && candidate.rows < best.rows) {
              best = candidate;
              bestLinked = isLinked;
            }
          }
        }
        work.remove(best.left);
        work.remove(best.right);
        work.add(best);
      }
      return work.get(0);
    }

    private RelNode emit(Sub sub, List<Integer> order) {
      if (sub.left == null) {
        int input = Integer.numberOfTrailingZeros(sub.set);
        order.add(input);
        return inputs.get(input);
      }
      RelNode left = emit(sub.left, order);
      RelNode right = emit(sub.right, order);
      int[] position = positions(order, order.size() - Integer.bitCount(sub.set));
      List<RexNode> on = new ArrayList<>();
      for (int c = 0; c < mask.length; c++) {
        boolean alone = Integer.bitCount(mask[c]) < 2;
        if (joins(c, sub.left.set, sub.right.set) || alone && covers(sub, c)) {
          on.add(moved(conjuncts.get(c), position));
        }
      }
      RexBuilder rex = cluster.getRexBuilder();
      RexNode condition = RexUtil.composeConjunction(rex, on);
      return LogicalJoin.create(left, right, List.of(), condition, Set.of(), JoinRelType.INNER);
    }

    /** A condition on one input, or none, is applied where that input is joined first. */
    private boolean covers(Sub sub, int conjunct) {
      int m = mask[conjunct] == 0 ? 1 : mask[conjunct];
      return m == sub.left.set && sub.left.left == null
          || m == sub.right.set && sub.right.left == null;
    }

    /** Where each field of the region is in the columns of the inputs from {@code from} on. */
    private int[] positions(List<Integer> order, int from) {
      int[] position = new int[width];
      int at = 0;
      for (int input : order.subList(from, order.size())) {
        for (int k = 0; k < inputs.get(input).getRowType().getFieldCount(); k++) {
          position[start[input] + k] = at++;
        }
      }
      return position;
    }

    private RexNode moved(RexNode conjunct, int[] position) {
      return conjunct.accept(
          new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
              return new RexInputRef(position[ref.getIndex()], ref.getType());
            }
          });
    }

    private RelNode restored(RelNode tree, List<Integer> order, LogicalJoin top) {
      int[] position = positions(order, 0);
      List<RexNode> fields = new ArrayList<>();
      for (int f = 0; f < width; f++) {
        fields.add(cluster.getRexBuilder().makeInputRef(tree, position[f]));
      }
      return LogicalProject.create(
          tree, List.of(), fields, top.getRowType().getFieldNames(), Set.of());
    }
  }
}
