package io.omnigraph.engine.rows;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.RowFilter;
import java.util.Arrays;
import java.util.function.IntFunction;

/** Decides a {@link RowFilter} on rows in memory, with the answers a stored scan gives. */
final class RowFilters {
  private RowFilters() {}

  static boolean matches(RowFilter filter, IntFunction<Column> columns, int row) {
    if (filter instanceof RowFilter.And and) {
      for (RowFilter term : and.terms()) {
        if (!matches(term, columns, row)) {
          return false;
        }
      }
      return true;
    }
    if (filter instanceof RowFilter.Or or) {
      for (RowFilter term : or.terms()) {
        if (matches(term, columns, row)) {
          return true;
        }
      }
      return false;
    }
    if (filter instanceof RowFilter.IsNull isNull) {
      return columns.apply(isNull.column()).isNull(row);
    }
    if (filter instanceof RowFilter.IsNotNull isNotNull) {
      return !columns.apply(isNotNull.column()).isNull(row);
    }
    if (filter instanceof RowFilter.In in) {
      Column column = columns.apply(in.column());
      return !column.isNull(row)
          && in.values().stream().anyMatch(value -> compare(column, row, value) == 0);
    }
    RowFilter.Compare compare = (RowFilter.Compare) filter;
    Column column = columns.apply(compare.column());
    return !column.isNull(row) && holds(compare.operator(), compare(column, row, compare.value()));
  }

  private static boolean holds(RowFilter.Operator operator, int order) {
    return switch (operator) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      case GE -> order >= 0;
    };
  }

  private static int compare(Column column, int row, Object value) {
    if (column instanceof IntColumn c) {
      return Integer.compare(c.values()[row], (Integer) value);
    }
    if (column instanceof LongColumn c) {
      return Long.compare(c.values()[row], (Long) value);
    }
    if (column instanceof DoubleColumn c) {
      return Double.compare(c.values()[row] + 0.0, (Double) value + 0.0);
    }
    BytesColumn c = (BytesColumn) column;
    byte[] bytes = (byte[]) value;
    int slot = c.slot(row);
    return Arrays.compareUnsigned(
        c.bytes(), c.offsets()[slot], c.offsets()[slot + 1], bytes, 0, bytes.length);
  }
}
