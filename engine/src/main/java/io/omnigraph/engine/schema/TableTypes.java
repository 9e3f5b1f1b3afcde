package io.omnigraph.engine.schema;

import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.TableSchema;
import java.util.List;

/** What node and edge types compute alike. */
final class TableTypes {
  private TableTypes() {}

  static TableSchema stored(List<Property> columns) {
    return new TableSchema(
        columns.stream()
            .map(p -> new ColumnDef(p.name(), p.type().stored(), p.nullable()))
            .toList());
  }

  static int indexOf(List<Property> columns, String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }
}
