package io.omnigraph.storage.table;

/** Rows written as files that no version names yet; made by a {@link RowStager}. */
public interface StagedRows {
  long rowCount();

  /** Bytes of the files, for progress and limits. */
  long sizeBytes();
}
