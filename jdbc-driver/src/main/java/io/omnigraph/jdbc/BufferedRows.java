package io.omnigraph.jdbc;

import io.omnigraph.sql.session.RowCursor;
import java.util.ArrayList;
import java.util.List;

/** All rows in memory, any position. */
final class BufferedRows extends Rows {
  private List<Object[]> rows;
  // 0 = before the first row, size + 1 = after the last.
  private int position;

  BufferedRows(List<Object[]> rows) {
    this.rows = rows;
  }

  /** Reads the cursor to its end and closes it. */
  static BufferedRows of(RowCursor cursor, int columns) {
    try (cursor) {
      List<Object[]> rows = new ArrayList<>();
      while (cursor.next()) {
        Object[] row = new Object[columns];
        for (int i = 0; i < columns; i++) {
          row[i] = cursor.getObject(i);
        }
        rows.add(row);
      }
      return new BufferedRows(rows);
    }
  }

  int size() {
    return rows.size();
  }

  /** Goes to a row; outside of 1..size it is before the first or after the last. */
  boolean moveTo(long row) {
    position = (int) Math.max(0, Math.min(row, rows.size() + 1L));
    return onRow();
  }

  /** Steps from here, however far. */
  boolean moveBy(long rowsForward) {
    return moveTo(position + rowsForward);
  }

  @Override
  boolean next() {
    return moveBy(1);
  }

  @Override
  boolean onRow() {
    return position > 0 && position <= rows.size();
  }

  @Override
  long row() {
    return onRow() ? position : 0;
  }

  @Override
  boolean isBeforeFirst() {
    return position == 0 && !rows.isEmpty();
  }

  @Override
  boolean isAfterLast() {
    return position > rows.size() && !rows.isEmpty();
  }

  @Override
  boolean isNull(int column) {
    return getObject(column) == null;
  }

  @Override
  long getLong(int column) {
    Object value = getObject(column);
    return value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).longValue();
  }

  @Override
  double getDouble(int column) {
    return ((Number) getObject(column)).doubleValue();
  }

  @Override
  Object getObject(int column) {
    return rows.get(position - 1)[column];
  }

  @Override
  void close() {
    rows = List.of();
    position = 0;
  }
}
