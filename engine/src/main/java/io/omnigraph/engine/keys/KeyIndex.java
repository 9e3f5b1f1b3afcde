package io.omnigraph.engine.keys;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Finds rows by key: an open-addressing hash from key to row number that only grows. It is shared
 * by all versions of a table: a search says how many rows its version has and which of them live,
 * so entries of later or of dead rows are passed over. A key may have several entries, of which at
 * most one is live in any version.
 *
 * <p>Rows that are added as versions take the slot of their key's row before, and lead on to it: a
 * row that is written a thousand times has one slot, and its newest version is found first.
 *
 * <p>One writer at a time; searches need no lock: a slot goes from free to a row, or to a newer row
 * that leads to the one before.
 */
public final class KeyIndex {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int FREE = -1;

  /** No row of the slot's key is below the limit. */
  private static final int LATER = -2;

  /** No row of the key is live. */
  private static final int GONE = -3;

  private volatile int[] slots;
  private int used;

  /** By row number from {@code olderFrom} on: the row of the same key before, or {@link #FREE}. */
  private volatile int[] older = new int[0];

  private int olderFrom;

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
    reserve(keys, to - from);
    int[] table = slots;
    for (int row = from; row < to; row++) {
      place(table, keys.hash(row), row);
    }
    used += to - from;
    slots = table; // publishes the entries
  }

  /**
   * {@link #add} of rows that may have keys of rows before; numbers must ascend from call to call.
   */
  public void addVersions(KeyColumns keys, int from, int to) {
    reserve(keys, to - from);
    int[] table = slots;
    int mask = table.length - 1;
    for (int row = from; row < to; row++) {
      int at = keys.hash(row) & mask;
      while (table[at] != FREE && !keys.same(table[at], keys, row)) {
        at = (at + 1) & mask;
      }
      if (table[at] == FREE) {
        used++;
      } else {
        lead(row, table[at]);
      }
      SLOT.setRelease(table, at, row);
    }
    slots = table;
  }

  private void lead(int row, int before) {
    int[] links = older;
    if (links.length == 0) {
      olderFrom = row;
    }
    int at = row - olderFrom;
    if (at >= links.length) {
      int length = links.length;
      links = Arrays.copyOf(links, Math.max(16, at + (at >> 1) + 1));
      Arrays.fill(links, length, links.length, FREE);
    }
    links[at] = before;
    older = links;
  }

  private int before(int row) {
    int[] links = older;
    int at = row - olderFrom;
    return at >= 0 && at < links.length ? links[at] : FREE;
  }

  private void reserve(KeyColumns keys, int more) {
    if ((long) (used + more) * 2 > slots.length) {
      grow(keys, used + more);
    }
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

  /** The newest row of a slot's key below the limit, {@link #LATER}, or {@link #FREE}. */
  private int row(int[] table, int at, int limit) {
    int row = (int) SLOT.getAcquire(table, at);
    return row < limit ? row : earlier(row, limit);
  }

  private int earlier(int later, int limit) {
    int row = later;
    while (row >= limit) {
      row = before(row);
    }
    return row == FREE ? LATER : row;
  }

  /** The live one of a row and those before of its key, {@link #FREE}, or {@link #GONE}. */
  private int live(int newest, LiveRows live) {
    int row = newest;
    while (live != null && !live.isLive(row)) {
      if (row >= live.orderedFrom()) {
        return GONE;
      }
      row = before(row);
      if (row == FREE) {
        return FREE;
      }
    }
    return row;
  }

  /**
   * @param keys the indexed columns
   * @param limit rows below this count
   * @param live null = all
   * @return row number, or -1
   */
  public int find(KeyColumns keys, int limit, LiveRows live, KeyColumns wanted, int wantedRow) {
    int[] table = slots;
    int mask = table.length - 1;
    for (int at = wanted.hash(wantedRow) & mask; ; at = (at + 1) & mask) {
      int row = row(table, at, limit);
      if (row == FREE) {
        return -1;
      }
      if (row >= 0 && keys.same(row, wanted, wantedRow)) {
        int found = live(row, live);
        if (found != FREE) {
          return Math.max(found, -1);
        }
      }
    }
  }

  /** {@link #find} for a single key column of layout LONG or INT. */
  public int find(Column keys, int limit, LiveRows live, long wanted) {
    int[] table = slots;
    int mask = table.length - 1;
    long[] longs = keys instanceof LongColumn c ? c.values() : null;
    int[] ints = keys instanceof IntColumn c ? c.values() : null;
    for (int at = KeyHash.fold(KeyHash.of(wanted)) & mask; ; at = (at + 1) & mask) {
      int row = row(table, at, limit);
      if (row == FREE) {
        return -1;
      }
      if (row >= 0 && (longs != null ? longs[row] : ints[row]) == wanted) {
        int found = live(row, live);
        if (found != FREE) {
          return Math.max(found, -1);
        }
      }
    }
  }

  /** {@link #find} for a single key column of layout BYTES. */
  public int find(BytesColumn keys, int limit, LiveRows live, byte[] wanted) {
    int[] table = slots;
    int mask = table.length - 1;
    int hash = KeyHash.fold(KeyHash.of(wanted, 0, wanted.length));
    for (int at = hash & mask; ; at = (at + 1) & mask) {
      int row = row(table, at, limit);
      if (row == FREE) {
        return -1;
      }
      if (row >= 0 && equal(keys, row, wanted)) {
        int found = live(row, live);
        if (found != FREE) {
          return Math.max(found, -1);
        }
      }
    }
  }

  private static boolean equal(BytesColumn keys, int row, byte[] wanted) {
    int slot = keys.slot(row);
    return Arrays.equals(
        keys.bytes(), keys.offsets()[slot], keys.offsets()[slot + 1], wanted, 0, wanted.length);
  }
}
