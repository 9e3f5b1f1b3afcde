package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import java.util.List;

/**
 * The first sort key of the last row that is still wanted: a row that sorts after it by this key
 * alone is not. Rows with an equal key stay, the other keys decide.
 */
final class SortBound {
  private final SortKey key;
  private final long last;

  private SortBound(SortKey key, long last) {
    this.key = key;
    this.last = last;
  }

  /**
   * @param best the wanted rows in order
   * @return null where the first key of the last row says nothing
   */
  static SortBound after(ColumnBatch best, SortKey key, List<VectorType> types) {
    int row = best.rowCount() - 1;
    if (row < 0) {
      return null;
    }
    Column column = best.column(key.column());
    boolean decimal = types.get(key.column()).isDecimal();
    if (column.isNull(row) || !SortPrefix.exists(column, decimal)) {
      return null;
    }
    long[] prefix = new long[1];
    SortPrefix.fill(column, key.descending(), new int[] {row}, 0, 1, prefix);
    return new SortBound(key, prefix[0]);
  }

  /** The rows of a batch that may be wanted. */
  ColumnBatch within(ColumnBatch batch) {
    Column column = batch.column(key.column());
    int count = batch.rowCount();
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = batch.position(i);
    }
    long[] prefixes = new long[count];
    SortPrefix.fill(column, key.descending(), rows, 0, count, prefixes);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[kept] = row;
      kept += (column.isNull(row) ? key.nullsFirst() : prefixes[i] <= last) ? 1 : 0;
    }
    return kept == count ? batch : new ColumnBatch(batch.columns(), 0, kept, rows);
  }
}
