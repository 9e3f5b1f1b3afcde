package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What node and edge types compute alike. */
final class TableTypes {
  private TableTypes() {}

  static TableSchema stored(String table, List<Property> columns) {
    for (Property column : columns) {
      PropertyType type = column.type();
      if (type.list() || type.scalar() == Scalar.VECTOR || type.scalar() == Scalar.BLOB) {
        throw new OmnigraphException(
            ErrorCode.UNSUPPORTED,
            "Storing %s.%s of type %s".formatted(table, column.name(), TypeNames.pg(type)),
            " Lists, vectors and blobs have no table yet; leave the property out.");
      }
    }
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

  /** Ordinal by fold of the name. */
  static Map<String, Integer> ordinals(List<Property> columns) {
    Map<String, Integer> ordinals = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      ordinals.put(Names.fold(columns.get(i).name()), i);
    }
    return ordinals;
  }
}
