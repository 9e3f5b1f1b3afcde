package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnDef;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that one transaction added to one table: they are only ever appended, undo cuts the tail
 * off. Which of them count, the {@link RowsView} of each moment says. One thread.
 */
final class PendingRows {
  /** Rows that are moved to the file at once; fewer would make it a file of crumbs. */
  private static final int FEWEST_SPILLED = 1_024;

  private final Overlay overlay;
  private final PendingColumn[] columns;
  private final List<SoftReference<GrowingColumn>> merged = new ArrayList<>();
  private final Map<OrdinalList, Indexed> indices = new HashMap<>();
  private int[] origins = new int[8];
  private int size;

  /** An index and how many rows it has. */
  private static final class Indexed {
    final KeyIndex index = new KeyIndex(16);
    int rows;
  }

  PendingRows(TableType type, Overlay overlay) {
    this.overlay = overlay;
    List<ColumnDef> defs = type.storedSchema().columns();
    this.columns = new PendingColumn[defs.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new PendingColumn(defs.get(i).type().layout());
      merged.add(new SoftReference<>(null));
    }
  }

  int size() {
    return size;
  }

  /**
   * Appends rows of a batch.
   *
   * @param rowOrigins row number of the stored row that each replaces, or -1
   */
  void append(ColumnBatch rows, int[] rowOrigins) {
    int count = rows.rowCount();
    long before = heapBytes();
    for (int i = 0; i < columns.length; i++) {
      if (rows.selection() == null) {
        columns[i].tail().append(rows.column(i), rows.from(), count);
      } else {
        columns[i].tail().append(rows.column(i), rows.selection(), count);
      }
    }
    overlay.grew(heapBytes() - before);
    if (size + count > origins.length) {
      origins = Arrays.copyOf(origins, Math.max(size + count, origins.length * 2));
    }
    System.arraycopy(rowOrigins, 0, origins, size, count);
    size += count;
    if (overlay.isFull()) {
      spill();
    }
  }

  /** About what a row takes. */
  long rowBytes() {
    long bytes = 0;
    for (PendingColumn column : columns) {
      bytes += column.sizeBytes();
    }
    return size == 0 ? 0 : bytes / size;
  }

  private long heapBytes() {
    long bytes = 0;
    for (PendingColumn column : columns) {
      bytes += column.tailBytes();
    }
    return bytes;
  }

  private void spill() {
    long before = heapBytes();
    for (PendingColumn column : columns) {
      if (column.isSpillable() && column.tailRows() >= FEWEST_SPILLED) {
        column.spill(overlay.file());
      }
    }
    overlay.grew(heapBytes() - before);
  }

  /** Undo: only the first {@code newSize} rows stay. */
  void truncate(int newSize, int baseLimit) {
    if (newSize >= size) {
      return;
    }
    long before = heapBytes();
    for (int i = 0; i < columns.length; i++) {
      columns[i].truncate(newSize);
      GrowingColumn both = merged.get(i).get();
      if (both != null) {
        both.truncate(baseLimit + newSize);
      }
    }
    overlay.grew(heapBytes() - before);
    for (Indexed indexed : indices.values()) {
      indexed.rows = Math.min(indexed.rows, newSize);
    }
    size = newSize;
  }

  int origin(int row) {
    return origins[row];
  }

  Column column(int ordinal) {
    return columns[ordinal].column();
  }

  /** Rows {@code from} to {@code to} of a column, the first at position 0. */
  Column column(int ordinal, int from, int to) {
    return columns[ordinal].column(from, to);
  }

  KeyColumns keys(OrdinalList ordinals) {
    Column[] keys = new Column[ordinals.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = columns[ordinals.at(i)].column();
    }
    return new KeyColumns(keys);
  }

  /** An index over some columns; made when first asked for. */
  KeyIndex index(OrdinalList ordinals) {
    Indexed indexed = indices.get(ordinals);
    if (indexed == null) {
      indexed = new Indexed();
      indices.put(ordinals, indexed);
      for (int i = 0; i < ordinals.size(); i++) {
        columns[ordinals.at(i)].index();
      }
    }
    if (indexed.rows < size) {
      indexed.index.add(keys(ordinals), indexed.rows, size);
      indexed.rows = size;
    }
    return indexed.index;
  }

  /** Stored rows, then the first {@code rows} pending ones. */
  Column merged(int ordinal, Column base, int baseLimit, int rows) {
    GrowingColumn column = merged.get(ordinal).get();
    if (column == null) {
      column = new GrowingColumn(columns[ordinal].layout());
      column.append(base, 0, baseLimit);
      merged.set(ordinal, new SoftReference<>(column));
    }
    int have = column.size() - baseLimit;
    if (have < rows) {
      column.append(columns[ordinal].column(), have, rows - have);
    }
    return column.column();
  }
}
