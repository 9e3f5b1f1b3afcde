/**
 * Bulk input: JSONL and CSV to typed column batches, with file, line and column in each error;
 * knows nothing of what the graph holds already.
 *
 * <p>Start at {@link io.omnigraph.engine.load.RowSources}. Readers work in the window of an {@code
 * InputFile}; {@code ColumnSink} turns bytes into values of one column.
 */
package io.omnigraph.engine.load;
