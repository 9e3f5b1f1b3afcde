package io.omnigraph.jdbc;

import io.omnigraph.sql.session.RowCursor;

/** Forward only, straight from the session's cursor: one batch in memory, never the result. */
final class StreamedRows extends Rows {
  private final RowCursor cursor;
  private long rows;
  private boolean peeked;
  private boolean ended;

  StreamedRows(RowCursor cursor) {
    this.cursor = cursor;
  }

  @Override
  boolean next() {
    if (ended) {
      return false;
    }
    if (peeked) {
      peeked = false;
      rows = 1;
      return true;
    }
    if (cursor.next()) {
      rows++;
      return true;
    }
    end();
    return false;
  }

  // What the cursor holds is free as soon as the last row was seen.
  private void end() {
    ended = true;
    cursor.close();
  }

  @Override
  boolean onRow() {
    return rows > 0 && !ended;
  }

  @Override
  long row() {
    return ended ? 0 : rows;
  }

  // Before the first row there is no current one to lose, so looking ahead is possible.
  @Override
  boolean isBeforeFirst() {
    if (rows > 0 || ended) {
      return false;
    }
    if (!peeked) {
      peeked = cursor.next();
      if (!peeked) {
        end();
      }
    }
    return peeked;
  }

  @Override
  boolean isAfterLast() {
    return ended && rows > 0;
  }

  @Override
  boolean isNull(int column) {
    return cursor.isNull(column);
  }

  @Override
  long getLong(int column) {
    return cursor.getLong(column);
  }

  @Override
  double getDouble(int column) {
    return cursor.getDouble(column);
  }

  @Override
  Object getObject(int column) {
    return cursor.getObject(column);
  }

  @Override
  void close() {
    if (!ended) {
      ended = true;
      cursor.close();
    }
  }
}
