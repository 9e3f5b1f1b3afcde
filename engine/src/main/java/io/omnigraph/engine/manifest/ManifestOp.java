package io.omnigraph.engine.manifest;

import io.omnigraph.storage.table.FileSum;
import java.util.List;

/** One step of what a publish changes in a branch's set of tables. */
public sealed interface ManifestOp {
  long tableId();

  /** A new table, or a new alias of a registered one. */
  record Register(long tableId, String tableKey, String path) implements ManifestOp {}

  /**
   * Moves a table's pin.
   *
   * @param files what the commits since the pin before added to the table; empty when not known
   */
  record Update(
      long tableId,
      String tableKey,
      long version,
      String branch,
      long rowCount,
      List<FileSum> files)
      implements ManifestOp {
    public Update {
      files = List.copyOf(files);
    }

    public Update(long tableId, String tableKey, long version, String branch, long rowCount) {
      this(tableId, tableKey, version, branch, rowCount, List.of());
    }
  }

  /** Drops a table. */
  record Tombstone(long tableId, String tableKey) implements ManifestOp {}
}
