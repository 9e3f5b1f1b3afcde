package io.omnigraph.storage.column;

import java.util.Map;

/**
 * One column of a stored table.
 *
 * @param metadata of the Arrow field, e.g. stable ids; kept in order, may be empty
 */
public record ColumnDef(
    String name, ColumnType type, boolean nullable, Map<String, String> metadata) {
  public ColumnDef {
    metadata = Map.copyOf(metadata);
  }

  public ColumnDef(String name, ColumnType type, boolean nullable) {
    this(name, type, nullable, Map.of());
  }
}
