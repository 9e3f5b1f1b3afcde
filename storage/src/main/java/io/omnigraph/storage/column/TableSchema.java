package io.omnigraph.storage.column;

import java.util.List;
import java.util.Map;

/**
 * The columns of one stored table, in order.
 *
 * @param metadata of the Arrow schema
 */
public record TableSchema(List<ColumnDef> columns, Map<String, String> metadata) {
  /**
   * Key of the metadata: fragments of more bytes, with more than a KiB a row, are not merged with
   * others as commits go. A number, only ever less than what is the limit otherwise.
   */
  public static final String WIDE_FRAGMENT_BYTES = "omnigraph:wide-fragment-bytes";

  public TableSchema {
    columns = List.copyOf(columns);
    metadata = Map.copyOf(metadata);
  }

  public TableSchema(List<ColumnDef> columns) {
    this(columns, Map.of());
  }

  /** Position of the column of exactly this name, or -1. */
  public int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
