package io.omnigraph.engine.manifest;

import io.omnigraph.storage.table.FileSum;
import java.util.List;

/** One step of what a publish changes in a branch's set of tables. */
public sealed interface ManifestOp {
  long tableId();

  String tableKey();

  /** A new table, or a new alias of a registered one. */
  record Register(long tableId, String tableKey, String path) implements ManifestOp {}

  /**
   * Moves a table's pin.
   *
   * @param rowCount live rows of that version
   * @param files what the commits since the pin before added to the table; empty when not known
   * @param pinSeq graph version up to which the version holds everything; deltas after it stay on
   *     top. 0 = that of the commit: it holds all deltas before
   */
  record Update(
      long tableId,
      String tableKey,
      long version,
      String branch,
      long rowCount,
      List<FileSum> files,
      long pinSeq)
      implements ManifestOp {
    public Update {
      files = List.copyOf(files);
    }

    public Update(
        long tableId,
        String tableKey,
        long version,
        String branch,
        long rowCount,
        List<FileSum> files) {
      this(tableId, tableKey, version, branch, rowCount, files, 0);
    }

    public Update(long tableId, String tableKey, long version, String branch, long rowCount) {
      this(tableId, tableKey, version, branch, rowCount, List.of());
    }
  }

  /**
   * Changes rows of a table without a new version of its files.
   *
   * @param rowCount live rows of the table after it
   */
  record Delta(long tableId, String tableKey, long rowCount, TableDelta delta)
      implements ManifestOp {}

  /** Drops a table. */
  record Tombstone(long tableId, String tableKey) implements ManifestOp {}
}
