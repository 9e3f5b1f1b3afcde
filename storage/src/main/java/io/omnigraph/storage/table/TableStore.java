package io.omnigraph.storage.table;

import io.omnigraph.storage.column.TableSchema;
import java.util.List;
import java.util.Map;

/**
 * All tables under one root. Reads go through {@link #open}, writes through staged files and {@link
 * #commit}; there is no other way to change a table. Thread-safe.
 *
 * <p>Durability: when {@code stage…} returns, its files are synced; when {@code commit} answers
 * Committed, the version is (unless the store was opened with durability off).
 */
public interface TableStore extends AutoCloseable {
  /**
   * @throws io.omnigraph.storage.error.OmnigraphException DATA_CORRUPT when that version is not
   *     there or cannot be read
   */
  TableSnapshot open(TableRef ref);

  /** Whether a table is at this path. */
  boolean exists(String path);

  /** Newest version of a branch of a table. Costs a directory list; see {@link #isLatest}. */
  long latestVersion(String path, String branch);

  /** Whether no newer version exists: two file look-ups on a local directory. */
  boolean isLatest(TableRef ref);

  /** Prepares rows for a table that need not exist yet. */
  RowStager stager(String path, String branch, TableSchema schema);

  /**
   * A new, empty table or one with rows, version 1, stable row ids on. The caller has made sure
   * that nothing is at the path: a staged create silently overwrites.
   *
   * @param properties kept with the commit, e.g. {@code operation_id}
   */
  StagedWrite stageCreate(
      String path, TableSchema schema, List<StagedRows> rows, Map<String, String> properties);

  /**
   * A change of an existing table; only inserts, only deletes or all at once are each one commit.
   */
  StagedWrite stage(TableSnapshot base, TableChange change, Map<String, String> properties);

  /**
   * Makes a staged write the table's newest version. Two changes that replace or delete one row
   * conflict, whatever else they hold; so does any write whose base is not the newest version.
   * Never retries, and may be called once for a write.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException when certainly nothing was committed, and
   *     not because of another commit: STORE_FULL, PERMISSION_DENIED, STORAGE_FAULT
   */
  CommitOutcome commit(StagedWrite write);

  /** Makes a native branch that starts at exactly {@code from}; the name must be valid and free. */
  void createBranch(TableRef from, String branch);

  /** Removes a native branch and its files; one that is not there is no error. */
  void deleteBranch(String path, String branch);

  /** Native branches of a table, without main. */
  List<String> branches(String path);

  /** Removes a whole table directory: only for tables that no manifest names. */
  void deleteTable(String path);

  @Override
  void close();
}
