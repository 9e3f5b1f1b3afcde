package io.omnigraph.storage.table;

import io.omnigraph.storage.column.RowFilter;

/**
 * What a scan reads.
 *
 * @param columns ordinals of the table's schema, or one of the negative pseudo-columns below, in
 *     the order the batches will have them; may be empty (only counting)
 * @param filter rows to keep, or null for all
 * @param limit most rows, or -1 for no limit; 0 gives none
 * @param hidden rows to leave out as if they were deleted, or null
 */
public record ScanSpec(int[] columns, RowFilter filter, long limit, HiddenRows hidden) {
  /** Rows of a snapshot that a reader does not want to see. */
  @FunctionalInterface
  public interface HiddenRows {
    /** Bit set = the row at that offset is hidden; null when none of the fragment is. */
    long[] offsets(int fragment);
  }

  public ScanSpec(int[] columns, RowFilter filter, long limit) {
    this(columns, filter, limit, null);
  }

  /** Stable row id (INT64); an updated row keeps it. */
  public static final int ROW_ID = -1;

  /** Fragment id in the upper, offset in the lower 32 bits (INT64). */
  public static final int ROW_ADDRESS = -2;

  /** Table version that inserted the row (INT64), or a later one, see below. */
  public static final int CREATED_AT_VERSION = -3;

  /**
   * Table version that last wrote the row (INT64). A commit that only carries a row to another
   * fragment does not count; but rows carried together get the newest version of them all, so that
   * one may seem to be newer than it is.
   */
  public static final int UPDATED_AT_VERSION = -4;

  public static ScanSpec of(int... columns) {
    return new ScanSpec(columns, null, -1);
  }
}
