package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.storage.column.Column;

/**
 * What one delta does, decoded: rows that take the place of the live row of their key, then new
 * rows, all whole; and keys whose rows go.
 *
 * @param columns of the written rows, exactly as long; empty when none is written
 * @param replacing how many of them, at the front, take the place of a row
 * @param inserted how many follow; there is no live row with one of their keys
 * @param deleted null when none is
 * @param deletes how many
 */
@SuppressWarnings("ArrayRecordComponent") // nobody writes to it, nobody compares it
record DeltaRows(Column[] columns, int replacing, int inserted, KeyColumns deleted, int deletes) {
  /** Rows. */
  int written() {
    return replacing + inserted;
  }

  KeyColumns keys(OrdinalList key) {
    Column[] keys = new Column[key.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = columns[key.at(i)];
    }
    return new KeyColumns(keys);
  }
}
