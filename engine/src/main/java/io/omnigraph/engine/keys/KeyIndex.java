package io.omnigraph.engine.keys;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.util.Arrays;

/**
 * Finds rows by key: an open-addressing hash from key to row number that only grows. It is shared
 * by all versions of a table: a search says how many rows its version has and which of them live,
 * so entries of later or of dead rows are passed over. A key may have several entries, of which at
 * most one is live in any version.
 *
 * <p>One writer at a time; searches need no lock: a slot goes once from free to a row that no
 * search begun earlier looks for.
 */
public final class KeyIndex {
  private static final int FREE = -1;

  private volatile int[] slots;
  private int used;

  public KeyIndex(int expectedRows) {
    slots = free(Integer.highestOneBit(Math.max(8, expectedRows)) << 2);
  }

  private static int[] free(int capacity) {
    int[] slots = new int[capacity];
    Arrays.fill(slots, FREE);
    return slots;
  }

  /** Adds rows {@code from} to {@code to} of the key columns under their own numbers. */
  public void add(KeyColumns keys, int from, int to) {
    if ((long) (used + to - from) * 2 > slots.length) {
      grow(keys, used + to - from);
    }
    int[] table = slots;
    for (int row = from; row < to; row++) {
      place(table, keys.hash(row), row);
    }
    used += to - from;
    slots = table; // publishes the entries
  }

  private void grow(KeyColumns keys, int rows) {
    int capacity = slots.length;
    while ((long) rows * 2 > capacity) {
      capacity <<= 1;
    }
    int[] table = free(capacity);
    for (int row : slots) {
      if (row != FREE) {
        place(table, keys.hash(row), row);
      }
    }
    slots = table;
  }

  private static void place(int[] table, int hash, int row) {
    int mask = table.length - 1;
    int at = hash & mask;
    while (table[at] != FREE) {
      at = (at + 1) & mask;
    }
    table[at] = row;
  }

  /**
   * @param keys the indexed columns
   * @param limit rows below this count
   * @param live bit set = the row counts; null = all
   * @return row number, or -1
   */
  public int find(KeyColumns keys, int limit, long[] live, KeyColumns wanted, int wantedRow) {
    int[] table = slots;
    int mask = table.length - 1;
    for (int at = wanted.hash(wantedRow) & mask; table[at] != FREE; at = (at + 1) & mask) {
      int row = table[at];
      if (row < limit
          && keys.same(row, wanted, wantedRow)
          && (live == null || RowBits.get(live, row))) {
        return row;
      }
    }
    return -1;
  }

  /** {@link #find} for a single key column of layout LONG or INT. */
  public int find(Column keys, int limit, long[] live, long wanted) {
    int[] table = slots;
    int mask = table.length - 1;
    int at = KeyHash.fold(KeyHash.of(wanted)) & mask;
    long[] longs = keys instanceof LongColumn c ? c.values() : null;
    int[] ints = keys instanceof IntColumn c ? c.values() : null;
    for (; table[at] != FREE; at = (at + 1) & mask) {
      int row = table[at];
      if (row < limit
          && (longs != null ? longs[row] : ints[row]) == wanted
          && (live == null || RowBits.get(live, row))) {
        return row;
      }
    }
    return -1;
  }

  /** {@link #find} for a single key column of layout BYTES. */
  public int find(BytesColumn keys, int limit, long[] live, byte[] wanted) {
    int[] table = slots;
    int mask = table.length - 1;
    int at = KeyHash.fold(KeyHash.of(wanted, 0, wanted.length)) & mask;
    for (; table[at] != FREE; at = (at + 1) & mask) {
      int row = table[at];
      if (row < limit && (live == null || RowBits.get(live, row)) && equal(keys, row, wanted)) {
        return row;
      }
    }
    return -1;
  }

  private static boolean equal(BytesColumn keys, int row, byte[] wanted) {
    int slot = keys.slot(row);
    return Arrays.equals(
        keys.bytes(), keys.offsets()[slot], keys.offsets()[slot + 1], wanted, 0, wanted.length);
  }
}
