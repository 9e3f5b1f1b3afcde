package io.omnigraph.sql.session;

/**
 * A forward stream of rows with typed access, so that primitives are not boxed. Column indexes
 * start at 0. One thread at a time; close it, also after an error. A typed getter may be called
 * only for a column whose {@link SqlType} says so and that is not NULL in this row.
 */
public interface RowCursor extends AutoCloseable {
  /** Moves to the next row; false at the end. Honours cancel and timeout. */
  boolean next();

  boolean isNull(int column);

  /** BOOLEAN (0 or 1), TINYINT, SMALLINT, INTEGER, BIGINT. */
  long getLong(int column);

  /** REAL, DOUBLE. */
  double getDouble(int column);

  /** The value in the class that {@link SqlType} names, or null. */
  Object getObject(int column);

  @Override
  void close();
}
