package io.omnigraph.engine.schema;

import io.omnigraph.storage.column.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node type. */
public final class NodeType implements TableType {
  private final long typeId;
  private final String name;
  private final String tableKey;
  private final List<Property> columns;
  private final int[] keyColumns;
  private final boolean generatedKey;
  private final List<Constraint> constraints;
  private final Optional<String> description;
  private final Map<String, Integer> ordinals;
  // Computed on first use: a schema may hold types that have no table yet. Losing a race is
  // harmless.
  private volatile TableSchema stored;

  public NodeType(
      long typeId,
      String name,
      List<Property> columns,
      int[] keyColumns,
      boolean generatedKey,
      List<Constraint> constraints,
      Optional<String> description) {
    this.typeId = typeId;
    this.name = name;
    this.tableKey = "node:" + name;
    this.columns = List.copyOf(columns);
    this.keyColumns = keyColumns;
    this.generatedKey = generatedKey;
    this.constraints = List.copyOf(constraints);
    this.description = description;
    ordinals = TableTypes.ordinals(this.columns);
  }

  @Override
  public long typeId() {
    return typeId;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String tableKey() {
    return tableKey;
  }

  @Override
  public List<Property> columns() {
    return columns;
  }

  @Override
  public int[] keyColumns() {
    return keyColumns;
  }

  @Override
  public boolean generatedKey() {
    return generatedKey;
  }

  @Override
  public List<Constraint> constraints() {
    return constraints;
  }

  @Override
  public Optional<String> description() {
    return description;
  }

  @Override
  public TableSchema storedSchema() {
    TableSchema schema = stored;
    if (schema == null) {
      schema = TableTypes.stored(name, columns);
      stored = schema;
    }
    return schema;
  }

  @Override
  public int columnIndex(String column) {
    Integer ordinal = ordinals.get(Names.fold(column));
    return ordinal == null ? -1 : ordinal;
  }

  @Override
  public String toString() {
    return tableKey();
  }
}
