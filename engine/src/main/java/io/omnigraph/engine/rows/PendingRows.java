package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnDef;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that one transaction added to one table: they are only ever appended, undo cuts the tail
 * off. Which of them count, the {@link RowsView} of each moment says. One thread.
 */
final class PendingRows {
  private final GrowingColumn[] columns;
  private final GrowingColumn[] merged;
  private final Map<OrdinalList, Indexed> indices = new HashMap<>();
  private int[] origins = new int[8];
  private int size;

  /** An index and how many rows it has. */
  private static final class Indexed {
    final KeyIndex index = new KeyIndex(16);
    int rows;
  }

  PendingRows(TableType type) {
    List<ColumnDef> defs = type.storedSchema().columns();
    this.columns = new GrowingColumn[defs.size()];
    this.merged = new GrowingColumn[defs.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new GrowingColumn(defs.get(i).type().layout());
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
    for (int i = 0; i < columns.length; i++) {
      if (rows.selection() == null) {
        columns[i].append(rows.column(i), rows.from(), count);
      } else {
        columns[i].append(rows.column(i), rows.selection(), count);
      }
    }
    if (size + count > origins.length) {
      origins = Arrays.copyOf(origins, Math.max(size + count, origins.length * 2));
    }
    System.arraycopy(rowOrigins, 0, origins, size, count);
    size += count;
  }

  /** Undo: only the first {@code newSize} rows stay. */
  void truncate(int newSize, int baseLimit) {
    if (newSize >= size) {
      return;
    }
    for (int i = 0; i < columns.length; i++) {
      columns[i].truncate(newSize);
      if (merged[i] != null) {
        merged[i].truncate(baseLimit + newSize);
      }
    }
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

  KeyColumns keys(OrdinalList ordinals) {
    Column[] keys = new Column[ordinals.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = columns[ordinals.at(i)].column();
    }
    return new KeyColumns(keys);
  }

  /** An index over some columns; made when first asked for. */
  KeyIndex index(OrdinalList ordinals) {
    Indexed indexed = indices.computeIfAbsent(ordinals, o -> new Indexed());
    if (indexed.rows < size) {
      indexed.index.add(keys(ordinals), indexed.rows, size);
      indexed.rows = size;
    }
    return indexed.index;
  }

  /** Stored rows, then the first {@code rows} pending ones. */
  Column merged(int ordinal, Column base, int baseLimit, int rows) {
    GrowingColumn column = merged[ordinal];
    if (column == null) {
      column = new GrowingColumn(columns[ordinal].layout());
      column.append(base, 0, baseLimit);
      merged[ordinal] = column;
    }
    int have = column.size() - baseLimit;
    if (have < rows) {
      column.append(columns[ordinal].column(), have, rows - have);
    }
    return column.column();
  }
}
