package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Comparison;
import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * ORDER BY, stable: equal rows keep their order.
 *
 * @param most rows that are wanted at all (OFFSET + FETCH): then the buffer is cut now and then; or
 *     null
 */
public record SortNode(PlanNode input, List<SortKey> keys, Function<Evaluation, Long> most)
    implements PlanNode {
  private static final int CUT_FACTOR = 4;

  @Override
  public List<VectorType> types() {
    return input.types();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public BatchCursor open(Execution execution) {
    long limit = most == null ? Long.MAX_VALUE : most.apply(execution);
    RowBuffer buffer = new RowBuffer(types());
    try (BatchCursor cursor = input.open(execution)) {
      long cutAt = limit > 1 << 20 ? Long.MAX_VALUE : Math.max(8_192, limit * CUT_FACTOR);
      for (ColumnBatch batch; (batch = cursor.next()) != null; ) {
        execution.checkpoint();
        buffer.add(batch);
        if (buffer.rows() > cutAt) {
          ColumnBatch best = sorted(buffer.batch(), limit);
          buffer = new RowBuffer(types());
          buffer.add(best);
        }
      }
    }
    return RowBuffer.stream(sorted(buffer.batch(), limit), execution);
  }

  private ColumnBatch sorted(ColumnBatch all, long limit) {
    int[] order = new int[all.rowCount()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    order = new RowSorter(all, keys, types()).sort(order);
    int count = (int) Math.min(limit, order.length);
    Column[] out = new Column[all.columns().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Columns.gather(all.column(i), order, count);
    }
    return new ColumnBatch(out, 0, count, null);
  }

  @Override
  public String describe() {
    return (most == null ? "Sort" : "TopN")
        + "(keys="
        + keys.stream().map(SortKey::toString).collect(Collectors.joining(", ", "[", "]"))
        + ")";
  }

  /** Merge sort of row numbers by key columns. */
  private static final class RowSorter {
    private final Column[] columns;
    private final VectorType[] types;
    private final List<SortKey> keys;

    RowSorter(ColumnBatch all, List<SortKey> keys, List<VectorType> types) {
      this.keys = keys;
      this.columns = keys.stream().map(k -> all.column(k.column())).toArray(Column[]::new);
      this.types = keys.stream().map(k -> types.get(k.column())).toArray(VectorType[]::new);
    }

    int[] sort(int[] order) {
      int[] from = order;
      int[] to = new int[order.length];
      for (int width = 1; width < order.length; width *= 2) {
        for (int start = 0; start < order.length; start += 2 * width) {
          int middle = Math.min(start + width, order.length);
          merge(from, to, start, middle, (int) Math.min(start + 2L * width, order.length));
        }
        int[] swap = from;
        from = to;
        to = swap;
        if (width > 1 << 29) {
          break;
        }
      }
      return from;
    }

    private void merge(int[] from, int[] to, int start, int middle, int end) {
      int a = start;
      int b = middle;
      for (int i = start; i < end; i++) {
        boolean takeA = a < middle && (b >= end || compare(from[a], from[b]) <= 0);
        to[i] = takeA ? from[a++] : from[b++];
      }
    }

    private int compare(int a, int b) {
      for (int k = 0; k < columns.length; k++) {
        int sign = compare(columns[k], types[k], keys.get(k), a, b);
        if (sign != 0) {
          return sign;
        }
      }
      return 0;
    }

    private static int compare(Column column, VectorType type, SortKey key, int a, int b) {
      boolean nullA = column.isNull(a);
      boolean nullB = column.isNull(b);
      if (nullA || nullB) {
        return nullA == nullB ? 0 : nullA == key.nullsFirst() ? -1 : 1;
      }
      int sign;
      if (column instanceof IntColumn c) {
        sign = Integer.compare(c.values()[a], c.values()[b]);
      } else if (column instanceof LongColumn c) {
        sign = Long.compare(c.values()[a], c.values()[b]);
      } else if (column instanceof DoubleColumn c) {
        sign = Comparison.compare(c.values()[a], c.values()[b]);
      } else if (type.isDecimal()) {
        BytesColumn c = (BytesColumn) column;
        sign =
            ValueReader.decimal(c, a, type.scale())
                .compareTo(ValueReader.decimal(c, b, type.scale()));
      } else {
        sign = Comparison.compare((BytesColumn) column, a, (BytesColumn) column, b);
      }
      return key.descending() ? -sign : sign;
    }
  }
}
