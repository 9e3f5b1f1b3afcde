package io.omnigraph.engine.schema;

import io.omnigraph.storage.column.TableSchema;
import java.util.List;
import java.util.Optional;

/** A node type. */
public record NodeType(
    long typeId,
    String name,
    List<Property> columns,
    int[] keyColumns,
    boolean generatedKey,
    List<Constraint> constraints,
    Optional<String> description)
    implements TableType {
  public NodeType {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
  }

  @Override
  public String tableKey() {
    return "node:" + name;
  }

  @Override
  public TableSchema storedSchema() {
    return TableTypes.stored(columns);
  }

  @Override
  public int columnIndex(String column) {
    return TableTypes.indexOf(columns, column);
  }
}
