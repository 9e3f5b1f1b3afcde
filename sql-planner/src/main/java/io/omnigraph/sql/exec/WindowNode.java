package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Values;
import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Window functions of one OVER clause: input columns, then one a function. Rows come out sorted by
 * partition, then by the window's order.
 *
 * @param order of rows in a partition; columns of the input
 */
public record WindowNode(
    PlanNode input,
    List<Integer> partition,
    List<SortKey> order,
    WindowFrame frame,
    List<AggregateCall> calls,
    List<VectorType> types)
    implements PlanNode {
  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public BatchCursor open(Execution execution) {
    List<SortKey> keys = new ArrayList<>();
    partition.forEach(p -> keys.add(new SortKey(p, false, true)));
    keys.addAll(order);
    ColumnBatch rows =
        keys.isEmpty()
            ? RowBuffer.drain(input, execution)
            : RowBuffer.drain(new SortNode(input, keys, null), execution);
    Column[] out = new Column[types.size()];
    System.arraycopy(rows.columns(), 0, out, 0, rows.columns().length);
    int width = input.types().size();
    for (int c = 0; c < calls.size(); c++) {
      ColumnBuilder builder = ColumnBuilder.of(types.get(width + c).layout(), rows.rowCount());
      for (int start = 0; start < rows.rowCount(); ) {
        int end = end(rows, partition, start, rows.rowCount());
        execution.checkpoint();
        Partition part = new Partition(rows, start, end, calls.get(c), types.get(width + c));
        part.compute(builder, execution);
        start = end;
      }
      out[width + c] = builder.build();
    }
    return RowBuffer.stream(new ColumnBatch(out, 0, rows.rowCount(), null), execution);
  }

  /** First row after {@code start} that differs from it in one of the columns. */
  private static int end(ColumnBatch rows, List<Integer> columns, int start, int limit) {
    int end = start + 1;
    while (end < limit && equal(rows, columns, start, end)) {
      end++;
    }
    return end;
  }

  private static boolean equal(ColumnBatch rows, List<Integer> columns, int a, int b) {
    for (int column : columns) {
      if (!RowHash.equal(rows.column(column), a, rows.column(column), b)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String describe() {
    return "Window(partition="
        + partition
        + ", order="
        + order.stream().map(SortKey::toString).collect(Collectors.joining(", ", "[", "]"))
        + ", frame="
        + frame
        + ", calls="
        + calls.stream().map(AggregateCall::text).collect(Collectors.joining(", ", "[", "]"))
        + ")";
  }

  /** One function over one partition. */
  private final class Partition {
    private final ColumnBatch rows;
    private final int start;
    private final int end;
    private final AggregateCall call;
    private final VectorType type;
    private final List<Integer> orderColumns = order.stream().map(SortKey::column).toList();

    Partition(ColumnBatch rows, int start, int end, AggregateCall call, VectorType type) {
      this.rows = rows;
      this.start = start;
      this.end = end;
      this.call = call;
      this.type = type;
    }

    void compute(ColumnBuilder out, Execution execution) {
      switch (call.function()) {
        case "ROW_NUMBER" -> {
          for (int i = start; i < end; i++) {
            Values.append(out, (long) i - start + 1, type);
          }
        }
        case "RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST" -> ranks(out);
        case "NTILE" -> ntile(out);
        case "LAG" -> shifted(out, -1);
        case "LEAD" -> shifted(out, 1);
        default -> overFrames(out, execution);
      }
    }

    private void ranks(ColumnBuilder out) {
      long dense = 0;
      int size = end - start;
      for (int peers = start; peers < end; ) {
        int next = order.isEmpty() ? end : end(rows, orderColumns, peers, end);
        dense++;
        long rank = peers - start + 1L;
        Object value =
            switch (call.function()) {
              case "RANK" -> rank;
              case "DENSE_RANK" -> dense;
              case "PERCENT_RANK" -> size == 1 ? 0.0 : (rank - 1.0) / (size - 1);
              default -> (double) (next - start) / size;
            };
        for (; peers < next; peers++) {
          Values.append(out, value, type);
        }
      }
    }

    private void ntile(ColumnBuilder out) {
      long tiles = ((Number) value(call.args().get(0), start)).longValue();
      int size = end - start;
      for (int i = 0; i < size; i++) {
        long large = size % tiles;
        long small = size / tiles;
        long cut = large * (small + 1);
        long tile = i < cut ? i / (small + 1) : large + (i - cut) / Math.max(1, small);
        Values.append(out, tile + 1, type);
      }
    }

    private void shifted(ColumnBuilder out, int sign) {
      for (int i = start; i < end; i++) {
        Object by = call.args().size() > 1 ? value(call.args().get(1), i) : (Object) 1L;
        long at = i + sign * (by == null ? 0 : ((Number) by).longValue());
        boolean inside = at >= start && at < end;
        Object absent = call.args().size() > 2 ? value(call.args().get(2), i) : null;
        Values.append(out, inside ? value(call.args().get(0), (int) at) : absent, type);
      }
    }

    private Object value(int column, int row) {
      return ValueReader.value(rows.column(column), row, input.types().get(column));
    }

    /** Both ends of a frame only move on from row to row. */
    private void overFrames(ColumnBuilder out, Execution execution) {
      int from = start;
      int to = start;
      Column last = null;
      Accumulator running = frame.lowUnbounded() && !picks() ? Accumulators.of(call) : null;
      for (int i = start; i < end; i++) {
        int low = low(i, from);
        int high = Math.max(low, high(i, to));
        if (last == null || low != from || high != to) {
          execution.checkpoint();
          if (running != null) {
            add(running, to, high);
          }
          last = running != null ? running.finish(1) : one(low, high);
          from = low;
          to = high;
        }
        out.append(last, 0);
      }
    }

    /** Whether the function takes one row of the frame instead of folding all. */
    private boolean picks() {
      return switch (call.function()) {
        case "FIRST_VALUE", "LAST_VALUE", "NTH_VALUE" -> true;
        default -> false;
      };
    }

    private void add(Accumulator accumulator, int low, int high) {
      Column[] args = new Column[call.args().size()];
      for (int a = 0; a < args.length; a++) {
        args[a] = Columns.slice(rows.column(call.args().get(a)), low, high - low);
      }
      accumulator.add(new int[high - low], 1, args, high - low);
    }

    /** The function's value over rows {@code low .. high}, as a column of one row. */
    private Column one(int low, int high) {
      if (picks()) {
        return picked(low, high);
      }
      Accumulator accumulator = Accumulators.of(call);
      add(accumulator, low, high);
      return accumulator.finish(1);
    }

    private Column picked(int low, int high) {
      long at =
          switch (call.function()) {
            case "FIRST_VALUE" -> low;
            case "LAST_VALUE" -> high - 1L;
            default -> low + ((Number) value(call.args().get(1), low)).longValue() - 1;
          };
      int row = at >= low && at < high ? (int) at : -1;
      return Columns.gather(rows.column(call.args().get(0)), new int[] {row}, 1);
    }

    /**
     * @param before the answer for the row before
     */
    private int low(int row, int before) {
      if (frame.lowUnbounded()) {
        return start;
      }
      if (frame.rows()) {
        return (int) Math.max(start, Math.min(end, row + frame.low()));
      }
      if ((frame.low() == 0 && frame.lowCurrent()) || isWithoutValue(row)) {
        return row > start && equal(rows, orderColumns, row - 1, row) ? before : row;
      }
      int at = before;
      while (at < end && distance(at, row) < frame.low()) {
        at++;
      }
      return at;
    }

    /**
     * @param before the answer for the row before
     */
    private int high(int row, int before) {
      if (frame.highUnbounded()) {
        return end;
      }
      if (frame.rows()) {
        return (int) Math.max(start, Math.min(end, row + frame.high() + 1));
      }
      if ((frame.high() == 0 && frame.highCurrent()) || isWithoutValue(row)) {
        boolean peer = row > start && equal(rows, orderColumns, row - 1, row);
        return order.isEmpty() ? end : peer ? before : end(rows, orderColumns, row, end);
      }
      int at = before;
      while (at < end && distance(at, row) <= frame.high()) {
        at++;
      }
      return at;
    }

    /** A NULL has no distance to anything: its frame holds its peers. */
    private boolean isWithoutValue(int row) {
      return orderColumns.size() == 1 && rows.column(orderColumns.get(0)).isNull(row);
    }

    /** How far a row's sort value lies after that of the current row, for RANGE with a number. */
    private double distance(int row, int current) {
      SortKey key = order.get(0);
      Object a = value(key.column(), row);
      Object b = value(key.column(), current);
      if (a == null || b == null) {
        return a == b ? 0 : (a == null) == key.nullsFirst() ? -1e300 : 1e300;
      }
      double difference = ((Number) a).doubleValue() - ((Number) b).doubleValue();
      return key.descending() ? -difference : difference;
    }
  }

  /** Whether a function has an implementation here. */
  public static boolean knows(String function) {
    return switch (function) {
      case "ROW_NUMBER",
          "RANK",
          "DENSE_RANK",
          "PERCENT_RANK",
          "CUME_DIST",
          "NTILE",
          "LAG",
          "LEAD",
          "FIRST_VALUE",
          "LAST_VALUE",
          "NTH_VALUE" ->
          true;
      default -> AggregateCall.isKnown(function);
    };
  }
}
