package io.omnigraph.engine.manifest;

import io.omnigraph.storage.table.TableRef;
import java.util.Objects;

/**
 * One live table of a {@link GraphSnapshot}: a version of its files and, on top, what small commits
 * changed since.
 *
 * @param tableId lifetime of the table, minted once
 * @param tableKey {@code node:Name} or {@code edge:Name}
 * @param path relative to the root; only ever read from the manifest
 * @param version pinned Lance version
 * @param branch native branch that owns the version; null = main
 * @param rowCount live rows, deltas included
 * @param pinSeq graph version up to which the pinned version holds everything
 * @param deltas of later graph versions
 */
public record TableEntry(
    long tableId,
    String tableKey,
    String path,
    long version,
    String branch,
    long rowCount,
    long pinSeq,
    DeltaChain deltas) {
  /** Without deltas. */
  public TableEntry(
      long tableId,
      String tableKey,
      String path,
      long version,
      String branch,
      long rowCount,
      long pinSeq) {
    this(tableId, tableKey, path, version, branch, rowCount, pinSeq, DeltaChain.NONE);
  }

  /** With the rows that a commit changes, on top. */
  public TableEntry with(long seq, String commitId, ManifestOp.Delta delta) {
    return new TableEntry(
        tableId,
        tableKey,
        path,
        version,
        branch,
        delta.rowCount(),
        pinSeq,
        deltas.with(seq, commitId, delta.delta()));
  }

  public TableRef ref() {
    return new TableRef(path, branch, version);
  }

  /** Graph version that last changed the table's rows; to fold deltas into files changes none. */
  public long contentSeq() {
    return deltas.isEmpty() ? pinSeq : deltas.seq();
  }

  /** Whether both hold the same rows, wherever they are; both of the same branch. */
  public boolean hasContentOf(TableEntry other) {
    return other != null && tableId == other.tableId && contentSeq() == other.contentSeq();
  }

  /** Whether both are on top of the same version of the same files. */
  public boolean hasPinOf(TableEntry other) {
    return other != null
        && tableId == other.tableId
        && version == other.version
        && path.equals(other.path)
        && Objects.equals(branch, other.branch);
  }
}
