package io.omnigraph.engine.schema;

import io.omnigraph.storage.column.TableSchema;
import java.util.List;
import java.util.Optional;

/** A node or edge type: one table. Immutable. */
public sealed interface TableType permits NodeType, EdgeType {
  /** Stable, positive 63-bit; survives a rename. */
  long typeId();

  String name();

  /** {@code node:Name} or {@code edge:Name}. */
  String tableKey();

  /**
   * All columns in table order: node = properties, edge = src…, dst…, properties; then {@code _id}
   * when there is no key.
   */
  List<Property> columns();

  /**
   * Ordinals in {@link #columns()} of the primary key, in declared order; {@code _id} when none was
   * declared.
   */
  int[] keyColumns();

  /** Whether the primary key is the generated {@code _id}. */
  boolean generatedKey();

  List<Constraint> constraints();

  /** From {@code @description} / COMMENT. */
  Optional<String> description();

  /** The stored form of {@link #columns()}, same order. */
  TableSchema storedSchema();

  /** Ordinal of a column by its name without regard to case, or -1. */
  int columnIndex(String name);
}
