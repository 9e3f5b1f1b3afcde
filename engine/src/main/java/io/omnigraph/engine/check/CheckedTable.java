package io.omnigraph.engine.check;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.ShownKey;
import io.omnigraph.engine.manifest.DeltaChain;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.rows.StreamedTable;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A table of a branch's head, open, with the columns that its type has.
 *
 * @param pinnedRows what the manifest counts in the pinned version alone
 * @param rows of the pinned version and of the deltas on it
 */
record CheckedTable(
    TableEntry entry,
    long pinnedRows,
    TableType type,
    TableSnapshot snapshot,
    StreamedTable rows,
    Findings findings) {
  /** What a table holds: branches may share a version and have deltas of their own on it. */
  record Content(TableRef pin, DeltaChain deltas) {}

  Content content() {
    return new Content(entry.ref(), entry.deltas());
  }

  String key() {
    return entry.tableKey();
  }

  /** All live rows of some columns, batch by batch. */
  void forEach(int[] ordinals, Consumer<ColumnBatch> action) {
    try (BatchCursor cursor = rows.scan(ordinals)) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        findings.checkpoint();
        action.accept(batch);
      }
    }
  }

  /** The columns of a batch that was read with {@link #forEach}, as one key. */
  static KeyColumns keys(ColumnBatch batch) {
    return new KeyColumns(batch.columns());
  }

  /**
   * The values of some columns as text.
   *
   * @param keys of these columns, in their order
   */
  String shown(int[] ordinals, KeyColumns keys, int position) {
    List<Property> properties = new ArrayList<>();
    for (int ordinal : ordinals) {
      properties.add(type.columns().get(ordinal));
    }
    return ShownKey.of(properties, keys, position);
  }

  /** The primary key of a row of a batch that has all columns. */
  String shownKey(ColumnBatch whole, int position) {
    int[] ordinals = type.keyColumns();
    Column[] columns = new Column[ordinals.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = whole.column(ordinals[i]);
    }
    return shown(ordinals, new KeyColumns(columns), position);
  }
}
