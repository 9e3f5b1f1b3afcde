package io.omnigraph.storage.column;

/**
 * Some rows of some columns: a window into column arrays, so that a scan copies nothing.
 *
 * <p>Row {@code i} of the batch ({@code 0 <= i < rowCount}) is position {@code selection[i]} of
 * each column, or {@code from + i} when there is no selection. All columns are long enough for
 * that; they may be longer than the batch. Scans give at most {@link #MAX_ROWS} rows a batch.
 *
 * @param columns in the order that was asked for
 * @param from position of row 0; ignored when there is a selection
 * @param rowCount rows of the batch, may be 0
 * @param selection positions in ascending order (first {@code rowCount} entries count), or null
 */
public record ColumnBatch(Column[] columns, int from, int rowCount, int[] selection) {
  /** Most rows of a batch that a scan gives. */
  public static final int MAX_ROWS = 2_048;

  /** All rows of columns of equal length. */
  public static ColumnBatch of(Column... columns) {
    return new ColumnBatch(columns, 0, columns.length == 0 ? 0 : columns[0].length(), null);
  }

  /** Position of row {@code row} in the column arrays. */
  public int position(int row) {
    return selection == null ? from + row : selection[row];
  }

  public Column column(int index) {
    return columns[index];
  }
}
