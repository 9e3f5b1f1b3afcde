package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One stored version of one table, with numbered rows. Immutable; any number of threads. What it
 * computes from the files it keeps, most of it together with other versions (see {@link
 * TableLine}).
 */
public final class StoredTable {
  private final TableSnapshot snapshot;
  private final TableLine line;
  private final TableLine.Range[] ranges;
  private final TableFragment[] fragments;
  private final int[] baseOfFragment;
  private final int limit;
  private final long[] live;
  private final Column[] columns;
  private final Map<OrdinalList, KeyIndex> indices = new ConcurrentHashMap<>(2);

  StoredTable(
      TableSnapshot snapshot, TableLine line, TableLine.Range[] ranges, TableFragment[] fragments) {
    this.snapshot = snapshot;
    this.line = line;
    this.ranges = ranges;
    this.fragments = fragments;
    this.limit = ranges.length == 0 ? 0 : end(ranges[ranges.length - 1]);
    this.baseOfFragment = bases();
    this.live = liveRows();
    this.columns = new Column[snapshot.schema().columns().size()];
  }

  private static int end(TableLine.Range range) {
    return range.base() + range.rows();
  }

  private int[] bases() {
    int max = -1;
    for (TableLine.Range range : ranges) {
      max = Math.max(max, range.fragmentId());
    }
    int[] bases = new int[max + 1];
    for (int i = 0; i < ranges.length; i++) {
      if (fragments[i] != null) {
        bases[ranges[i].fragmentId()] = ranges[i].base();
      }
    }
    return bases;
  }

  private long[] liveRows() {
    boolean all = true;
    for (TableFragment fragment : fragments) {
      all &= fragment != null && fragment.deletions() == null;
    }
    if (all) {
      return null;
    }
    long[] bits = RowBits.ofSize(limit);
    for (int i = 0; i < fragments.length; i++) {
      if (fragments[i] != null) {
        setLive(bits, ranges[i], fragments[i].deletions());
      }
    }
    return bits;
  }

  private static void setLive(long[] bits, TableLine.Range range, long[] deletions) {
    for (int offset = 0; offset < range.rows(); ) {
      int row = range.base() + offset;
      boolean whole = (row & 63) == 0 && (offset & 63) == 0 && range.rows() - offset >= 64;
      if (whole) {
        bits[row >> 6] = ~(deletions == null ? 0 : word(deletions, offset >> 6));
        offset += 64;
      } else {
        if (!RowBits.get(deletions, offset)) {
          RowBits.set(bits, row);
        }
        offset++;
      }
    }
  }

  private static long word(long[] words, int at) {
    return at < words.length ? words[at] : 0;
  }

  public TableSnapshot snapshot() {
    return snapshot;
  }

  public long rowCount() {
    return snapshot.rowCount();
  }

  /** All row numbers are below. */
  public int limit() {
    return limit;
  }

  /** Bit set = live; null = all below the limit are. */
  public long[] live() {
    return live;
  }

  public boolean isLive(int row) {
    return row < limit && (live == null || RowBits.get(live, row));
  }

  TableLine.Range[] ranges() {
    return ranges;
  }

  TableFragment fragment(int range) {
    return range < fragments.length ? fragments[range] : null;
  }

  /** By row number; may be longer than {@link #limit()}. */
  public Column column(int ordinal) {
    Column column = columns[ordinal];
    if (column == null) {
      column = line.column(ordinal, this);
      columns[ordinal] = column;
    }
    return column;
  }

  /** Row number of a Lance row address. */
  int rowOf(long address) {
    return baseOfFragment[(int) (address >>> 32)] + (int) address;
  }

  /** Lance row address of a row number. */
  public long addressOf(int row) {
    TableLine.Range range = rangeOf(row);
    return ((long) range.fragmentId() << 32) | (row - range.base());
  }

  private KeyIndex index(OrdinalList ordinals) {
    KeyIndex index = indices.get(ordinals);
    if (index == null) {
      index = line.index(ordinals, this);
      indices.put(ordinals, index);
    }
    return index;
  }

  /**
   * Finds a live row by the values of some columns.
   *
   * @param live rows to look at; null = all below the limit
   * @return one such row, or -1
   */
  int find(OrdinalList ordinals, long[] live, KeyColumns wanted, int wantedRow) {
    if (limit == 0) {
      return -1;
    }
    Column[] keys = new Column[ordinals.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = column(ordinals.at(i));
    }
    return index(ordinals).find(new KeyColumns(keys), limit, live, wanted, wantedRow);
  }

  /** {@link #find} for one column of layout LONG or INT. */
  int find(OrdinalList ordinal, long key) {
    return limit == 0 ? -1 : index(ordinal).find(column(ordinal.at(0)), limit, live, key);
  }

  /** {@link #find} for one column of layout BYTES. */
  int find(OrdinalList ordinal, byte[] key) {
    return limit == 0
        ? -1
        : index(ordinal).find((BytesColumn) column(ordinal.at(0)), limit, live, key);
  }

  /** Whether both versions hold the very same row, unchanged, under these numbers. */
  public boolean isSameRow(int row, StoredTable other, int otherRow) {
    TableLine.Range mine = rangeOf(row);
    TableLine.Range theirs = other.rangeOf(otherRow);
    return mine.dataKey().equals(theirs.dataKey()) && row - mine.base() == otherRow - theirs.base();
  }

  private TableLine.Range rangeOf(int row) {
    int low = 0;
    int high = ranges.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (ranges[middle].base() <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return ranges[low];
  }

  /** Whether both versions number their rows alike. */
  public boolean sharesNumbersWith(StoredTable other) {
    return line == other.line;
  }

  /** Rows of fragments that {@code older} does not have, as pairs from, to. */
  public int[] newRanges(StoredTable older) {
    Set<String> known = new HashSet<>();
    for (int i = 0; i < older.ranges.length; i++) {
      if (older.fragments[i] != null) {
        known.add(older.ranges[i].dataKey());
      }
    }
    int[] pairs = new int[2 * ranges.length];
    int count = 0;
    for (int i = 0; i < ranges.length; i++) {
      if (fragments[i] != null && !known.contains(ranges[i].dataKey())) {
        pairs[count++] = ranges[i].base();
        pairs[count++] = end(ranges[i]);
      }
    }
    return Arrays.copyOf(pairs, count);
  }
}
