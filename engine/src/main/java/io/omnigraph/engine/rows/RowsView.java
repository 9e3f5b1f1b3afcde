package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.LiveRows;
import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.RowFilter;
import io.omnigraph.storage.column.RowFilters;
import io.omnigraph.storage.table.ScanSpec;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * A table as one transaction sees it at one moment: a stored state, minus hidden rows, plus pending
 * rows. Immutable; each change of the transaction makes a new one. Row numbers: stored rows keep
 * theirs, pending rows follow from the stored state's limit on.
 */
public final class RowsView implements TableView {
  private static final int CHUNK_ROWS = 1 << 16;
  private static final long CHUNK_BYTES = 8L << 20;

  private final TableType type;
  private final OrdinalList key;
  private final StoredTable stored;
  private final PendingRows pending;
  private final int pendingSize;
  private final SparseRows hidden;
  private final int hiddenCount;
  private final long[] dead;
  private final int deadCount;
  private final LiveRows storedLive;
  private final LiveRows pendingLive;
  private long[] live;

  private RowsView(
      TableType type,
      StoredTable stored,
      PendingRows pending,
      int pendingSize,
      SparseRows hidden,
      int hiddenCount,
      long[] dead,
      int deadCount) {
    this.type = type;
    this.key = new OrdinalList(type.keyColumns());
    this.stored = stored;
    this.pending = pending;
    this.pendingSize = pendingSize;
    this.hidden = hidden;
    this.hiddenCount = hiddenCount;
    this.dead = dead;
    this.deadCount = deadCount;
    this.storedLive = hiddenCount == 0 ? stored : new Visible(stored, hidden);
    this.pendingLive = deadCount == 0 ? null : row -> !RowBits.get(dead, row);
  }

  /** Stored rows that the transaction does not hide. */
  private record Visible(StoredTable stored, SparseRows hidden) implements LiveRows {
    @Override
    public boolean isLive(int row) {
      return stored.isLive(row) && !hidden.contains(row);
    }

    @Override
    public int orderedFrom() {
      return stored.orderedFrom();
    }
  }

  /** A stored version without changes. */
  public static RowsView of(TableType type, StoredTable stored) {
    return new RowsView(type, stored, null, 0, SparseRows.NONE, 0, null, 0);
  }

  /** A table that does not exist outside this transaction. */
  public static RowsView ofNew(TableType type) {
    return new RowsView(type, null, null, 0, SparseRows.NONE, 0, null, 0);
  }

  @Override
  public TableType type() {
    return type;
  }

  /** Null for a table that is not published. */
  public StoredTable stored() {
    return stored;
  }

  /** Whether the transaction changed this table (even if the changes cancel out). */
  public boolean changed() {
    return pendingSize > 0 || hiddenCount > 0;
  }

  /** Row number of the first pending row. */
  public int storedLimit() {
    return stored == null ? 0 : stored.limit();
  }

  @Override
  public long rowCount() {
    return (stored == null ? 0 : stored.rowCount()) - hiddenCount + pendingSize - deadCount;
  }

  @Override
  public int rowNumberLimit() {
    return storedLimit() + pendingSize;
  }

  /** Whether a stored row is hidden by the transaction. */
  public boolean isHidden(int storedRow) {
    return hidden.contains(storedRow);
  }

  /** Those rows, ascending. */
  public int[] hiddenRows() {
    return hidden.toArray(hiddenCount);
  }

  public int hiddenCount() {
    return hiddenCount;
  }

  public int pendingSize() {
    return pendingSize;
  }

  public boolean isPendingLive(int pendingRow) {
    return !RowBits.get(dead, pendingRow);
  }

  /** Stored row that a pending row replaces, or -1. */
  public int origin(int pendingRow) {
    return pending.origin(pendingRow);
  }

  public Column pendingColumn(int ordinal) {
    return pending == null ? Columns.nulls(layout(ordinal), 0) : pending.column(ordinal);
  }

  /** About what a pending row takes. */
  public long pendingRowBytes() {
    return pending == null ? 0 : pending.rowBytes();
  }

  /** How many pending rows to move from one place to another at once. */
  public int chunkRows() {
    long fit = CHUNK_BYTES / Math.max(1, pendingRowBytes());
    return (int) Math.max(1, Math.min(CHUNK_ROWS, fit));
  }

  /** Some rows of deltas or pending ones, in any order, all columns. */
  ColumnBatch gatherChanged(int[] rows) {
    int limit = storedLimit();
    int base = stored.deltaBase();
    Column[] columns = new Column[type.columns().size()];
    int[] positions = new int[rows.length];
    int pendings = 0;
    for (int i = 0; i < rows.length; i++) {
      boolean isPending = rows[i] >= limit;
      positions[i] = rows[i] - (isPending ? limit : base);
      pendings += isPending ? 1 : 0;
    }
    for (int i = 0; i < columns.length; i++) {
      if (pendings == rows.length) {
        columns[i] = Columns.gather(pending.column(i), positions, rows.length);
      } else if (pendings == 0) {
        columns[i] = Columns.gather(stored.deltaColumn(i), positions, rows.length);
      } else {
        columns[i] = mixed(i, rows, positions);
      }
    }
    return new ColumnBatch(columns, 0, rows.length, null);
  }

  private Column mixed(int ordinal, int[] rows, int[] positions) {
    GrowingColumn column = new GrowingColumn(layout(ordinal));
    Column ofDeltas = stored.deltaColumn(ordinal);
    Column ofPending = pending.column(ordinal);
    for (int i = 0; i < rows.length; i++) {
      column.append(rows[i] < storedLimit() ? ofDeltas : ofPending, positions[i], 1);
    }
    return Columns.slice(column.column(), 0, rows.length);
  }

  /** Some pending rows, ascending, all columns; reads no more of a spilled column than it must. */
  public ColumnBatch pendingBatch(int[] rows, int from, int to) {
    int first = rows[from];
    int end = rows[to - 1] + 1;
    int[] positions = new int[to - from];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = rows[from + i] - first;
    }
    Column[] columns = new Column[type.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = pending.column(i, first, end);
    }
    return new ColumnBatch(columns, 0, positions.length, positions);
  }

  public boolean isLive(int row) {
    int limit = storedLimit();
    return row < limit
        ? stored.isLive(row) && !hidden.contains(row)
        : row - limit < pendingSize && !RowBits.get(dead, row - limit);
  }

  // Changes.

  /**
   * With rows appended.
   *
   * @param origins stored rows they replace (hidden already) or -1
   * @param overlay the transaction's
   */
  public RowsView inserted(ColumnBatch rows, int[] origins, Overlay overlay) {
    PendingRows target = pending == null ? new PendingRows(type, overlay) : pending;
    target.truncate(pendingSize, storedLimit());
    target.append(rows, origins);
    return new RowsView(type, stored, target, target.size(), hidden, hiddenCount, dead, deadCount);
  }

  /** Without some rows, each of which is live. */
  public RowsView removed(int[] rows, int count) {
    int limit = storedLimit();
    long[] newDead = dead;
    int[] hides = new int[count];
    int hidden = 0;
    for (int i = 0; i < count; i++) {
      if (rows[i] < limit) {
        hides[hidden++] = rows[i];
      } else {
        newDead = newDead == dead ? RowBits.copy(dead, pendingSize) : newDead;
        RowBits.set(newDead, rows[i] - limit);
      }
    }
    return new RowsView(
        type,
        stored,
        pending,
        pendingSize,
        this.hidden.with(hides, hidden),
        hiddenCount + hidden,
        newDead,
        deadCount + count - hidden);
  }

  // Look-ups.

  @Override
  public int[] find(ColumnBatch keys) {
    KeyColumns wanted = new KeyColumns(keys.columns());
    int[] rows = new int[keys.rowCount()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = find(wanted, keys.position(i));
    }
    return rows;
  }

  /** One key given by position; NULL is found nowhere. */
  public int find(KeyColumns wanted, int position) {
    return find(key, wanted, position);
  }

  /** A row by the values of some columns, at most one of which is live; NULL is found nowhere. */
  public int find(OrdinalList ordinals, KeyColumns wanted, int position) {
    if (wanted.hasNull(position)) {
      return -1;
    }
    if (pendingSize > 0) {
      int row =
          pending
              .index(ordinals)
              .find(pending.keys(ordinals), pendingSize, pendingLive, wanted, position);
      if (row >= 0) {
        return storedLimit() + row;
      }
    }
    return stored == null ? -1 : stored.find(ordinals, storedLive, wanted, position);
  }

  /**
   * Finds one row for each of some positions of key columns.
   *
   * @param positions a negative one is answered by -1
   * @return row numbers, -1 where no row has the key
   */
  public int[] findAll(KeyColumns wanted, int[] positions, int count) {
    int[] rows = new int[count];
    if (wanted.width() == 1
        && wanted.columns()[0] instanceof BytesColumn texts
        && texts.codes() != null) {
      findByCode(texts, positions, rows);
      return rows;
    }
    boolean longs = wanted.width() == 1 && wanted.columns()[0] instanceof LongColumn;
    long[] values = longs ? ((LongColumn) wanted.columns()[0]).values() : null;
    DenseKeys dense = longs && count > rowNumberLimit() ? DenseKeys.of(this, key.at(0)) : null;
    if (dense != null) {
      for (int i = 0; i < count; i++) {
        int position = positions[i];
        boolean given = position >= 0 && !wanted.hasNull(position);
        rows[i] = given ? dense.row(values[position]) : -1;
      }
      return rows;
    }
    for (int i = 0; i < count; i++) {
      int position = positions[i];
      if (position < 0) {
        rows[i] = -1;
      } else if (longs) {
        rows[i] = wanted.hasNull(position) ? -1 : find(values[position]);
      } else {
        rows[i] = find(wanted, position);
      }
    }
    return rows;
  }

  /** Each distinct value is looked up once. */
  private void findByCode(BytesColumn texts, int[] positions, int[] rows) {
    int[] byCode = new int[texts.offsets().length];
    Arrays.fill(byCode, -2);
    KeyColumns wanted = new KeyColumns(texts);
    for (int i = 0; i < rows.length; i++) {
      int position = positions[i];
      if (position < 0 || texts.isNull(position)) {
        rows[i] = -1;
        continue;
      }
      int code = texts.codes()[position];
      if (byCode[code] == -2) {
        byCode[code] = find(wanted, position);
      }
      rows[i] = byCode[code];
    }
  }

  @Override
  public int find(long wanted) {
    if (pendingSize > 0) {
      Column keys = pending.column(key.at(0));
      int row = pending.index(key).find(keys, pendingSize, pendingLive, wanted);
      if (row >= 0) {
        return storedLimit() + row;
      }
    }
    return stored == null ? -1 : stored.find(key, storedLive, wanted);
  }

  @Override
  public int find(byte[] wanted) {
    if (pendingSize > 0) {
      BytesColumn keys = (BytesColumn) pending.column(key.at(0));
      int row = pending.index(key).find(keys, pendingSize, pendingLive, wanted);
      if (row >= 0) {
        return storedLimit() + row;
      }
    }
    return stored == null ? -1 : stored.find(key, storedLive, wanted);
  }

  /** The stored row of a key even if it is hidden here, or -1: what a pending row replaces. */
  public int findStored(KeyColumns wanted, int position) {
    return stored == null ? -1 : stored.find(key, stored, wanted, position);
  }

  // Reading.

  @Override
  public BatchCursor scan(int[] columns, RowFilter filter, long limit) {
    return new RowsCursor(this, columns, filter, limit);
  }

  /** Rows of the pinned version that deltas or the transaction hide; null when there are none. */
  ScanSpec.HiddenRows hiddenOffsets() {
    if (hiddenCount == 0) {
      return stored.hiddenOffsets();
    }
    int[] byDeltas = stored.hiddenByDeltas();
    int[] rows = Arrays.copyOf(byDeltas, byDeltas.length + hiddenCount);
    int count = byDeltas.length;
    for (int row : hiddenRows()) {
      if (!stored.isDelta(row)) {
        rows[count++] = row;
      }
    }
    return new HiddenOffsets(stored.pin(), rows, count);
  }

  /** Rows of deltas for which a scan's condition holds, as positions in their columns. */
  int[] deltaMatches(RowFilter filter) {
    int[] rows = stored.deltaRows();
    Column[] columns = new Column[type.columns().size()];
    IntFunction<Column> column =
        ordinal -> {
          if (columns[ordinal] == null) {
            columns[ordinal] = stored.deltaColumn(ordinal);
          }
          return columns[ordinal];
        };
    int count = 0;
    for (int row : rows) {
      int position = row - stored.deltaBase();
      if (!hidden.contains(row)
          && (filter == null || RowFilters.matches(filter, column, position))) {
        rows[count++] = position;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  /** Rows of the transaction for which a scan's condition holds, as pending positions. */
  int[] pendingMatches(RowFilter filter) {
    int[] rows = new int[pendingSize - deadCount];
    Column[] columns = new Column[type.columns().size()];
    IntFunction<Column> column =
        ordinal -> {
          if (columns[ordinal] == null) {
            columns[ordinal] = pending.column(ordinal);
          }
          return columns[ordinal];
        };
    int count = 0;
    for (int row = 0; row < pendingSize; row++) {
      if (!RowBits.get(dead, row) && (filter == null || RowFilters.matches(filter, column, row))) {
        rows[count++] = row;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  @Override
  public ColumnBatch gather(int[] rows, int count, int[] columns) {
    Column[] out = new Column[columns.length];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          columns[i] == ROW_NUMBER
              ? new IntColumn(Arrays.copyOf(rows, count), null)
              : gather(columns[i], rows, count);
    }
    return new ColumnBatch(out, 0, count, null);
  }

  private Column gather(int ordinal, int[] rows, int count) {
    int limit = storedLimit();
    boolean anyPending = false;
    boolean anyStored = false;
    for (int i = 0; i < count; i++) {
      anyPending |= rows[i] >= limit;
      anyStored |= rows[i] < limit;
    }
    if (!anyPending) {
      return Columns.gather(storedColumn(ordinal), rows, count);
    }
    if (!anyStored) {
      int[] positions = new int[count];
      for (int i = 0; i < count; i++) {
        positions[i] = rows[i] - limit;
      }
      return Columns.gather(pending.column(ordinal), positions, count);
    }
    return Columns.gather(column(ordinal), rows, count);
  }

  private Column storedColumn(int ordinal) {
    return stored == null ? Columns.nulls(layout(ordinal), 0) : stored.column(ordinal);
  }

  private Layout layout(int ordinal) {
    return type.storedSchema().columns().get(ordinal).type().layout();
  }

  @Override
  public Column column(int ordinal) {
    if (pendingSize == 0) {
      return storedColumn(ordinal);
    }
    return stored == null
        ? pending.column(ordinal)
        : pending.merged(ordinal, stored.column(ordinal), stored.limit(), pendingSize);
  }

  @Override
  public long[] live() {
    if (hiddenCount == 0 && pendingSize == 0) {
      return stored == null ? null : stored.live();
    }
    if (hiddenCount == 0 && deadCount == 0 && (stored == null || stored.live() == null)) {
      return null;
    }
    long[] bits = live;
    if (bits == null) {
      bits = computeLive();
      live = bits;
    }
    return bits;
  }

  /**
   * Rows that are live here and not in another view that numbers stored rows alike; ascending.
   * Pending rows are of one view alone. Costs what was changed in between.
   */
  public int[] rowsNotIn(RowsView other) {
    int[] rows = new LiveDifference(stored, hidden, other.stored, other.hidden).rows();
    int count = rows.length;
    rows = Arrays.copyOf(rows, count + pendingSize - deadCount);
    for (int row = 0; row < pendingSize; row++) {
      if (!RowBits.get(dead, row)) {
        rows[count++] = storedLimit() + row;
      }
    }
    return rows;
  }

  private long[] computeLive() {
    int limit = storedLimit();
    long[] base = stored == null ? null : stored.live();
    long[] bits =
        base == null
            ? RowBits.copy(RowBits.ones(limit), rowNumberLimit())
            : RowBits.copy(base, rowNumberLimit());
    for (int word = 0; hiddenCount > 0 && word << 6 < limit; word++) {
      bits[word] &= ~hidden.word(word);
    }
    for (int row = 0; row < pendingSize; row++) {
      if (!RowBits.get(dead, row)) {
        RowBits.set(bits, limit + row);
      }
    }
    return bits;
  }
}
