package io.omnigraph.engine.rows;

import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.TableFragment;
import java.util.Arrays;
import java.util.Set;

/**
 * Finds the numbers of rows that a commit put, unchanged, from some fragments into another. A row
 * is known by its row id, and is the same if it was not written since.
 */
final class CarriedNumbers {
  private final long version;
  private final long[] ids;
  private final int[] numbers;
  private final long[] written;

  /**
   * @param before the version to which the numbers belong
   * @param still fragments that are there as before: nothing was carried from them
   */
  CarriedNumbers(PinnedRows before, Set<String> still) {
    version = before.version();
    long[] found = new long[64];
    int[] rows = new int[64];
    long[] versions = new long[64];
    int count = 0;
    for (int i = 0; i < before.placements().length; i++) {
      Placement placement = before.placements()[i];
      if (still.contains(placement.dataKey())) {
        continue;
      }
      long[] fragmentIds = longs(before.fragment(i), ScanSpec.ROW_ID);
      long[] fragmentVersions = longs(before.fragment(i), ScanSpec.UPDATED_AT_VERSION);
      for (int offset = 0; offset < placement.rows(); offset++) {
        int row = placement.number(offset);
        if (before.isLive(row)) {
          if (count == found.length) {
            found = Arrays.copyOf(found, 2 * count);
            rows = Arrays.copyOf(rows, 2 * count);
            versions = Arrays.copyOf(versions, 2 * count);
          }
          found[count] = fragmentIds[offset];
          versions[count] = fragmentVersions[offset];
          rows[count++] = row;
        }
      }
    }
    ids = Arrays.copyOf(found, count);
    numbers = Arrays.copyOf(rows, count);
    written = Arrays.copyOf(versions, count);
    sort();
  }

  private static long[] longs(TableFragment fragment, int column) {
    return ((LongColumn) fragment.column(column)).values();
  }

  private void sort() {
    boolean sorted = true;
    for (int i = 1; i < ids.length; i++) {
      sorted &= ids[i - 1] < ids[i];
    }
    if (sorted) {
      return;
    }
    Integer[] order = new Integer[ids.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(ids[a], ids[b]));
    long[] oldIds = ids.clone();
    int[] oldNumbers = numbers.clone();
    long[] oldWritten = written.clone();
    for (int i = 0; i < order.length; i++) {
      ids[i] = oldIds[order[i]];
      numbers[i] = oldNumbers[order[i]];
      written[i] = oldWritten[order[i]];
    }
  }

  /**
   * Null when the fragment has a row that was written since, or comes from elsewhere. (A row
   * written after the fragment's newest belongs to a version that was undone.)
   */
  Placement place(TableFragment fragment) {
    long newest = fragment.newestRowVersion();
    if (newest > version || fragment.physicalRows() == 0) {
      return null;
    }
    long[] wanted = longs(fragment, ScanSpec.ROW_ID);
    int[] found = new int[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      int at = Arrays.binarySearch(ids, wanted[i]);
      if (at < 0 || written[at] > newest) {
        return null;
      }
      found[i] = numbers[at];
    }
    return Placement.of(fragment.dataKey(), found);
  }
}
