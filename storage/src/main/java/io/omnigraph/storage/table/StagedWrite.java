package io.omnigraph.storage.table;

import io.omnigraph.storage.file.Unsynced;
import java.util.List;

/**
 * A commit that is fully prepared as files, but that no reader can see. The only thing that moves a
 * table's head is {@link TableStore#commit(StagedWrite)} of one of these.
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
   * What must reach the disk before the commit. The commit sees to it; who has other files to wait
   * for takes it over and syncs it with them. An implementation without files has none.
   */
  default Unsynced unsynced() {
    return new Unsynced();
  }

  /**
   * The files that the commit adds: data and deletion files, once they are synced, and its version
   * file, once it is committed. All of them are in the table's directory, branches' files included.
   */
  List<FileSum> fileSums();

  /** Frees native memory; the files stay. */
  @Override
  void close();
}
