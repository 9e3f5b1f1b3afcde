package io.omnigraph.engine.schema;

import io.omnigraph.storage.column.TableSchema;
import java.util.List;
import java.util.Optional;

/**
 * An edge type.
 *
 * @param from name of the node type of {@code src}, as declared there
 * @param to name of the node type of {@code dst}
 * @param srcColumns ordinals of the columns that hold the source's key, in the order of that key
 * @param dstColumns likewise for the destination
 * @param minEdges fewest edges of a source that has been touched
 * @param maxEdges most edges of a source; empty = no bound
 */
public record EdgeType(
    long typeId,
    String name,
    String from,
    String to,
    List<Property> columns,
    int[] keyColumns,
    boolean generatedKey,
    int[] srcColumns,
    int[] dstColumns,
    long minEdges,
    Optional<Long> maxEdges,
    List<Constraint> constraints,
    Optional<String> description)
    implements TableType {
  public EdgeType {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
  }

  @Override
  public String tableKey() {
    return "edge:" + name;
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
