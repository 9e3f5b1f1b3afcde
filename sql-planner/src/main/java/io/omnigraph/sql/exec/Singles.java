package io.omnigraph.sql.exec;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;

/** Columns of one row. */
final class Singles {
  private Singles() {}

  static Column column(Object boxed, Layout layout) {
    return switch (layout) {
      case INT -> new IntColumn(new int[] {(Integer) boxed}, null);
      case LONG -> new LongColumn(new long[] {(Long) boxed}, null);
      case DOUBLE -> new DoubleColumn(new double[] {(Double) boxed}, null);
      case BYTES -> {
        byte[] bytes = (byte[]) boxed;
        yield new BytesColumn(new int[] {0, bytes.length}, bytes, null);
      }
    };
  }
}
