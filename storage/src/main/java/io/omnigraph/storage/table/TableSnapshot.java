package io.omnigraph.storage.table;

import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.TableSchema;
import java.util.List;

/**
 * One table at one exact version: immutable, usable by any number of threads. Opening one is cheap
 * when the same version was opened before; close each, the native handle is shared and goes with
 * the last.
 */
public interface TableSnapshot extends AutoCloseable {
  TableRef ref();

  TableSchema schema();

  /**
   * Whether the version's file is still the one that was opened, and its branch is there. A dropped
   * branch takes its versions along, at the latest when somebody tidies up after who dropped it;
   * one made again under its name counts from the same numbers on.
   */
  boolean isIntact();

  /** Live rows. */
  long rowCount();

  /** In the order in which a scan reads them. */
  List<TableFragment> fragments();

  /**
   * Reads rows in fragment order, then by offset. Columns that fit the cache's budget come from
   * {@link io.omnigraph.storage.column cached columns} without a copy, others stream from the file;
   * both give the same batches.
   */
  BatchCursor scan(ScanSpec spec);

  /**
   * Text properties that the commit of this version carried, e.g. {@code operation_id}; may be
   * empty.
   */
  java.util.Map<String, String> commitProperties();

  @Override
  void close();
}
