package io.omnigraph.engine.rows;

import java.util.Arrays;
import java.util.Comparator;

/** Row addresses with a row number each; collected in any order, given by address. */
final class SortedPairs {
  private long[] keys = new long[8];
  private int[] values = new int[8];
  private int count;
  private boolean sorted = true;

  void add(long key, int value) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    sorted &= count == 0 || keys[count - 1] < key;
    keys[count] = key;
    values[count++] = value;
  }

  long[] keys() {
    sort();
    return Arrays.copyOf(keys, count);
  }

  /** In the order of {@link #keys}. */
  int[] values() {
    sort();
    return Arrays.copyOf(values, count);
  }

  /** Row numbers and addresses are mostly in one order, but a carried row keeps its number. */
  private void sort() {
    if (sorted) {
      return;
    }
    long[] oldKeys = keys;
    int[] oldValues = values;
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> oldKeys[i]));
    keys = new long[count];
    values = new int[count];
    for (int i = 0; i < count; i++) {
      keys[i] = oldKeys[order[i]];
      values[i] = oldValues[order[i]];
    }
    sorted = true;
  }
}
