package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.TableSchema;

/**
 * Decides which small fragments at a table's end a commit merges along with its own change.
 *
 * <p>Every commit leaves a fragment, and every version of a table lists all of them: without
 * merging, the thousandth one-row commit writes a thousand entries, and a scan opens a thousand
 * files. So a commit that finds enough small fragments puts their rows, unchanged and under their
 * row ids, into one (see {@link CarriedRows}). No writer of its own, no extra version, nothing to
 * recover: the commit that does it is an ordinary one.
 *
 * <p>The newest fragments are merged, as many as possible under three conditions:
 *
 * <ul>
 *   <li>they are at least {@code fanIn}: fifteen of sixteen one-row commits merge nothing;
 *   <li>together they have at least {@code growth} times the rows of the largest: a row is thus
 *       rewritten once in a growth of its fragment by that factor, four or five times at most. With
 *       the defaults fragments of one row become one of 16, then 128, 1,024, 8,192 rows; beside
 *       full ones a table has at most 15 of one row and 7 of each further size;
 *   <li>none is large, and the sum is not: what a commit has to write beside its own rows is
 *       bounded, a few milliseconds at most. Large ones are left to {@code optimize}.
 * </ul>
 *
 * <p>Only neighbours are merged, so that rows stay in the order in which they were written.
 *
 * @param fanIn fewest fragments worth merging
 * @param growth by which the rows must exceed those of the largest fragment
 * @param smallRows a fragment of more rows is large
 * @param smallBytes likewise, of its files
 * @param wideBytes likewise, when its rows have more than a KiB each
 * @param mostRows most rows that one merge may write
 * @param mostBytes likewise, of the files read
 */
record FragmentTiers(
    int fanIn,
    int growth,
    int smallRows,
    long smallBytes,
    int wideBytes,
    int mostRows,
    long mostBytes) {
  private static final long WIDE_ROW_BYTES = 1_024;

  static final FragmentTiers DEFAULT =
      new FragmentTiers(16, 8, 8_191, 1 << 20, 1 << 20, 1 << 14, 4 << 20);

  /** With the limit that a table sets itself; what is not a number, or more, sets none. */
  FragmentTiers of(TableSchema schema) {
    String own = schema.metadata().getOrDefault(TableSchema.WIDE_FRAGMENT_BYTES, "");
    if (!own.matches("\\d{1,9}") || Long.parseLong(own) >= smallBytes) {
      return this;
    }
    return new FragmentTiers(
        fanIn, growth, smallRows, smallBytes, Integer.parseInt(own), mostRows, mostBytes);
  }

  private boolean isLarge(int rows, long bytes) {
    boolean wide = bytes > WIDE_ROW_BYTES * rows;
    return rows > smallRows || bytes > (wide ? wideBytes : smallBytes);
  }

  /**
   * @param rows of each fragment of the table, oldest first, as they will be after the change; a
   *     fragment without any vanishes and costs nothing
   * @param bytes of its files
   * @return the first fragment to merge, which all later ones follow, or -1
   */
  int mergeFrom(int[] rows, long[] bytes) {
    int best = -1;
    int count = 0;
    int largest = 0;
    int sum = 0;
    long sumBytes = 0;
    for (int i = rows.length - 1; i >= 0; i--) {
      sum += rows[i];
      sumBytes += bytes[i];
      if (isLarge(rows[i], bytes[i]) || sum > mostRows || sumBytes > mostBytes) {
        return best;
      }
      if (rows[i] > 0) {
        count++;
        largest = Math.max(largest, rows[i]);
        if (count >= fanIn && sum >= (long) growth * largest) {
          best = i;
        }
      }
    }
    return best;
  }
}
