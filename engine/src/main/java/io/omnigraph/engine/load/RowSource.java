package io.omnigraph.engine.load;

/**
 * Rows of an input file as typed batches, read in a stream: memory is bounded by one batch a table,
 * whatever the size of the file. One thread; close it, also after an error.
 */
public interface RowSource extends AutoCloseable {
  /**
   * The next rows of one table, or null at the end. Rows of one table come in the order of the
   * file; batches of different tables come in any order.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException for the first bad value, naming file,
   *     line and column
   */
  RowBatch next();

  /** How an error names a line of this file: {@code people.csv:118}. */
  String place(long line);

  @Override
  void close();
}
