package io.omnigraph.engine.rows;

import java.util.Arrays;

/** Ascending row numbers, collected as ranges. */
final class RowRanges {
  private int[] pairs = new int[8];
  private int count;

  void add(int row) {
    if (count > 0 && pairs[count - 1] == row) {
      pairs[count - 1]++;
      return;
    }
    if (count == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * count);
    }
    pairs[count++] = row;
    pairs[count++] = row + 1;
  }

  /** As pairs from, to. */
  int[] toArray() {
    return Arrays.copyOf(pairs, count);
  }
}
