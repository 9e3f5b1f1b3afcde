/** Bulk input: JSONL and CSV to column batches, with file, line and column in each error. */
package io.omnigraph.engine.load;
