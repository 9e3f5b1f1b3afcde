package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;

/** Fills the {@code _id} of rows that come without one. */
final class GeneratedKeys {
  private static final int BYTES = 16;

  private GeneratedKeys() {}

  /** The rows in columns of their own; those of a table with a generated key all have one. */
  static ColumnBatch complete(TableType type, ColumnBatch rows, Ulids ulids) {
    ColumnBatch compact = Columns.compact(rows);
    if (!type.generatedKey()) {
      return compact;
    }
    int ordinal = type.keyColumns()[0];
    Column[] columns = compact.columns().clone();
    columns[ordinal] = filled((BytesColumn) columns[ordinal], rows.rowCount(), ulids);
    return new ColumnBatch(columns, 0, rows.rowCount(), null);
  }

  private static BytesColumn filled(BytesColumn given, int count, Ulids ulids) {
    byte[] bytes = new byte[count * BYTES];
    int[] offsets = new int[count + 1];
    for (int row = 0; row < count; row++) {
      offsets[row + 1] = (row + 1) * BYTES;
      if (given.isNull(row)) {
        ulids.fill(bytes, row * BYTES, 1);
      } else {
        System.arraycopy(
            given.bytes(), given.offsets()[given.slot(row)], bytes, row * BYTES, BYTES);
      }
    }
    return new BytesColumn(offsets, bytes, null);
  }
}
