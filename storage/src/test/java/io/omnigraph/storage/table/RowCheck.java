package io.omnigraph.storage.table;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.RowFilter;
import java.util.Arrays;

/** {@link RowFilter} said once more, row by row. */
final class RowCheck {
  private RowCheck() {}

  static boolean keeps(RowFilter filter, TableFragment fragment, int row) {
    if (filter == null) {
      return true;
    }
    if (filter instanceof RowFilter.And and) {
      return and.terms().stream().allMatch(term -> keeps(term, fragment, row));
    }
    if (filter instanceof RowFilter.Or or) {
      return or.terms().stream().anyMatch(term -> keeps(term, fragment, row));
    }
    if (filter instanceof RowFilter.IsNull is) {
      return fragment.column(is.column()).isNull(row);
    }
    if (filter instanceof RowFilter.IsNotNull is) {
      return !fragment.column(is.column()).isNull(row);
    }
    if (filter instanceof RowFilter.In in) {
      Column column = fragment.column(in.column());
      return !column.isNull(row)
          && in.values().stream().anyMatch(value -> compare(column, row, value) == 0);
    }
    RowFilter.Compare compare = (RowFilter.Compare) filter;
    Column column = fragment.column(compare.column());
    return !column.isNull(row) && fits(compare.operator(), compare(column, row, compare.value()));
  }

  private static boolean fits(RowFilter.Operator operator, int order) {
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
    if (column instanceof IntColumn ints) {
      return Integer.compare(ints.values()[row], (Integer) value);
    }
    if (column instanceof LongColumn longs) {
      return Long.compare(longs.values()[row], (Long) value);
    }
    if (column instanceof DoubleColumn doubles) {
      return Double.compare(doubles.values()[row], (Double) value);
    }
    return Arrays.compareUnsigned(((BytesColumn) column).copyOf(row), (byte[]) value);
  }
}
