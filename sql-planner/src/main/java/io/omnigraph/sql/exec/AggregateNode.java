package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * GROUP BY by hashing, for one or several grouping sets. Output: the group columns, then one a
 * call.
 *
 * @param keys input columns of the widest set
 * @param sets positions in {@code keys} of each grouping set; one set of all = a plain GROUP BY
 */
public record AggregateNode(
    PlanNode input,
    List<Integer> keys,
    List<List<Integer>> sets,
    List<AggregateCall> calls,
    List<VectorType> types)
    implements PlanNode {

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public BatchCursor open(Execution execution) {
    List<SetState> states = sets.stream().map(SetState::new).toList();
    try (BatchCursor cursor = input.open(execution)) {
      Column[] dense = new Column[input.types().size()];
      for (ColumnBatch batch; (batch = cursor.next()) != null; ) {
        execution.checkpoint();
        if (batch.rowCount() == 0) {
          continue;
        }
        java.util.Arrays.fill(dense, null);
        for (SetState state : states) {
          state.add(batch, dense);
        }
      }
    }
    RowBuffer out = new RowBuffer(types);
    for (SetState state : states) {
      out.add(state.finish());
    }
    return RowBuffer.stream(out.batch(), execution);
  }

  private static Column column(ColumnBatch batch, Column[] dense, int index) {
    if (dense[index] == null) {
      dense[index] = Columns.compact(batch, index);
    }
    return dense[index];
  }

  @Override
  public String describe() {
    return "HashAggregate(group="
        + keys.stream().map(k -> "$" + k).collect(Collectors.joining(", ", "[", "]"))
        + (sets.size() == 1 ? "" : ", sets=" + sets)
        + (calls.isEmpty()
            ? ""
            : ", calls="
                + calls.stream()
                    .map(AggregateCall::text)
                    .collect(Collectors.joining(", ", "[", "]")))
        + ")";
  }

  /** Groups of one grouping set. */
  private final class SetState {
    private final List<Integer> set;
    private final GroupTable table;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final List<GroupTable> distinct = new ArrayList<>();
    private int[] groups = new int[ColumnBatch.MAX_ROWS];

    SetState(List<Integer> set) {
      this.set = set;
      this.table =
          new GroupTable(
              set.stream()
                  .map(k -> input.types().get(keys.get(k)).layout())
                  .toArray(Layout[]::new));
      for (AggregateCall call : calls) {
        accumulators.add(isGrouping(call) ? null : Accumulators.of(call));
        distinct.add(call.distinct() ? distinctTable(call) : null);
      }
    }

    private GroupTable distinctTable(AggregateCall call) {
      Layout[] layouts = new Layout[call.plainArgs() + 1];
      layouts[0] = Layout.INT;
      for (int i = 1; i < layouts.length; i++) {
        layouts[i] = call.argTypes().get(i - 1).layout();
      }
      return new GroupTable(layouts);
    }

    void add(ColumnBatch batch, Column[] dense) {
      int rows = batch.rowCount();
      if (groups.length < rows) {
        groups = new int[rows];
      }
      Column[] keyColumns = new Column[set.size()];
      for (int i = 0; i < keyColumns.length; i++) {
        keyColumns[i] = column(batch, dense, keys.get(set.get(i)));
      }
      table.assign(keyColumns, rows, groups);
      for (int c = 0; c < calls.size(); c++) {
        if (accumulators.get(c) != null) {
          add(calls.get(c), accumulators.get(c), distinct.get(c), batch, dense);
        }
      }
    }

    private void add(
        AggregateCall call, Accumulator to, GroupTable seen, ColumnBatch batch, Column[] dense) {
      int rows = batch.rowCount();
      Column[] args = new Column[call.args().size()];
      for (int i = 0; i < args.length; i++) {
        args[i] = column(batch, dense, call.args().get(i));
      }
      int[] rowGroups = groups;
      if (call.filter() >= 0) {
        IntColumn keep = (IntColumn) column(batch, dense, call.filter());
        int[] kept = new int[rows];
        int count = 0;
        for (int i = 0; i < rows; i++) {
          kept[count] = i;
          count += !keep.isNull(i) && keep.values()[i] != 0 ? 1 : 0;
        }
        rowGroups = pick(rowGroups, kept, count);
        args = pick(args, kept, count);
        rows = count;
      }
      if (seen != null && rows > 0) {
        int[] kept = firsts(seen, call, rowGroups, args, rows);
        rowGroups = pick(rowGroups, kept, kept.length);
        args = pick(args, kept, kept.length);
        rows = kept.length;
      }
      to.add(rowGroups, table.groups(), args, rows);
    }

    /** Rows whose (group, arguments) were not seen before. */
    private int[] firsts(
        GroupTable seen, AggregateCall call, int[] rowGroups, Column[] args, int rows) {
      Column[] key = new Column[call.plainArgs() + 1];
      key[0] = new IntColumn(java.util.Arrays.copyOf(rowGroups, rows), null);
      System.arraycopy(args, 0, key, 1, call.plainArgs());
      int[] ids = new int[rows];
      int before = seen.groups();
      seen.assign(key, rows, ids);
      int[] kept = new int[seen.groups() - before];
      int next = before;
      for (int i = 0; i < rows; i++) {
        if (ids[i] == next) {
          kept[next++ - before] = i;
        }
      }
      return kept;
    }

    private static int[] pick(int[] values, int[] rows, int count) {
      int[] out = new int[count];
      for (int i = 0; i < count; i++) {
        out[i] = values[rows[i]];
      }
      return out;
    }

    private static Column[] pick(Column[] columns, int[] rows, int count) {
      Column[] out = new Column[columns.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = Columns.gather(columns[i], rows, count);
      }
      return out;
    }

    ColumnBatch finish() {
      // Without keys there is one group even when there are no rows.
      int count =
          set.isEmpty() && (keys.isEmpty() || table.groups() > 0 || sets.size() > 1)
              ? 1
              : table.groups();
      Column[] out = new Column[types.size()];
      Column[] own = table.keys();
      for (int k = 0; k < keys.size(); k++) {
        int at = set.indexOf(k);
        out[k] = at < 0 ? Columns.nulls(types.get(k).layout(), count) : own[at];
      }
      for (int c = 0; c < calls.size(); c++) {
        out[keys.size() + c] =
            accumulators.get(c) == null
                ? grouping(calls.get(c), count)
                : accumulators.get(c).finish(count);
      }
      return new ColumnBatch(out, 0, count, null);
    }

    /** GROUPING(a, b): a bit a column, set when the column is not in this set. */
    private Column grouping(AggregateCall call, int count) {
      long bits = 0;
      for (int arg : call.args()) {
        bits = bits << 1 | (set.contains(keys.indexOf(arg)) ? 0 : 1);
      }
      long[] out = new long[count];
      java.util.Arrays.fill(out, bits);
      return new LongColumn(out, null);
    }
  }

  private static boolean isGrouping(AggregateCall call) {
    return call.function().equals("GROUPING") || call.function().equals("GROUPING_ID");
  }
}
