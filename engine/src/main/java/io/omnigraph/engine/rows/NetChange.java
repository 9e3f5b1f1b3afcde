package io.omnigraph.engine.rows;

import java.util.Arrays;

/**
 * What is left of a transaction's changes of one table: an insert that was deleted again vanishes,
 * a delete whose key was inserted again is a replacement.
 *
 * @param deleted stored rows (of the pinned version or of deltas), ascending
 * @param replaced stored rows, ascending
 * @param replacements pending rows for {@code replaced}, in the same order
 * @param inserted pending rows, ascending
 */
public record NetChange(int[] deleted, int[] replaced, int[] replacements, int[] inserted) {
  public static NetChange of(RowsView rows) {
    int[] inserted = new int[rows.pendingSize()];
    long[] pairs = new long[rows.pendingSize()];
    int inserts = 0;
    int replaces = 0;
    for (int row = 0; row < rows.pendingSize(); row++) {
      if (rows.isPendingLive(row)) {
        if (rows.origin(row) < 0) {
          inserted[inserts++] = row;
        } else {
          pairs[replaces++] = ((long) rows.origin(row) << 32) | row;
        }
      }
    }
    Arrays.sort(pairs, 0, replaces);
    int[] replaced = new int[replaces];
    int[] replacements = new int[replaces];
    for (int i = 0; i < replaces; i++) {
      replaced[i] = (int) (pairs[i] >>> 32);
      replacements[i] = (int) pairs[i];
    }
    return new NetChange(
        deleted(rows, replaced), replaced, replacements, Arrays.copyOf(inserted, inserts));
  }

  private static int[] deleted(RowsView rows, int[] replaced) {
    int[] deleted = new int[rows.hiddenCount() - replaced.length];
    int count = 0;
    int next = 0;
    for (int row : rows.hiddenRows()) {
      if (next < replaced.length && replaced[next] == row) {
        next++;
      } else {
        deleted[count++] = row;
      }
    }
    return deleted;
  }

  public boolean isEmpty() {
    return deleted.length == 0 && replaced.length == 0 && inserted.length == 0;
  }
}
