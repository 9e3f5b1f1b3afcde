package io.omnigraph.engine.session;

import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.GraphSchema;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a transaction has changed so far: an immutable value, so that a savepoint and the undo of a
 * statement are a reference to an older one.
 *
 * @param schema the accepted one, or with pending DDL
 * @param schemaChanged whether DDL is pending
 * @param tables tables with pending rows, and tables that do not exist outside, by table key
 */
record PendingChanges(GraphSchema schema, boolean schemaChanged, Map<String, RowsView> tables) {

  static PendingChanges none(GraphSchema schema) {
    return new PendingChanges(schema, false, Map.of());
  }

  boolean isEmpty() {
    return !schemaChanged && tables.values().stream().noneMatch(RowsView::changed);
  }

  PendingChanges with(RowsView rows) {
    Map<String, RowsView> changed = new TreeMap<>(tables);
    changed.put(rows.type().tableKey(), rows);
    return new PendingChanges(schema, schemaChanged, Collections.unmodifiableMap(changed));
  }

  PendingChanges with(GraphSchema newSchema, Map<String, RowsView> newTables) {
    return new PendingChanges(newSchema, true, Collections.unmodifiableMap(newTables));
  }
}
