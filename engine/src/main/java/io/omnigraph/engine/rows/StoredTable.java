package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.engine.keys.LiveRows;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * One published state of one table, with numbered rows: a version of its files and, on top, the
 * deltas of small commits. Immutable; any number of threads. What it computes it keeps, most of it
 * together with other states (see {@link TableLine}).
 */
public final class StoredTable implements LiveRows {
  private static final long[] UNKNOWN = new long[0];

  private final TableLine line;
  private final PinnedRows pin;
  private final DeltaTail tail;
  private final int links;
  private final int limit;
  private final SparseRows gone;
  private final long rowCount;
  private final Column[] columns;
  private final Map<OrdinalList, KeyIndex> indices = new ConcurrentHashMap<>(2);
  private volatile long[] live = UNKNOWN;
  private HiddenOffsets hiddenOffsets;

  private StoredTable(
      TableLine line, PinnedRows pin, DeltaTail tail, int links, SparseRows gone, long rowCount) {
    this.line = line;
    this.pin = pin;
    this.tail = tail;
    this.links = links;
    this.limit = links == 0 ? pin.limit() : tail.end(links);
    this.gone = gone;
    this.rowCount = rowCount;
    this.columns = new Column[line.width()];
  }

  /** A version without deltas. */
  static StoredTable of(TableLine line, PinnedRows pin) {
    return new StoredTable(line, pin, null, 0, pin.gone(), pin.snapshot().rowCount());
  }

  /** A version and the first deltas on it. */
  static StoredTable of(TableLine line, PinnedRows pin, DeltaTail tail, int links) {
    if (links == 0) {
      return of(line, pin);
    }
    int[] hidden = tail.allHidden(links);
    SparseRows gone = pin.gone().withRange(pin.limit(), tail.base()).with(hidden, hidden.length);
    long rowCount = pin.snapshot().rowCount() + tail.rows(links) - hidden.length;
    return new StoredTable(line, pin, tail, links, gone, rowCount);
  }

  /** With the next delta of the tail, which begins or goes on with it. */
  StoredTable next(DeltaTail longer) {
    int[] hidden = longer.hidden(links);
    SparseRows before = links == 0 ? gone.withRange(pin.limit(), longer.base()) : gone;
    return new StoredTable(
        line,
        pin,
        longer,
        links + 1,
        before.with(hidden, hidden.length),
        rowCount + longer.end(links + 1) - longer.end(links) - hidden.length);
  }

  /** Of the pinned version. */
  public TableSnapshot snapshot() {
    return pin.snapshot();
  }

  PinnedRows pin() {
    return pin;
  }

  /** Null when there are no deltas. */
  DeltaTail tail() {
    return tail;
  }

  /** Deltas. */
  int links() {
    return links;
  }

  int width() {
    return columns.length;
  }

  public long rowCount() {
    return rowCount;
  }

  /** All row numbers are below. */
  public int limit() {
    return limit;
  }

  /** Bit set = live; null = all below the limit are. */
  public long[] live() {
    long[] bits = live;
    if (bits == UNKNOWN) {
      bits = gone.complement(limit);
      live = bits;
    }
    return bits;
  }

  @Override
  public boolean isLive(int row) {
    return row < limit && !gone.contains(row);
  }

  /** Numbers below the limit that no live row has. */
  SparseRows gone() {
    return gone;
  }

  @Override
  public int orderedFrom() {
    return links == 0 ? Integer.MAX_VALUE : tail.base();
  }

  // Deltas.

  /** Whether rows of deltas lie on top of the pinned version. */
  public boolean hasDeltas() {
    return links > 0;
  }

  /** Whether a row is in a delta, and not in the pinned version. */
  public boolean isDelta(int row) {
    return links > 0 && row >= tail.base();
  }

  /** Number of the first row of the deltas; the limit when there are none. */
  int deltaBase() {
    return links == 0 ? limit : tail.base();
  }

  /** By row number minus {@link #deltaBase()}; may be longer than these deltas. */
  Column deltaColumn(int ordinal) {
    return tail.column(ordinal);
  }

  /** Live rows of deltas, ascending. */
  int[] deltaRows() {
    int[] rows = new int[limit - deltaBase()];
    int count = 0;
    for (int row = deltaBase(); row < limit; row++) {
      if (!gone.contains(row)) {
        rows[count++] = row;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  /** Rows of the pinned version that deltas hide, ascending. */
  int[] hiddenByDeltas() {
    if (links == 0) {
      return new int[0];
    }
    int[] hidden = tail.allHidden(links);
    int count = 0;
    for (int row : hidden) {
      if (row < tail.base()) {
        hidden[count++] = row;
      }
    }
    Arrays.sort(hidden, 0, count);
    return Arrays.copyOf(hidden, count);
  }

  /** Those rows as a scan leaves them out; null when there are none. */
  HiddenOffsets hiddenOffsets() {
    if (links > 0 && hiddenOffsets == null) {
      int[] rows = hiddenByDeltas();
      hiddenOffsets = new HiddenOffsets(pin, rows, rows.length);
    }
    return hiddenOffsets;
  }

  // Values.

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
    return pin.placementOf(fragmentId);
  }

  /** Lance row address of a row of the pinned version. */
  public long addressOf(int row) {
    return pin.addressOf(row);
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
  int find(OrdinalList ordinals, LiveRows live, KeyColumns wanted, int wantedRow) {
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
  int find(OrdinalList ordinal, LiveRows live, long key) {
    return limit == 0 ? -1 : index(ordinal).find(column(ordinal.at(0)), limit, live, key);
  }

  /** {@link #find} for one column of layout BYTES. */
  int find(OrdinalList ordinal, LiveRows live, byte[] key) {
    return limit == 0
        ? -1
        : index(ordinal).find((BytesColumn) column(ordinal.at(0)), limit, live, key);
  }

  // Other states.

  /**
   * Whether both states hold the same row with the same values: it may have been carried to another
   * place meanwhile.
   */
  public boolean isSameRow(int row, StoredTable other, int otherRow) {
    if (row == otherRow && sharesNumbersWith(other)) {
      return true;
    }
    boolean files = !isDelta(row) && !other.isDelta(otherRow);
    if (files && dataKey(row).equals(other.dataKey(otherRow))) {
      return position(row) == other.position(otherRow);
    }
    return ExactValues.same(
        values(row, files), position(row), other.values(otherRow, files), other.position(otherRow));
  }

  private String dataKey(int row) {
    return pin.placements()[pin.placementAt(row)].dataKey();
  }

  /** Where a row is in its {@link #values}. */
  private int position(int row) {
    return isDelta(row) ? row - tail.base() : (int) pin.addressOf(row);
  }

  /** All columns of a row's fragment or of the deltas; no more than that is read. */
  private Column[] values(int row, boolean withId) {
    int[] wanted = IntStream.range(withId ? ScanSpec.ROW_ID : 0, columns.length).toArray();
    if (!isDelta(row)) {
      return pin.fragment(pin.placementAt(row)).columns(wanted);
    }
    Column[] values = new Column[wanted.length];
    Arrays.setAll(values, i -> tail.column(wanted[i]));
    return values;
  }

  /** Whether both states number their rows alike. */
  public boolean sharesNumbersWith(StoredTable other) {
    return line == other.line;
  }

  /**
   * Where rows are that {@code older} does not have, as pairs from, to. Rows of a state that is
   * numbered otherwise may be among them, if they were carried to another place meanwhile.
   */
  public int[] newRanges(StoredTable older) {
    RowRanges ranges = new RowRanges();
    if (sharesNumbersWith(older)) {
      SparseRows none = SparseRows.NONE;
      for (int row : new LiveDifference(this, none, older, none).rows()) {
        ranges.add(row);
      }
      return ranges.toArray();
    }
    Set<String> known = new HashSet<>();
    for (Placement placement : older.pin.placements()) {
      known.add(placement.dataKey());
    }
    for (Placement placement : pin.placements()) {
      for (int i = 0; i < placement.rows() && !known.contains(placement.dataKey()); i++) {
        ranges.add(placement.number(i));
      }
    }
    for (int row : deltaRows()) {
      ranges.add(row);
    }
    return ranges.toArray();
  }
}
