package io.omnigraph.sql.kernel;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Columns;

/** Kernels without operands. */
public final class Leaves {
  private Leaves() {}

  /** A column of the batch. */
  public static Kernel input(int index) {
    return (batch, evaluation) -> Columns.compact(batch, index);
  }

  /**
   * @param boxed in memory form, or null
   */
  public static Kernel constant(Object boxed, VectorType type) {
    return (batch, evaluation) -> Values.repeat(boxed, type, batch.rowCount());
  }

  public static Kernel parameter(int index, VectorType type) {
    return (batch, evaluation) ->
        Values.repeat(evaluation.parameter(index), type, batch.rowCount());
  }

  /** A column of the outer row of a correlated sub-query. */
  public static Kernel outer(int id, int field, VectorType type) {
    return (batch, evaluation) -> {
      Object value = evaluation.outer(id, field);
      return Values.repeat(
          value == null ? null : Values.boxed(value, type), type, batch.rowCount());
    };
  }
}
