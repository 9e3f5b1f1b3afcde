package io.omnigraph.storage.table;

import io.omnigraph.storage.column.ColumnBatch;

/**
 * Writes any number of rows as staged files with bounded memory. Closing without {@link #finish()}
 * leaves unreferenced files at most.
 */
public interface RowStager extends AutoCloseable {
  /** Appends rows; the batch has all columns of the table in its order and may be of any size. */
  void write(ColumnBatch batch);

  /** Ends the input; call once. The files become durable with the change that takes them. */
  StagedRows finish();

  @Override
  void close();
}
