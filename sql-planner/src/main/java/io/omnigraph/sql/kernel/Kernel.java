package io.omnigraph.sql.kernel;

import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;

/** An expression over a batch. Stateless, so that cached plans can share it between threads. */
@FunctionalInterface
public interface Kernel {
  /** One value a row of the batch: position 0 is row 0, whatever the batch's selection. */
  Column eval(ColumnBatch batch, Evaluation evaluation);
}
