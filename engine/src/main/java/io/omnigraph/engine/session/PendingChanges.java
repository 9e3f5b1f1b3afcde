package io.omnigraph.engine.session;

import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.GraphSchema;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a transaction has changed so far: an immutable value, so that a savepoint and the undo of a
 * statement are a reference to an older one.
 *
 * @param schema the accepted one, or with pending DDL
 * @param schemaChanged whether DDL is pending
 * @param tables tables with pending rows, and tables that do not exist outside, by table key
 * @param overwritten keys of tables that a load replaced as a whole
 */
record PendingChanges(
    GraphSchema schema,
    boolean schemaChanged,
    Map<String, RowsView> tables,
    Set<String> overwritten) {

  static PendingChanges none(GraphSchema schema) {
    return new PendingChanges(schema, false, Map.of(), Set.of());
  }

  boolean isEmpty() {
    if (schemaChanged) {
      return false;
    }
    for (RowsView rows : tables.values()) {
      if (rows.changed()) {
        return false;
      }
    }
    return true;
  }

  /** Whether it only changes rows of tables that are there. */
  boolean isRowsOnly() {
    return !schemaChanged
        && overwritten.isEmpty()
        && tables.values().stream().allMatch(rows -> rows.stored() != null || !rows.changed());
  }

  /** Rows that were written or taken away. */
  long pendingRows() {
    long count = 0;
    for (RowsView rows : tables.values()) {
      count += (long) rows.pendingSize() + rows.hiddenCount();
    }
    return count;
  }

  PendingChanges with(RowsView rows) {
    Map<String, RowsView> changed = new TreeMap<>(tables);
    changed.put(rows.type().tableKey(), rows);
    return new PendingChanges(
        schema, schemaChanged, Collections.unmodifiableMap(changed), overwritten);
  }

  PendingChanges withOverwritten(String tableKey) {
    Set<String> keys = new TreeSet<>(overwritten);
    keys.add(tableKey);
    return new PendingChanges(schema, schemaChanged, tables, Collections.unmodifiableSet(keys));
  }

  PendingChanges with(GraphSchema newSchema, Map<String, RowsView> newTables) {
    return new PendingChanges(newSchema, true, Collections.unmodifiableMap(newTables), overwritten);
  }
}
