package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.HashMap;
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
  private final Placement[] placements;
  private final TableFragment[] fragments;
  private final Map<Integer, Integer> positions;
  private final boolean mayLack;
  private final int limit;
  private final long[] live;
  private final Column[] columns;
  private final Map<OrdinalList, KeyIndex> indices = new ConcurrentHashMap<>(2);

  /**
   * @param placements ascending
   * @param fragments in the same order
   * @param mayLack whether shared columns may have been made without rows of this version
   */
  StoredTable(
      TableSnapshot snapshot,
      TableLine line,
      Placement[] placements,
      TableFragment[] fragments,
      boolean mayLack) {
    this.snapshot = snapshot;
    this.line = line;
    this.placements = placements;
    this.fragments = fragments;
    this.mayLack = mayLack;
    this.limit = placements.length == 0 ? 0 : placements[placements.length - 1].end();
    this.positions = new HashMap<>();
    for (int i = 0; i < fragments.length; i++) {
      positions.put(fragments[i].id(), i);
    }
    this.live = liveRows();
    this.columns = new Column[snapshot.schema().columns().size()];
  }

  private long[] liveRows() {
    long rows = 0;
    boolean deletions = false;
    for (TableFragment fragment : fragments) {
      rows += fragment.physicalRows();
      deletions |= fragment.deletions() != null;
    }
    if (rows == limit && !deletions) {
      return null;
    }
    long[] bits = RowBits.ofSize(limit);
    for (int i = 0; i < fragments.length; i++) {
      if (placements[i].numbers() == null) {
        setLive(bits, placements[i], fragments[i].deletions());
      } else {
        setEachLive(bits, placements[i], fragments[i].deletions());
      }
    }
    return bits;
  }

  private static void setEachLive(long[] bits, Placement placement, long[] deletions) {
    for (int offset = 0; offset < placement.rows(); offset++) {
      if (!RowBits.get(deletions, offset)) {
        RowBits.set(bits, placement.number(offset));
      }
    }
  }

  private static void setLive(long[] bits, Placement range, long[] deletions) {
    for (int offset = 0; offset < range.rows(); ) {
      int row = range.base() + offset;
      boolean whole = (row & 63) == 0 && (offset & 63) == 0 && range.rows() - offset >= 64;
      if (whole) {
        bits[row >> 6] = ~(deletions == null ? 0 : wordOrNone(deletions, offset >> 6));
        offset += 64;
      } else {
        if (!RowBits.get(deletions, offset)) {
          RowBits.set(bits, row);
        }
        offset++;
      }
    }
  }

  private static long wordOrNone(long[] words, int at) {
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

  /** Ascending. */
  Placement[] placements() {
    return placements;
  }

  /** Of a placement. */
  TableFragment fragment(int placement) {
    return fragments[placement];
  }

  boolean mayLack() {
    return mayLack;
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

  /** Row numbers of a fragment's rows. */
  Placement placementOf(int fragmentId) {
    return placements[positions.get(fragmentId)];
  }

  /** Lance row address of a row number. */
  public long addressOf(int row) {
    int at = placementAt(row);
    return ((long) fragments[at].id() << 32) | placements[at].offset(row);
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

  /**
   * Whether both versions hold the same row with the same values: it may have been carried to
   * another place meanwhile.
   */
  public boolean isSameRow(int row, StoredTable other, int otherRow) {
    if (row == otherRow && sharesNumbersWith(other)) {
      return true;
    }
    int at = placementAt(row);
    int otherAt = other.placementAt(otherRow);
    int offset = placements[at].offset(row);
    int otherOffset = other.placements[otherAt].offset(otherRow);
    if (placements[at].dataKey().equals(other.placements[otherAt].dataKey())) {
      return offset == otherOffset;
    }
    KeyColumns mine = rowOf(fragments[at]);
    return mine.same(offset, other.rowOf(other.fragments[otherAt]), otherOffset);
  }

  /** Row id and values. */
  private KeyColumns rowOf(TableFragment fragment) {
    Column[] all = new Column[columns.length + 1];
    all[0] = fragment.column(ScanSpec.ROW_ID);
    for (int i = 0; i < columns.length; i++) {
      all[i + 1] = fragment.column(i);
    }
    return new KeyColumns(all);
  }

  private int placementAt(int row) {
    int low = 0;
    int high = placements.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (placements[middle].base() <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Whether both versions number their rows alike. */
  public boolean sharesNumbersWith(StoredTable other) {
    return line == other.line;
  }

  /**
   * Where rows are that {@code older} does not have, as pairs from, to. Rows of a version that is
   * numbered otherwise may be among them, if they were carried to another place meanwhile.
   */
  public int[] newRanges(StoredTable older) {
    RowRanges ranges = new RowRanges();
    if (sharesNumbersWith(older)) {
      for (int row = older.live == null ? older.limit : 0; row < limit; row++) {
        boolean whole = (row & 63) == 0 && row + 64 <= Math.min(limit, older.limit);
        if (whole && (word(live, row) & ~word(older.live, row)) == 0) {
          row += 63;
        } else if (isLive(row) && !older.isLive(row)) {
          ranges.add(row);
        }
      }
      return ranges.toArray();
    }
    Set<String> known = new HashSet<>();
    for (Placement placement : older.placements) {
      known.add(placement.dataKey());
    }
    for (Placement placement : placements) {
      for (int i = 0; i < placement.rows() && !known.contains(placement.dataKey()); i++) {
        ranges.add(placement.number(i));
      }
    }
    return ranges.toArray();
  }

  private static long word(long[] bits, int row) {
    return bits == null ? -1L : bits[row >> 6];
  }
}
