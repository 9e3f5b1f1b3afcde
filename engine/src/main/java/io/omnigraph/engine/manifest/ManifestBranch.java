package io.omnigraph.engine.manifest;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
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
  /** More fragments than this: the publish rewrites the small ones along with it. */
  private static final int MAX_FRAGMENTS = 48;

  /** A fragment of fewer rows is small. */
  private static final int SMALL_FRAGMENT = 2_048;

  private record Head(GraphSnapshot snapshot, TableRef ref) {}

  private final TableStore tables;
  private final String root;
  private final String branch;
  private final Set<String> known = new HashSet<>();
  private BranchLine line;
  private TableSnapshot open;
  private long headAddress;
  private volatile Head head;

  ManifestBranch(TableStore tables, String root, String branch) {
    this.tables = tables;
    this.root = root;
    this.branch = branch;
    this.line = new BranchLine(branch);
  }

  GraphSnapshot head() {
    Head seen = head;
    if (seen != null && tables.isLatest(seen.ref())) {
      return seen.snapshot();
    }
    synchronized (this) {
      if (head == null || !tables.isLatest(head.ref())) {
        takeNewest();
      }
      return head.snapshot();
    }
  }

  synchronized GraphSnapshot at(long seq) {
    head();
    return line.at(seq);
  }

  synchronized List<GraphCommit> commits() {
    head();
    return line.commits();
  }

  synchronized Optional<GraphCommit> commit(String commitId) {
    return Optional.ofNullable(line.commit(commitId));
  }

  private void takeNewest() {
    String nativeBranch = LanceManifest.nativeName(branch);
    if (nativeBranch != null && !tables.branches(LanceManifest.PATH).contains(nativeBranch)) {
      throw new OmnigraphException(ErrorCode.BRANCH_NOT_FOUND, branch, "see omnigraph.branches");
    }
    long version = tables.latestVersion(LanceManifest.PATH, nativeBranch);
    if (head != null && version < head.ref().version()) {
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
    moveTo(newest, ref);
  }

  private void forget() {
    known.clear();
    line = new BranchLine(branch);
    head = null;
  }

  private void moveTo(TableSnapshot newest, TableRef ref) {
    if (open != null) {
      open.close();
    }
    open = newest;
    known.clear();
    newest.fragments().forEach(fragment -> known.add(fragment.dataKey()));
    head = new Head(line.head(), ref);
  }

  private void take(TableFragment fragment) {
    Column[] columns = new Column[ManifestColumns.SCHEMA.columns().size() - 1];
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
  }

  private static boolean isDeleted(TableFragment fragment, int at) {
    long[] deletions = fragment.deletions();
    return deletions != null
        && at >> 6 < deletions.length
        && (deletions[at >> 6] & (1L << at)) != 0;
  }

  private static long address(TableFragment fragment, int at) {
    return (long) fragment.id() << 32 | at;
  }

  /** Steps 6 and 8: commits rows on top of exactly {@code base}, or answers why not. */
  synchronized CommitOutcome commit(GraphSnapshot base, List<ManifestRow> rows, Lineage lineage) {
    if (head == null || !head.snapshot().commitId().equals(base.commitId())) {
      return new CommitOutcome.Conflict("the head moved");
    }
    List<ManifestRow> added = new ArrayList<>(rows);
    long[] rewritten = smallFragments(added);
    ManifestRow newHead = ManifestRow.head(base.seq() + 1, lineage.commitId());
    try (RowStager stager =
        tables.stager(
            LanceManifest.PATH, LanceManifest.nativeName(branch), ManifestColumns.SCHEMA)) {
      stager.write(ManifestColumns.batch(added));
      StagedRows staged = stager.finish();
      TableChange change =
          new TableChange(
              false,
              rewritten,
              new long[] {headAddress},
              ManifestColumns.batch(List.of(newHead)),
              List.of(staged));
      Map<String, String> properties = Map.of("operation_id", lineage.operationId());
      try (StagedWrite write = tables.stage(open, change, properties)) {
        CommitOutcome outcome = tables.commit(write);
        if (outcome instanceof CommitOutcome.Committed committed) {
          takeOwn(committed.version(), rows, newHead);
        }
        return outcome;
      }
    }
  }

  /** Adds the rows of small fragments to {@code rows} and answers their addresses. */
  private long[] smallFragments(List<ManifestRow> rows) {
    List<TableFragment> fragments = open.fragments();
    if (fragments.size() <= MAX_FRAGMENTS) {
      return new long[0];
    }
    List<Long> addresses = new ArrayList<>();
    for (TableFragment fragment : fragments) {
      if (fragment.liveRows() < SMALL_FRAGMENT) {
        Column[] columns = new Column[ManifestColumns.SCHEMA.columns().size() - 1];
        for (int i = 0; i < columns.length; i++) {
          columns[i] = fragment.column(i);
        }
        for (int at = 0; at < fragment.physicalRows(); at++) {
          if (!isDeleted(fragment, at) && address(fragment, at) != headAddress) {
            rows.add(ManifestColumns.row(columns, at));
            addresses.add(address(fragment, at));
          }
        }
      }
    }
    return addresses.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** Our own rows need not be read back, only found: the head's address is known by that. */
  private void takeOwn(long version, List<ManifestRow> rows, ManifestRow newHead) {
    TableRef ref = new TableRef(LanceManifest.PATH, LanceManifest.nativeName(branch), version);
    TableSnapshot newest = tables.open(ref);
    boolean commitFound = false;
    boolean headFound = false;
    String commitObject = ManifestRow.GRAPH_COMMIT + ":" + newHead.commitId();
    for (TableFragment fragment : newest.fragments()) {
      if (known.contains(fragment.dataKey())) {
        continue;
      }
      BytesColumn ids = (BytesColumn) fragment.column(ManifestColumns.OBJECT_ID);
      for (int at = 0; at < fragment.physicalRows(); at++) {
        String id = isDeleted(fragment, at) ? "" : ids.text(at);
        commitFound |= id.equals(commitObject);
        if (id.equals(ManifestRow.GRAPH_HEAD)) {
          headFound = true;
          headAddress = address(fragment, at);
        }
      }
    }
    if (!commitFound || !headFound || version != head.ref().version() + 1) {
      newest.close();
      forget();
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT,
          "__manifest of branch \"" + branch + "\"",
          "version " + version + " does not hold commit " + newHead.commitId());
    }
    rows.forEach(line::take);
    line.take(newHead);
    moveTo(newest, ref);
  }

  synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
    forget();
  }
}
