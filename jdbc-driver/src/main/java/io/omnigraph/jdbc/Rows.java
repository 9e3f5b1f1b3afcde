package io.omnigraph.jdbc;

/** Rows of a result and a position among them; column indexes start at 0. */
abstract sealed class Rows permits StreamedRows, BufferedRows {
  abstract boolean next();

  /** Whether the position is on a row. */
  abstract boolean onRow();

  /** Number of the current row from 1, or 0. */
  abstract long row();

  abstract boolean isBeforeFirst();

  abstract boolean isAfterLast();

  abstract boolean isNull(int column);

  abstract long getLong(int column);

  abstract double getDouble(int column);

  abstract Object getObject(int column);

  abstract void close();
}
