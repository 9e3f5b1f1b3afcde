package io.omnigraph.engine.rows;

import java.util.Arrays;

/**
 * Rows that live in one view and not in another, where both number rows alike. Parts of the two
 * that are shared are not looked at, so that it costs what was changed in between.
 */
final class LiveDifference {
  private final StoredTable table;
  private final SparseRows hidden;
  private final StoredTable other;
  private final SparseRows otherHidden;
  private int[] rows = new int[16];
  private int count;

  /**
   * @param hidden rows of the first table that do not count
   * @param otherHidden likewise of the second
   */
  LiveDifference(StoredTable table, SparseRows hidden, StoredTable other, SparseRows otherHidden) {
    this.table = table;
    this.hidden = hidden;
    this.other = other;
    this.otherHidden = otherHidden;
  }

  /** Ascending. */
  int[] rows() {
    int both = Math.min(table.limit(), other.limit());
    for (int first = 0; first < table.limit(); first += SparseRows.PIECE_ROWS) {
      int piece = first / SparseRows.PIECE_ROWS;
      boolean same =
          first + SparseRows.PIECE_ROWS <= both
              && table.gone().sharesPiece(other.gone(), piece)
              && hidden.sharesPiece(otherHidden, piece);
      if (!same) {
        compare(first >> 6, Math.min(table.limit(), first + SparseRows.PIECE_ROWS));
      }
    }
    return Arrays.copyOf(rows, count);
  }

  private void compare(int firstWord, int to) {
    for (int word = firstWord; word << 6 < to; word++) {
      long more = live(table, hidden, word) & ~live(other, otherHidden, word);
      for (; more != 0; more &= more - 1) {
        rows = count == rows.length ? Arrays.copyOf(rows, 2 * count) : rows;
        rows[count++] = (word << 6) + Long.numberOfTrailingZeros(more);
      }
    }
  }

  private static long live(StoredTable table, SparseRows hidden, int word) {
    return ~table.gone().word(word) & ~hidden.word(word) & SparseRows.below(table.limit(), word);
  }
}
