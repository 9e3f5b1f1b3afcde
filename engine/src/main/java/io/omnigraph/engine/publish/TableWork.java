package io.omnigraph.engine.publish;

import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.Map;

/**
 * What one commit does to one table.
 *
 * @param pinnedVersion version the change was computed on; 0 = the table is made
 * @param pinnedBranch native branch that owns that version; null = main
 * @param pinSeq as in {@link io.omnigraph.engine.manifest.ManifestOp.Update}: 0 = the commit holds
 *     all that was changed before it
 * @param staging makes the staged write; called once, before anything of the operation is visible
 *     to recovery, or after the fork when the table is forked
 */
public record TableWork(
    String tableKey,
    long tableId,
    String path,
    long pinnedVersion,
    String pinnedBranch,
    long pinSeq,
    Staging staging) {

  /** Of a commit that holds all that was changed before it. */
  public TableWork(
      String tableKey,
      long tableId,
      String path,
      long pinnedVersion,
      String pinnedBranch,
      Staging staging) {
    this(tableKey, tableId, path, pinnedVersion, pinnedBranch, 0, staging);
  }

  /** Prepares the table's one commit. */
  @FunctionalInterface
  public interface Staging {
    /**
     * @param base the pinned version on the branch where the commit lands; null when the table is
     *     made
     * @param branch native branch where the commit lands; null = main
     */
    StagedWrite stage(TableSnapshot base, String branch, Map<String, String> properties);
  }

  /** The same of a commit that holds what was changed up to a graph version, and no more. */
  public TableWork upTo(long seq) {
    return new TableWork(tableKey, tableId, path, pinnedVersion, pinnedBranch, seq, staging);
  }

  boolean isNew() {
    return pinnedVersion == 0;
  }
}
