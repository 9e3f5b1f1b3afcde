package io.omnigraph.sql.statement;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import java.util.ArrayList;
import java.util.List;

/** Batches that are put together to a larger one. */
final class RowParts {
  private final List<VectorType> types;
  private final List<List<Column>> parts = new ArrayList<>();
  private int rows;
  private long bytes;

  RowParts(List<VectorType> types) {
    this.types = types;
    types.forEach(type -> parts.add(new ArrayList<>()));
  }

  void add(ColumnBatch batch) {
    rows = Math.addExact(rows, batch.rowCount());
    for (int c = 0; c < parts.size(); c++) {
      Column column = Columns.compact(batch, c);
      bytes += storedBytes(column);
      parts.get(c).add(column);
    }
  }

  /** A value that a dictionary has once is stored once a row. */
  private static long storedBytes(Column column) {
    if (!(column instanceof BytesColumn texts) || texts.codes() == null) {
      return column.sizeBytes();
    }
    long bytes = 0;
    int[] offsets = texts.offsets();
    for (int code : texts.codes()) {
      bytes += offsets[code + 1] - offsets[code];
    }
    return bytes;
  }

  int rows() {
    return rows;
  }

  long sizeBytes() {
    return bytes;
  }

  /** All rows; from here on it is empty. */
  ColumnBatch take() {
    Column[] columns = new Column[parts.size()];
    for (int c = 0; c < columns.length; c++) {
      columns[c] =
          parts.get(c).isEmpty()
              ? Columns.nulls(types.get(c).layout(), 0)
              : Columns.concat(parts.get(c));
      parts.get(c).clear();
    }
    ColumnBatch all = new ColumnBatch(columns, 0, rows, null);
    rows = 0;
    bytes = 0;
    return all;
  }
}
