package io.omnigraph.engine.publish;

import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.Map;

/**
 * What one commit does to one table.
 *
 * @param pinnedVersion version the change was computed on; 0 = the table is made
 * @param pinnedBranch native branch that owns that version; null = main
 * @param staging makes the staged write; called once, before anything of the operation is visible
 *     to recovery, or after the fork when the table is forked
 */
public record TableWork(
    String tableKey,
    long tableId,
    String path,
    long pinnedVersion,
    String pinnedBranch,
    Staging staging) {

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

  boolean isNew() {
    return pinnedVersion == 0;
  }
}
