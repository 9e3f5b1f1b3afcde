package io.omnigraph.engine.schema;

import io.omnigraph.storage.column.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An edge type. */
public final class EdgeType implements TableType {
  private final long typeId;
  private final String name;
  private final String tableKey;
  private final String from;
  private final String to;
  private final List<Property> columns;
  private final int[] keyColumns;
  private final boolean generatedKey;
  private final int[] srcColumns;
  private final int[] dstColumns;
  private final long minEdges;
  private final Optional<Long> maxEdges;
  private final List<Constraint> constraints;
  private final Optional<String> description;
  private final Map<String, Integer> ordinals;
  // Computed on first use: a schema may hold types that have no table yet. Losing a race is
  // harmless.
  private volatile TableSchema stored;

  /**
   * @param from name of the node type of {@code src}, as declared there
   * @param to name of the node type of {@code dst}
   * @param srcColumns ordinals of the columns that hold the source's key, in the order of that key
   * @param dstColumns likewise for the destination
   * @param minEdges fewest edges of a source that has been touched
   * @param maxEdges most edges of a source; empty = no bound
   */
  public EdgeType(
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
      Optional<String> description) {
    this.typeId = typeId;
    this.name = name;
    this.tableKey = "edge:" + name;
    this.from = from;
    this.to = to;
    this.columns = List.copyOf(columns);
    this.keyColumns = keyColumns;
    this.generatedKey = generatedKey;
    this.srcColumns = srcColumns;
    this.dstColumns = dstColumns;
    this.minEdges = minEdges;
    this.maxEdges = maxEdges;
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

  /** Name of the node type of {@code src}, as declared there. */
  public String from() {
    return from;
  }

  /** Name of the node type of {@code dst}, as declared there. */
  public String to() {
    return to;
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

  /** Ordinals of the columns that hold the source's key, in the order of that key. */
  public int[] srcColumns() {
    return srcColumns;
  }

  /** Ordinals of the columns that hold the destination's key, in the order of that key. */
  public int[] dstColumns() {
    return dstColumns;
  }

  /** Fewest edges of a source that has been touched. */
  public long minEdges() {
    return minEdges;
  }

  /** Most edges of a source; empty = no bound. */
  public Optional<Long> maxEdges() {
    return maxEdges;
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
