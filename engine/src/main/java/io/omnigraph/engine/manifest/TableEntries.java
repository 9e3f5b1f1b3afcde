package io.omnigraph.engine.manifest;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The live tables of a graph version, sorted by table key. Immutable; the next version shares all
 * that did not change, and its list of keys too while no table comes or goes: what a change costs
 * is one copy of an array of references.
 */
public final class TableEntries {
  public static final TableEntries NONE = new TableEntries(new String[0], new TableEntry[0]);

  private final String[] keys;
  private final TableEntry[] entries;

  private TableEntries(String[] keys, TableEntry[] entries) {
    this.keys = keys;
    this.entries = entries;
  }

  /**
   * @param entries in any order, with different table keys
   */
  public static TableEntries of(Collection<TableEntry> entries) {
    TableEntry[] sorted = entries.toArray(TableEntry[]::new);
    Arrays.sort(sorted, Comparator.comparing(TableEntry::tableKey));
    String[] keys = Arrays.stream(sorted).map(TableEntry::tableKey).toArray(String[]::new);
    return new TableEntries(keys, sorted);
  }

  public int size() {
    return keys.length;
  }

  /** Null when there is none. */
  public TableEntry get(String tableKey) {
    int at = Arrays.binarySearch(keys, tableKey);
    return at < 0 ? null : entries[at];
  }

  /** Null when there is none; looks at all of them. */
  public TableEntry byId(long tableId) {
    for (TableEntry entry : entries) {
      if (entry.tableId() == tableId) {
        return entry;
      }
    }
    return null;
  }

  /** The table of an id, which mostly has this key; null when there is none. */
  TableEntry find(long tableId, String tableKey) {
    TableEntry entry = get(tableKey);
    return entry != null && entry.tableId() == tableId ? entry : byId(tableId);
  }

  /** Table keys, ascending. */
  public List<String> keys() {
    return Collections.unmodifiableList(Arrays.asList(keys));
  }

  /** In the order of their keys. */
  public List<TableEntry> values() {
    return Collections.unmodifiableList(Arrays.asList(entries));
  }

  public boolean hasSameKeys(TableEntries other) {
    return keys == other.keys || Arrays.equals(keys, other.keys);
  }

  /** With an entry, in place of the one that has its key. */
  public TableEntries with(TableEntry entry) {
    int at = Arrays.binarySearch(keys, entry.tableKey());
    if (at >= 0) {
      TableEntry[] changed = entries.clone();
      changed[at] = entry;
      return new TableEntries(keys, changed);
    }
    return new TableEntries(
        inserted(keys, -at - 1, entry.tableKey()), inserted(entries, -at - 1, entry));
  }

  private static <T> T[] inserted(T[] array, int at, T element) {
    T[] longer = Arrays.copyOf(array, array.length + 1);
    System.arraycopy(array, at, longer, at + 1, array.length - at);
    longer[at] = element;
    return longer;
  }

  public TableEntries without(String tableKey) {
    return of(values().stream().filter(entry -> !entry.tableKey().equals(tableKey)).toList());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableEntries same && Arrays.equals(entries, same.entries);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(entries);
  }

  @Override
  public String toString() {
    return Arrays.toString(entries);
  }
}
