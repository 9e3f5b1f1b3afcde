package io.omnigraph.storage.table;

import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.file.Unsynced;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All tables under one root. Reads go through {@link #open}, writes through staged files and {@link
 * #commit}; there is no other way to change a table. Thread-safe.
 *
 * <p>Durability: what was staged is on the disk before its commit starts; when {@code commit}
 * answers Committed, the version is (unless the store was opened with durability off).
 */
public interface TableStore extends AutoCloseable {
  /**
   * @throws io.omnigraph.storage.error.OmnigraphException DATA_CORRUPT when that version is not
   *     there or cannot be read
   */
  TableSnapshot open(TableRef ref);

  /** Whether a table is at this path. */
  boolean exists(String path);

  /**
   * Newest version of a branch of a table, whatever is missing below it: a power cut may lose any
   * of the versions that were not synced. Costs a directory list; see {@link #isLatest}.
   */
  long latestVersion(String path, String branch);

  /**
   * {@link #latestVersion} without a list, of a table each of whose versions is synced before the
   * next one is made.
   */
  default long latestOfUnbroken(String path, String branch) {
    return latestVersion(path, branch);
  }

  /** Whether no newer version exists: two file look-ups on a local directory. */
  boolean isLatest(TableRef ref);

  /** Prepares rows for a table that need not exist yet. */
  RowStager stager(String path, String branch, TableSchema schema);

  /**
   * Prepares rows for a change of {@code base}, which need not be looked at again: the way for few
   * rows.
   */
  default RowStager stager(TableSnapshot base) {
    return stager(base.ref().path(), base.ref().branch(), base.schema());
  }

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
   * A commit that gives a branch of a table the content of one of its older versions, as version
   * {@code head.version() + 1}. Lance lets a restore win over anything, so {@link #commit} looks at
   * the head right before, and a result that is not {@code head.version() + 1} is Unknown.
   *
   * <p>The restored version's counter of row ids comes along: ids that only versions after it had
   * are given again to what is inserted next. So restore only over versions that nobody was ever
   * shown.
   *
   * @param head the newest version of its branch
   * @param version of the same branch; not older than its fork
   * @throws io.omnigraph.storage.error.OmnigraphException DATA_CORRUPT when that version is not
   *     there or cannot be read
   */
  StagedWrite stageRestore(TableRef head, long version, Map<String, String> properties);

  /**
   * Makes a staged write the table's newest version. Two changes that replace or delete one row
   * conflict, whatever else they hold; so does any write whose base is not the newest version.
   * Never retries, and may be called once for a write.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException when certainly nothing was committed, and
   *     not because of another commit: STORE_FULL, PERMISSION_DENIED, STORAGE_FAULT
   */
  CommitOutcome commit(StagedWrite write);

  /**
   * As {@link #commit(StagedWrite)}, but a version that was committed is on the disk only after
   * {@code later} has been given to {@link #sync}: several commits wait once.
   */
  default CommitOutcome commit(StagedWrite write, Unsynced later) {
    return commit(write);
  }

  /**
   * Brings files of staged writes and of commits to the disk.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException when it is not known whether they are
   *     there; must not be repeated
   */
  default void sync(Unsynced files) {}

  /**
   * Brings a version that another process committed to the disk: it may have died before it did.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException when it is not known whether it is there;
   *     must not be repeated
   */
  default void syncVersion(TableRef version) {}

  /**
   * Whether this version can be opened: its file is there and whole. Says nothing about the data
   * files it names. Never throws for damage.
   */
  boolean isReadable(TableRef ref);

  /**
   * Removes the file of the newest version of a branch: only for one that cannot be read and was
   * never acknowledged, so that the version before it is the newest again. Durable when it returns.
   * One without a file is removed already: of several commits that were to be synced together any
   * may be missing.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException INTERNAL when the version can be read or
   *     is not the newest; nothing is removed then
   */
  void removeTornVersion(TableRef ref);

  /**
   * Text properties of the commit that made a version; empty when it has no transaction, or the
   * version or its transaction cannot be read. Never throws for damage.
   */
  Optional<Map<String, String>> commitProperties(TableRef ref);

  /**
   * All files below a table's directory, those of its branches included, in no order; none when
   * nothing is there. What is of kind DATA, DELETION or INDEX and in no {@link #referencedFiles} of
   * the table's versions (each has a file of kind VERSION here) is nobody's, unless a writer is
   * about to commit it.
   */
  List<StoredFile> files(String path);

  /**
   * Paths, as in {@link StoredFile}, of what a version needs: its version file, data, deletion and
   * index files, also those it shares with other versions and branches. A file that is missing is
   * named where the version's own branch would have it.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException DATA_CORRUPT when that version is not
   *     there or cannot be read
   */
  Set<String> referencedFiles(TableRef ref);

  /**
   * Sums of the files that a version refers to and an older one of its branch does not, as they are
   * now: for commits whose {@link StagedWrite#fileSums} are not known.
   *
   * @param version older one; 0, or one that is not there any more: all files are summed
   */
  List<FileSum> sumsSince(TableRef ref, long version);

  /** Compares files with what was recorded of them; reads each whole. Empty = all as recorded. */
  List<FileFault> verify(String path, List<FileSum> recorded);

  /**
   * Where to ask for what was recorded of files that are compared before their first reading; until
   * then only this store's own commits are known. A store without files compares nothing.
   */
  default void verifyAgainst(ChecksumSource source) {}

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
