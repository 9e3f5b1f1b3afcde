package io.omnigraph.storage.lance;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Checksum;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.file.Unsynced;
import io.omnigraph.storage.table.CommitOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.lance.CommitBuilder;
import org.lance.Dataset;
import org.lance.ReadOptions;
import org.lance.Transaction;

/**
 * The one class that moves a table's head.
 *
 * <ol>
 *   <li>Sync what was staged, unless somebody has: what a version names is on the disk before it.
 *   <li>Look at HEAD: Lance re-bases a harmless stale commit without saying so, and lets a stale
 *       overwrite win.
 *   <li>Commit.
 *   <li>Look at what was made: a commit between 2 and 3 may still have been re-based over.
 *   <li>Note the version file and its folder, of a branch what keeps the branch: the caller syncs
 *       them, alone or with others.
 * </ol>
 *
 * <p>If the call of step 3 fails, the next version's file tells what happened: there is none, and
 * nothing was committed; it carries our transaction, and only the reply was lost; or it is somebody
 * else's.
 */
final class TableCommits {
  private final LanceRuntime runtime;
  private final Durable durable;
  private final LinkedBranches branches;

  TableCommits(LanceRuntime runtime, Durable durable, LinkedBranches branches) {
    this.runtime = runtime;
    this.durable = durable;
    this.branches = branches;
  }

  /**
   * @throws OmnigraphException when nothing was committed for another reason than somebody else's
   *     commit: disk full, no permission
   */
  CommitOutcome commit(LanceStagedWrite write, Unsynced later) {
    CommitOutcome outcome = tryOnce(write, later);
    if (!(outcome instanceof CommitOutcome.Conflict)) {
      write.markRowsCommitted();
    }
    return outcome;
  }

  private CommitOutcome tryOnce(LanceStagedWrite write, Unsynced later) {
    if (!write.firstTry()) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL, "a staged write of " + write.path() + " was committed twice");
    }
    sync(write);
    long planned = write.baseVersion() + 1;
    if (!isHead(write)) {
      return new CommitOutcome.Conflict(
          write.path() + " has a newer version than " + write.baseVersion());
    }
    String uuid = UUID.randomUUID().toString();
    Dataset next;
    try {
      next = execute(write, uuid);
    } catch (Exception e) {
      return afterFailure(write, uuid, e, later);
    }
    long made = next.version();
    if (made != planned) {
      next.close();
      return new CommitOutcome.Unknown(
          new IllegalStateException(
              write.path() + ": committed as version " + made + ", planned was " + planned));
    }
    write.keep(next, planned);
    return committed(write, planned, later);
  }

  private void sync(LanceStagedWrite write) {
    try {
      write.unsynced().sync(durable);
    } catch (IOException e) {
      throw FileFailure.of(write.files().directory(), e);
    }
  }

  /** A create must find nothing at all: version 1 of a long-lived table may have been removed. */
  private static boolean isHead(LanceStagedWrite write) {
    try {
      return write.base() == null
          ? !write.files().exists()
          : !write.files().hasVersion(write.baseVersion() + 1);
    } catch (IOException e) {
      throw FileFailure.of(write.files().versions(), e);
    }
  }

  private Dataset execute(LanceStagedWrite write, String uuid) {
    Transaction.Builder builder =
        new Transaction.Builder()
            .readVersion(write.baseVersion())
            .uuid(uuid)
            .operation(write.operation());
    if (!write.properties().isEmpty()) {
      builder.transactionProperties(write.properties());
    }
    CommitBuilder commit =
        write.base() == null
            ? new CommitBuilder(write.files().uri(), runtime.allocator())
                .useStableRowIds(true)
                .enableV2ManifestPaths(true)
            : new CommitBuilder(write.base().dataset());
    try (Transaction transaction = builder.build()) {
      return commit.skipAutoCleanup(true).execute(transaction);
    }
  }

  /** The sum is wanted before the sync: it goes into what is published with that. */
  private CommitOutcome committed(LanceStagedWrite write, long version, Unsynced later) {
    TableFiles files = write.files();
    Path made = files.versionFile(version);
    later.add(made);
    later.add(files.versions());
    if (write.base() == null) {
      files.withParents().forEach(later::add);
    }
    try {
      if (write.branch() != null) {
        branches.require(files, write.branch(), write.baseVersion(), later);
      }
      write.addSum(files.sum(made, Checksum.of(made)));
      return new CommitOutcome.Committed(version);
    } catch (IOException e) {
      return new CommitOutcome.Unknown(e);
    }
  }

  private CommitOutcome afterFailure(
      LanceStagedWrite write, String uuid, Exception failure, Unsynced later) {
    long planned = write.baseVersion() + 1;
    boolean conflict = LanceFailures.meaning(failure) == LanceFailures.Meaning.CONFLICT;
    if (conflict) {
      return new CommitOutcome.Conflict(write.path() + ": " + LanceFailures.firstLine(failure));
    }
    if (!write.files().hasVersion(planned)) {
      throw LanceFailures.exception("Table " + write.path(), failure);
    }
    try {
      if (uuid.equals(transactionUuid(write.files(), planned))) {
        return committed(write, planned, later);
      }
    } catch (Exception e) {
      failure.addSuppressed(e);
      return new CommitOutcome.Unknown(failure);
    }
    return new CommitOutcome.Conflict(
        write.path() + " has version " + planned + ", made by another commit");
  }

  private String transactionUuid(TableFiles files, long version) {
    try (Dataset dataset =
        Dataset.open()
            .allocator(runtime.allocator())
            .uri(files.uri())
            .readOptions(new ReadOptions.Builder().setVersion(version).build())
            .build()) {
      return dataset.readTransaction().map(TableCommits::uuidAndClose).orElse("");
    }
  }

  private static String uuidAndClose(Transaction transaction) {
    try (transaction) {
      return transaction.uuid();
    }
  }
}
