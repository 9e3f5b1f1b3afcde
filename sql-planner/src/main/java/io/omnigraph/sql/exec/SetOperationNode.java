package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.Columns;
import java.util.Arrays;
import java.util.List;

/** INTERSECT and EXCEPT, with and without ALL: counts each distinct row a side. */
public record SetOperationNode(
    PlanNode left, PlanNode right, boolean intersect, boolean all, List<VectorType> types)
    implements PlanNode {
  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }

  @Override
  public BatchCursor open(Execution execution) {
    GroupTable rows = new GroupTable(types.stream().map(VectorType::layout).toArray(Layout[]::new));
    int[] inLeft = count(left, rows, new int[16], execution);
    int[] inRight = count(right, rows, new int[16], execution);
    ColumnBatch distinct = new ColumnBatch(rows.keys(), 0, rows.groups(), null);
    int[] picked = new int[16];
    int size = 0;
    for (int g = 0; g < rows.groups(); g++) {
      int times = times(at(inLeft, g), at(inRight, g));
      for (int t = 0; t < times; t++) {
        if (size == picked.length) {
          picked = Arrays.copyOf(picked, size * 2);
        }
        picked[size++] = g;
      }
    }
    Column[] out = new Column[types.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = Columns.gather(distinct.column(i), picked, size);
    }
    return RowBuffer.stream(new ColumnBatch(out, 0, size, null), execution);
  }

  private int times(int a, int b) {
    if (intersect) {
      return all ? Math.min(a, b) : a > 0 && b > 0 ? 1 : 0;
    }
    return all ? Math.max(0, a - b) : a > 0 && b == 0 ? 1 : 0;
  }

  private static int at(int[] counts, int group) {
    return group < counts.length ? counts[group] : 0;
  }

  private static int[] count(PlanNode input, GroupTable rows, int[] start, Execution execution) {
    int[] counts = start;
    try (BatchCursor cursor = input.open(execution)) {
      for (ColumnBatch batch; (batch = cursor.next()) != null; ) {
        execution.checkpoint();
        ColumnBatch dense = Columns.compact(batch);
        int[] groups = new int[dense.rowCount()];
        rows.assign(dense.columns(), dense.rowCount(), groups);
        if (rows.groups() > counts.length) {
          counts = Arrays.copyOf(counts, Math.max(rows.groups(), counts.length * 2));
        }
        for (int group : groups) {
          counts[group]++;
        }
      }
    }
    return counts;
  }

  @Override
  public String describe() {
    return (intersect ? "Intersect" : "Except") + (all ? "(all)" : "(distinct)");
  }
}
