package io.omnigraph.engine.session;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.RowFilter;

/**
 * The rows of one table in one {@link ReadView}.
 *
 * <p>Row numbers: each live row has a number in {@code [0, rowNumberLimit)}, stable within this
 * view; numbers of deleted rows stay unused. The topology uses the same numbers, so that a walk
 * gives rows without a look-up.
 */
public interface TableView {
  /** Pseudo-column of {@link #scan}: the row number (INT). */
  int ROW_NUMBER = -10;

  TableType type();

  /** Live rows, known without a scan. */
  long rowCount();

  /** All row numbers are below this. */
  int rowNumberLimit();

  /**
   * Reads rows, ascending row number.
   *
   * @param columns ordinals of {@link TableType#columns()} or {@link #ROW_NUMBER}
   * @param filter over ordinals of {@link TableType#columns()}, or null
   * @param limit most rows, -1 = all
   */
  BatchCursor scan(int[] columns, RowFilter filter, long limit);

  /**
   * Finds rows by primary key through the key index.
   *
   * @param keys columns of the key in declared order, any number of rows
   * @return one row number a key, -1 where there is none
   */
  int[] find(ColumnBatch keys);

  /**
   * One-row form of {@link #find} without allocation of a batch for a single-column key of layout
   * LONG or INT.
   */
  int find(long key);

  /** One-row form for a single-column key of layout BYTES. */
  int find(byte[] key);

  /** Values of given rows, in the order given, duplicates allowed. */
  ColumnBatch gather(int[] rows, int count, int[] columns);

  /**
   * A column addressed by row number, when it can be had without copying (no pending rows, or
   * already merged); else a merged copy, cached with the view. Positions of unused row numbers mean
   * nothing.
   */
  Column column(int ordinal);

  /** Bit set = that row number is a live row; null = all below the limit are. */
  long[] live();
}
