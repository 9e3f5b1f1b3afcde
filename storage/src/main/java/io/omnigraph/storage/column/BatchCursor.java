package io.omnigraph.storage.column;

/** A stream of batches. One thread at a time; close it, also after an error. */
public interface BatchCursor extends AutoCloseable {
  /**
   * The next batch, valid until the next call, or null at the end. Batches may be empty.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException when reading fails
   */
  ColumnBatch next();

  @Override
  void close();
}
