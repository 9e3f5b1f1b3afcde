package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;
import java.util.List;

/**
 * Where a branch of the manifest begins. That is a version of its files, and one of those may hold
 * several graph versions more than the one before. To begin inside of one takes a hidden branch:
 *
 * <ol>
 *   <li>It begins at the last version before, and is named by the commit that is wanted.
 *   <li>The rows of the commits up to that one are published to it, as they are.
 *   <li>The real branch begins at its head. A crash before leaves nothing that anybody sees; who
 *       comes next goes on from there, or removes it.
 * </ol>
 *
 * <p>It stays as long as branches begin at it. The writer lock is held.
 */
final class BranchStart {
  /** Names of hidden branches begin like this. */
  static final String PREFIX = "__start__";

  /** A name may be taken by what is left of a branch that was half removed. */
  private static final int MOST_NAMES = 100;

  private final TableStore tables;
  private final String root;
  private final ManifestVersions versions;

  BranchStart(TableStore tables, String root) {
    this.tables = tables;
    this.root = root;
    this.versions = new ManifestVersions(tables);
  }

  /**
   * A version of the manifest whose head is a commit.
   *
   * @param from whose line has the commit
   * @param owner native branch that the commit was made on or that began at it
   */
  TableRef at(ManifestBranch from, String owner, GraphCommit commit) {
    TableRef before = versions.newestUpTo(owner, commit.seq());
    return versions.headSeq(before) == commit.seq() ? before : hidden(from, before, commit);
  }

  private TableRef hidden(ManifestBranch from, TableRef before, GraphCommit commit) {
    ManifestBranch hidden = new ManifestBranch(tables, root, made(before, commit));
    try {
      GraphSnapshot head = hidden.head();
      if (head.seq() < commit.seq()) {
        List<ManifestRow> rows = from.rowsBetween(head.seq(), commit.seq());
        ManifestRow newHead = ManifestRow.head(commit.seq(), commit.commitId());
        publish(hidden, hidden.stage(head, NewRows.asTheyAre(rows, newHead), commit.operationId()));
      }
      if (!hidden.head().commitId().equals(commit.commitId())) {
        throw new OmnigraphException(
            ErrorCode.INTERNAL, "a branch cannot begin at commit " + commit.commitId());
      }
      return hidden.ref();
    } finally {
      hidden.close();
    }
  }

  private String made(TableRef before, GraphCommit commit) {
    List<String> there = tables.branches(LanceManifest.PATH);
    String name = PREFIX + commit.commitId();
    for (int i = 1; !there.contains(name); i++) {
      try {
        tables.createBranch(before, name);
        return name;
      } catch (OmnigraphException e) {
        if (e.code() != ErrorCode.BRANCH_EXISTS || i == MOST_NAMES) {
          throw e;
        }
        name = PREFIX + commit.commitId() + "." + i;
      }
    }
    return name;
  }

  private static void publish(ManifestBranch hidden, ManifestBranch.Staged staged) {
    try {
      CommitOutcome outcome = hidden.commit(staged);
      if (!(outcome instanceof CommitOutcome.Committed)) {
        throw new OmnigraphException(
            ErrorCode.STORAGE_FAULT, LanceManifest.PATH, "a branch could not begin: " + outcome);
      }
    } finally {
      staged.write().close();
    }
  }

  /** Removes hidden branches at which none begins any more. */
  void removeUnused() {
    for (String name : tables.branches(LanceManifest.PATH)) {
      if (name.startsWith(PREFIX)) {
        try {
          tables.deleteBranch(LanceManifest.PATH, name);
        } catch (OmnigraphException e) {
          if (e.code() != ErrorCode.BRANCH_IN_USE) {
            throw e;
          }
        }
      }
    }
  }
}
