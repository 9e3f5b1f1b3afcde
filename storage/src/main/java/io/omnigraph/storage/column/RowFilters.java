package io.omnigraph.storage.column;

import java.util.Arrays;
import java.util.function.IntFunction;

/** Decides a {@link RowFilter} on rows in memory, with the answers a stored scan gives. */
public final class RowFilters {
  private RowFilters() {}

  /**
   * @param columns by ordinal, each at least as long as {@code row}
   */
  public static boolean matches(RowFilter filter, IntFunction<Column> columns, int row) {
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
          && in.values().stream()
              .anyMatch(value -> holds(RowFilter.Operator.EQ, column, row, value));
    }
    RowFilter.Compare compare = (RowFilter.Compare) filter;
    Column column = columns.apply(compare.column());
    return !column.isNull(row) && holds(compare.operator(), column, row, compare.value());
  }

  private static boolean holds(RowFilter.Operator operator, Column column, int row, Object value) {
    return column instanceof DoubleColumn doubles
        ? holds(operator, doubles.values()[row], (Double) value)
        : holds(operator, compare(column, row, value));
  }

  /** IEEE comparison: NaN is unequal to everything and has no order. */
  private static boolean holds(RowFilter.Operator operator, double left, double right) {
    return switch (operator) {
      case EQ -> left == right;
      case NE -> left != right;
      case LT -> left < right;
      case LE -> left <= right;
      case GT -> left > right;
      case GE -> left >= right;
    };
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
    BytesColumn c = (BytesColumn) column;
    byte[] bytes = (byte[]) value;
    int slot = c.slot(row);
    return Arrays.compareUnsigned(
        c.bytes(), c.offsets()[slot], c.offsets()[slot + 1], bytes, 0, bytes.length);
  }
}
