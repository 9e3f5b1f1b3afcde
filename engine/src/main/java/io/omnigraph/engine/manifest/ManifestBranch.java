package io.omnigraph.engine.manifest;

import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One branch of the manifest: its newest version, kept folded, and the commit of the next one. A
 * newer version costs what is new in it, because fragments that were read before are passed over.
 * Thread-safe; a reader of an unchanged branch takes no lock.
 */
final class ManifestBranch {
  private record Head(GraphSnapshot snapshot, TableSnapshot open) {
    TableRef ref() {
      return open.ref();
    }
  }

  private final TableStore tables;
  private final String root;
  private final String branch;

  /** Fragments of the newest version. */
  private final Set<String> known = new HashSet<>();

  private BranchLine line;
  private TableSnapshot open;
  private long headAddress;

  /** Of the newest version's files; null when another one made it. */
  private List<FileSum> newestSums;

  private volatile Head head;

  ManifestBranch(TableStore tables, String root, String branch) {
    this.tables = tables;
    this.root = root;
    this.branch = branch;
    this.line = new BranchLine(branch);
  }

  GraphSnapshot head() {
    Head seen = head;
    if (seen != null && isNewest(seen)) {
      return seen.snapshot();
    }
    synchronized (this) {
      if (head == null || !isNewest(head)) {
        takeNewest();
      }
      return head.snapshot();
    }
  }

  /** A branch other than main may be dropped and made again with as many versions. */
  private boolean isNewest(Head seen) {
    return tables.isLatest(seen.ref()) && (seen.ref().branch() == null || seen.open().isIntact());
  }

  synchronized GraphSnapshot at(long seq) {
    head();
    return line.at(seq);
  }

  synchronized Set<String> forkedPaths() {
    head();
    return line.forkedPaths(branch);
  }

  synchronized List<GraphCommit> commits() {
    head();
    return line.commits();
  }

  /**
   * The version that published a commit: the commits of a group share one.
   *
   * @throws OmnigraphException COMMIT_NOT_FOUND; UNSUPPORTED inside a group
   */
  synchronized long versionOf(long seq) {
    head();
    return head.ref().version() - line.publishesAfter(seq);
  }

  synchronized Optional<GraphCommit> commit(String commitId) {
    return Optional.ofNullable(line.commit(commitId));
  }

  Map<String, List<FileSum>> fileSums() {
    TableRef newest;
    synchronized (this) {
      head();
      newest = head.ref();
    }
    try (TableSnapshot manifest = tables.open(newest)) {
      RecordedSums sums = new RecordedSums();
      sums.take(manifest);
      return sums.byPath();
    }
  }

  private void takeNewest() {
    String nativeBranch = LanceManifest.nativeName(branch);
    if (nativeBranch != null && !tables.branches(LanceManifest.PATH).contains(nativeBranch)) {
      throw new OmnigraphException(ErrorCode.BRANCH_NOT_FOUND, branch, "see omnigraph.branches");
    }
    long version = tables.latestVersion(LanceManifest.PATH, nativeBranch);
    if (head != null && (version < head.ref().version() || !head.open().isIntact())) {
      forget(); // the branch was made anew by another process
    }
    TableRef ref = new TableRef(LanceManifest.PATH, nativeBranch, version);
    TableSnapshot newest = tables.open(ref);
    try {
      ManifestColumns.check(newest.schema(), root);
      for (TableFragment fragment : newest.fragments()) {
        if (!known.contains(fragment.dataKey())) {
          take(fragment);
        }
      }
    } catch (RuntimeException e) {
      newest.close();
      forget();
      throw e;
    }
    moveTo(newest);
  }

  private void forget() {
    known.clear();
    line = new BranchLine(branch);
    head = null;
  }

  private void moveTo(TableSnapshot newest) {
    if (open != null) {
      open.close();
    }
    newestSums = null;
    open = newest;
    Set<String> now = new HashSet<>();
    newest.fragments().forEach(fragment -> now.add(fragment.dataKey()));
    known.retainAll(now);
    head = new Head(line.head(), newest);
  }

  private void take(TableFragment fragment) {
    Column[] columns = new Column[ManifestColumns.PAYLOAD];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = fragment.column(i);
    }
    for (int at = 0; at < fragment.physicalRows(); at++) {
      if (!isDeleted(fragment, at)) {
        ManifestRow row = ManifestColumns.row(columns, at);
        line.take(row);
        if (row.objectType().equals(ManifestRow.GRAPH_HEAD)) {
          headAddress = address(fragment, at);
        }
      }
    }
    known.add(fragment.dataKey());
  }

  private static boolean isDeleted(TableFragment fragment, int at) {
    long[] deletions = fragment.deletions();
    return deletions != null
        && at >> 6 < deletions.length
        && (deletions[at >> 6] & (1L << at)) != 0;
  }

  private static long address(TableFragment fragment, int at) {
    return ((long) fragment.id() << 32) | at;
  }

  /** Rows that are ready to be committed on top of {@code base}. */
  record Staged(
      GraphSnapshot base, StagedWrite write, List<ManifestRow> added, ManifestRow newHead) {}

  /** Step 5: stages rows on top of exactly {@code base}; null when it is the head no more. */
  synchronized Staged stage(
      GraphSnapshot base, List<ManifestRow> rows, ManifestRow newHead, String operationId) {
    if (head == null || head.snapshot() != base) {
      return null;
    }
    List<ManifestRow> added = new ArrayList<>();
    Payload sums = Payload.of(sumsOf(head.ref()));
    rows.forEach(row -> added.add(row.isCommit() ? row.withPayload(sums) : row));
    try (RowStager stager = tables.stager(open)) {
      stager.write(ManifestColumns.batch(added));
      StagedRows staged = stager.finish();
      TableChange change =
          new TableChange(
              false,
              new long[0],
              new long[] {headAddress},
              ManifestColumns.batch(List.of(newHead)),
              List.of(staged));
      Map<String, String> properties = Map.of("operation_id", operationId);
      return new Staged(base, tables.stage(open, change, properties), added, newHead);
    }
  }

  /** Steps 6 and 8: commits, or answers why not. */
  synchronized CommitOutcome commit(Staged staged) {
    if (head == null || head.snapshot() != staged.base()) {
      return new CommitOutcome.Conflict("the head moved");
    }
    CommitOutcome outcome = tables.commit(staged.write());
    if (outcome instanceof CommitOutcome.Committed committed) {
      takeOwn(committed.version(), staged.added(), staged.newHead());
      newestSums = staged.write().fileSums();
    }
    return outcome;
  }

  /** What the newest version added to the manifest; recorded by the publish after it. */
  private List<FileSum> sumsOf(TableRef newest) {
    if (newestSums == null) {
      newestSums = tables.sumsSince(newest, newest.version() - 1);
    }
    return newestSums;
  }

  /**
   * Our own rows need not be read back: the head lies in the last fragment but one, the others in
   * the order given in the last; what else is new was carried there from fragments known before.
   * Anything else is not the version that was committed.
   */
  private void takeOwn(long version, List<ManifestRow> added, ManifestRow newHead) {
    TableRef ref = new TableRef(LanceManifest.PATH, LanceManifest.nativeName(branch), version);
    TableSnapshot newest = tables.open(ref);
    List<TableFragment> fragments = newest.fragments();
    int last = fragments.size() - 1;
    if (version != head.ref().version() + 1
        || last < 1
        || !isNew(fragments.get(last - 1), 1)
        || !isNew(fragments.get(last), added.size())) {
      newest.close();
      takeNewest();
      if (line.commit(newHead.commitId()) == null) {
        throw new OmnigraphException(
            ErrorCode.DATA_CORRUPT,
            "__manifest of branch \"" + branch + "\"",
            "version " + version + " does not hold commit " + newHead.commitId());
      }
      return;
    }
    fragments.forEach(fragment -> known.add(fragment.dataKey()));
    headAddress = address(fragments.get(last - 1), 0);
    added.forEach(line::take);
    line.take(newHead);
    moveTo(newest);
  }

  private boolean isNew(TableFragment fragment, int rows) {
    return !known.contains(fragment.dataKey()) && fragment.physicalRows() == rows;
  }

  synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
    forget();
  }
}
