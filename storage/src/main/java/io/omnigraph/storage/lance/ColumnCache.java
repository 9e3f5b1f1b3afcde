package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.Column;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Columns of fragments on the heap, least recently used out first. A data file never changes, so an
 * entry is right for every snapshot that names the file; what was read through a table's deletions
 * (row ids, row versions) is right only where at least the same rows are deleted.
 */
final class ColumnCache {
  private static final int STRIPES = 64;

  private final long budget;
  private final Map<Key, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<Integer, Object> stripes = new HashMap<>();
  private long used;

  /**
   * @param file absolute name of the data or deletion file
   * @param field field id in it, or a pseudo-column
   */
  record Key(String file, int field) {}

  private record Entry(Column column, long[] readUnder) {}

  ColumnCache(long budget) {
    this.budget = budget;
    for (int i = 0; i < STRIPES; i++) {
      stripes.put(i, new Object());
    }
  }

  long budget() {
    return budget;
  }

  synchronized long used() {
    return used;
  }

  /** Held while one thread reads columns of a file, so that others wait instead of reading too. */
  Object lock(String file) {
    return stripes.get(Math.floorMod(file.hashCode(), STRIPES));
  }

  /** A column that is good for a snapshot with these deletions, or null. */
  synchronized Column find(Key key, long[] deletions) {
    Entry entry = entries.get(key);
    return entry != null && Bits.contains(deletions, entry.readUnder) ? entry.column : null;
  }

  /**
   * @param readUnder deletions that were left out when reading, or null when every row was read
   */
  synchronized void put(Key key, Column column, long[] readUnder) {
    long size = column.sizeBytes();
    Entry old = entries.remove(key);
    if (old != null) {
      used -= old.column.sizeBytes();
    }
    if (size > budget) {
      return;
    }
    entries.put(key, new Entry(column, readUnder));
    used += size;
    Iterator<Entry> eldest = entries.values().iterator();
    while (used > budget) {
      used -= eldest.next().column.sizeBytes();
      eldest.remove();
    }
  }
}
