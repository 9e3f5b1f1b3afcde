package io.omnigraph.storage.table;

import java.util.List;

/**
 * A commit that is fully prepared and durable as files, but that no reader can see. The only thing
 * that moves a table's head is {@link TableStore#commit(StagedWrite)} of one of these.
 */
public interface StagedWrite extends AutoCloseable {
  String path();

  String branch();

  /**
   * Version it was made from, 0 for a create; the commit makes exactly {@code baseVersion() + 1}.
   */
  long baseVersion();

  /** Rows the table has after the commit. */
  long rowCountAfter();

  /**
   * The files that the commit adds: data and deletion files; once it is committed, its version file
   * as well. All of them are in the table's directory, branches' files included.
   */
  List<FileSum> fileSums();

  /** Frees native memory; the files stay. */
  @Override
  void close();
}
