package io.omnigraph.storage.table;

import io.omnigraph.storage.column.Column;

/** One immutable set of rows of a {@link TableSnapshot}, as that snapshot sees it. */
public interface TableFragment {
  int id();

  /**
   * Names the data files: two fragments of one table path with equal keys hold the same rows at the
   * same offsets, whatever their ids and versions. (Ids alone start again after an overwrite.)
   */
  String dataKey();

  /** Rows ever written to it, deleted ones included: the length of its columns. */
  int physicalRows();

  int liveRows();

  /**
   * Version of the table that last wrote one of its rows; it is older than the fragment when all
   * rows were carried over from others, unchanged. {@link Long#MAX_VALUE} when it is not known.
   */
  long newestRowVersion();

  /** Bit set = the row at that offset is deleted in this snapshot; null when none is. */
  long[] deletions();

  /**
   * All {@link #physicalRows()} values of a column, from the cache or read now (a value at a
   * deleted offset means nothing). Kept in the cache within its budget; the caller may keep it as
   * long as it likes.
   *
   * @param column ordinal of the schema or a pseudo-column of {@link ScanSpec}
   */
  Column column(int column);

  /** Several of them, those that are not cached in one pass over the file. */
  default Column[] columns(int[] columns) {
    Column[] result = new Column[columns.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = column(columns[i]);
    }
    return result;
  }
}
