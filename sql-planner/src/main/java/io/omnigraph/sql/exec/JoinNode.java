package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Kernel;
import io.omnigraph.sql.kernel.Logic;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.IntColumn;
import java.util.List;

/**
 * Hash join: the right input is the build side. Without keys every pair is tried (nested loops).
 *
 * <p>When one side turns out to have few rows, and the other is a table that finds rows by a join
 * key, only those are read of it; the rest of the work is the same.
 *
 * @param residual over left then right columns, or null
 * @param leftByKey by key: how to find the left rows that join with given values, or null
 * @param rightByKey likewise
 */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
public record JoinNode(
    PlanNode left,
    PlanNode right,
    Kind kind,
    Keys keys,
    Kernel residual,
    List<JoinedRows> leftByKey,
    List<JoinedRows> rightByKey,
    String text,
    List<VectorType> types)
    implements PlanNode {
  /**
   * What is compared.
   *
   * @param left columns of the left input; -1 - i = the i-th of {@code leftCasts}
   * @param right likewise
   * @param nullSafe a key for which NULL matches NULL
   */
  public record Keys(
      int[] left,
      int[] right,
      boolean[] nullSafe,
      List<Kernel> leftCasts,
      List<Kernel> rightCasts) {
    int count() {
      return left.length;
    }

    Column[] left(ColumnBatch batch, Execution execution) {
      return columns(batch, left, leftCasts, execution);
    }

    Column[] right(ColumnBatch batch, Execution execution) {
      return columns(batch, right, rightCasts, execution);
    }

    private static Column[] columns(
        ColumnBatch batch, int[] keys, List<Kernel> casts, Execution execution) {
      Column[] out = new Column[keys.length];
      for (int i = 0; i < out.length; i++) {
        out[i] =
            keys[i] >= 0 ? batch.column(keys[i]) : casts.get(-1 - keys[i]).eval(batch, execution);
      }
      return out;
    }
  }

  /** Which rows come out. */
  public enum Kind {
    INNER,
    LEFT,
    RIGHT,
    FULL,
    SEMI,
    ANTI;

    boolean keepsLeft() {
      return this == LEFT || this == FULL;
    }

    boolean keepsRight() {
      return this == RIGHT || this == FULL;
    }
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }

  @Override
  public BatchCursor open(Execution execution) {
    int byRight = first(rightByKey);
    if (byRight >= 0 && !kind.keepsRight()) {
      return openLeftFirst(byRight, execution);
    }
    ColumnBatch build = RowBuffer.drain(right, execution);
    int byLeft = first(leftByKey);
    boolean unmatchedLeft = kind.keepsLeft() || kind == Kind.ANTI;
    if (byLeft >= 0 && !unmatchedLeft && build.rowCount() <= JoinedRows.MOST_KEYS) {
      Column values = Columns.compact(build, keys.right()[byLeft]);
      ColumnBatch probe = leftByKey.get(byLeft).of(values, execution);
      return new JoinCursor(build, RowBuffer.stream(probe, execution), execution);
    }
    return new JoinCursor(build, left.open(execution), execution);
  }

  private int first(List<JoinedRows> byKey) {
    for (int key = 0; key < byKey.size(); key++) {
      if (byKey.get(key) != null && !keys.nullSafe()[key]) {
        return key;
      }
    }
    return -1;
  }

  /** Reads left rows until they are all there or too many to look up the right ones. */
  private BatchCursor openLeftFirst(int key, Execution execution) {
    BatchCursor rest = left.open(execution);
    try {
      RowBuffer buffer = new RowBuffer(left.types());
      ColumnBatch batch = null;
      while (buffer.rows() <= JoinedRows.MOST_KEYS && (batch = rest.next()) != null) {
        buffer.add(batch);
      }
      ColumnBatch read = buffer.batch();
      if (batch == null) {
        rest.close();
        Column values = read.column(keys.left()[key]);
        ColumnBatch build = rightByKey.get(key).of(values, execution);
        return new JoinCursor(build, RowBuffer.stream(read, execution), execution);
      }
      ColumnBatch build = RowBuffer.drain(right, execution);
      return new JoinCursor(build, RowBuffer.stream(read, rest, execution), execution);
    } catch (RuntimeException e) {
      rest.close();
      throw e;
    }
  }

  @Override
  public String describe() {
    return (keys.count() == 0 ? "NestedLoopJoin" : "HashJoin")
        + "(type="
        + kind.name().toLowerCase(java.util.Locale.ROOT)
        + ", condition="
        + text
        + ")";
  }

  private final class JoinCursor implements BatchCursor {
    private final ColumnBatch build;
    private final BatchCursor probe;
    private final Execution execution;
    private final Column[] buildKeys;
    private final int[] heads;
    private final int[] next;
    private final boolean[] matchedRight;
    private final int[] pairsLeft = new int[ColumnBatch.MAX_ROWS];
    private final int[] pairsRight = new int[ColumnBatch.MAX_ROWS];
    private ColumnBatch current;
    private Column[] currentKeys;
    private int[] currentHashes;
    private boolean[] matchedLeft;
    private int row;
    private int chain;
    private int rightRest;

    JoinCursor(ColumnBatch build, BatchCursor probe, Execution execution) {
      this.build = build;
      this.probe = probe;
      this.execution = execution;
      this.buildKeys = keys.right(build, execution);
      int rows = build.rowCount();
      int size =
          keys.count() == 0 ? 1 : Integer.highestOneBit(Math.max(16, Math.min(rows, 1 << 28) * 2));
      heads = new int[size];
      next = new int[rows];
      java.util.Arrays.fill(heads, -1);
      int[] hashes = new int[rows];
      RowHash.hash(buildKeys, rows, hashes);
      for (int i = rows - 1; i >= 0; i--) { // backwards, so that chains keep the build order
        if (joinable(buildKeys, i)) {
          int slot = hashes[i] & size - 1;
          next[i] = heads[slot];
          heads[slot] = i;
        }
      }
      matchedRight = kind.keepsRight() ? new boolean[rows] : null;
    }

    private boolean joinable(Column[] columns, int at) {
      for (int k = 0; k < columns.length; k++) {
        if (!keys.nullSafe()[k] && columns[k].isNull(at)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public ColumnBatch next() {
      while (true) {
        execution.checkpoint();
        if (current == null && !advance()) {
          return kind.keepsRight() ? unmatchedRight() : null;
        }
        ColumnBatch out = step();
        if (out != null && out.rowCount() > 0) {
          return out;
        }
      }
    }

    private boolean advance() {
      ColumnBatch batch;
      do {
        batch = probe.next();
        if (batch == null) {
          return false;
        }
      } while (batch.rowCount() == 0);
      current = Columns.compact(batch);
      currentKeys = keys.left(current, execution);
      currentHashes = new int[current.rowCount()];
      RowHash.hash(currentKeys, current.rowCount(), currentHashes);
      matchedLeft =
          kind == Kind.INNER || kind == Kind.RIGHT ? null : new boolean[current.rowCount()];
      row = 0;
      chain = start(0);
      return true;
    }

    private int start(int at) {
      if (at >= current.rowCount() || !joinable(currentKeys, at)) {
        return -1;
      }
      return heads[currentHashes[at] & heads.length - 1];
    }

    /** Some more pairs of the current batch; the batch's own end gives its unmatched rows. */
    private ColumnBatch step() {
      int pairs = 0;
      int rows = current.rowCount();
      while (row < rows && pairs < pairsLeft.length) {
        if (chain < 0) {
          row++;
          chain = start(row);
          continue;
        }
        if (same(row, chain)) {
          pairsLeft[pairs] = row;
          pairsRight[pairs++] = chain;
        }
        chain = next[chain];
      }
      ColumnBatch matches = pairs == 0 ? null : filtered(pairs);
      if (row < rows) {
        return kind == Kind.SEMI || kind == Kind.ANTI ? null : matches;
      }
      ColumnBatch batch = current;
      current = null;
      if (kind == Kind.INNER || kind == Kind.RIGHT) {
        return matches;
      }
      return atEnd(batch, matches);
    }

    private boolean same(int leftRow, int rightRow) {
      for (int k = 0; k < currentKeys.length; k++) {
        if (!RowHash.equal(currentKeys[k], leftRow, buildKeys[k], rightRow)) {
          return false;
        }
      }
      return true;
    }

    /** The pairs that pass the residual condition, as output rows; marks what matched. */
    private ColumnBatch filtered(int pairs) {
      ColumnBatch joined = joined(current, pairsLeft, pairsRight, pairs);
      int[] kept = new int[pairs];
      int count = 0;
      IntColumn keep = residual == null ? null : (IntColumn) residual.eval(joined, execution);
      for (int i = 0; i < pairs; i++) {
        if (keep == null || !keep.isNull(i) && keep.values()[i] != 0) {
          kept[count++] = i;
          if (matchedLeft != null) {
            matchedLeft[pairsLeft[i]] = true;
          }
          if (matchedRight != null) {
            matchedRight[pairsRight[i]] = true;
          }
        }
      }
      return Logic.subset(joined, kept, count);
    }

    private ColumnBatch joined(ColumnBatch from, int[] leftRows, int[] rightRows, int count) {
      int leftWidth = from.columns().length;
      Column[] out = new Column[leftWidth + build.columns().length];
      for (int i = 0; i < out.length; i++) {
        out[i] =
            i < leftWidth
                ? Columns.gather(from.column(i), leftRows, count)
                : Columns.gather(build.column(i - leftWidth), rightRows, count);
      }
      return new ColumnBatch(out, 0, count, null);
    }

    private ColumnBatch atEnd(ColumnBatch batch, ColumnBatch matches) {
      boolean wantMatched = kind == Kind.SEMI;
      int[] rows = new int[batch.rowCount()];
      int count = 0;
      for (int i = 0; i < rows.length; i++) {
        rows[count] = i;
        count += matchedLeft[i] == wantMatched ? 1 : 0;
      }
      if (kind == Kind.SEMI || kind == Kind.ANTI) {
        return Logic.subset(batch, rows, count);
      }
      int[] none = new int[count];
      java.util.Arrays.fill(none, -1);
      ColumnBatch unmatched = joined(batch, rows, none, count);
      if (matches == null || matches.rowCount() == 0) {
        return unmatched;
      }
      RowBuffer both = new RowBuffer(types);
      both.add(matches);
      both.add(unmatched);
      return both.batch();
    }

    private ColumnBatch unmatchedRight() {
      int[] rows = new int[ColumnBatch.MAX_ROWS];
      int count = 0;
      while (rightRest < matchedRight.length && count < rows.length) {
        rows[count] = rightRest;
        count += matchedRight[rightRest++] ? 0 : 1;
      }
      if (count == 0) {
        return null;
      }
      Column[] out = new Column[types.size()];
      int leftWidth = left.types().size();
      for (int i = 0; i < out.length; i++) {
        out[i] =
            i < leftWidth
                ? Columns.nulls(types.get(i).layout(), count)
                : Columns.gather(build.column(i - leftWidth), rows, count);
      }
      return new ColumnBatch(out, 0, count, null);
    }

    @Override
    public void close() {
      probe.close();
    }
  }
}
