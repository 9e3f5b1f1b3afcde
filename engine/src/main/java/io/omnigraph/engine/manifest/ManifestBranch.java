package io.omnigraph.engine.manifest;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One branch of the manifest: its newest version, kept folded, and the commit of the next one.
 * Thread-safe; a reader of an unchanged branch takes no lock.
 *
 * <p>Fragments lie in the order of the commits, so reading goes from the last one backwards: up to
 * what is known of the version before, or, the first time, up to the newest {@link Checkpoint}.
 * Every publish that is so many versions after the last checkpoint writes the next, so the head is
 * found at the same cost after 100 and after 100,000 commits. What lies before is read when
 * somebody asks for it.
 */
final class ManifestBranch {
  /** Versions between two checkpoints, for up to as many tables; then as many as there are. */
  private static final int CHECKPOINT_DISTANCE = 64;

  /** Versions that are kept in memory; up to twice as many until some are forgotten. */
  private static final int KEPT_VERSIONS = 4_096;

  /** What is damaged after so many looks at a branch is damaged. */
  private static final int LOOKS = 4;

  private record Head(GraphSnapshot snapshot, TableSnapshot open) {
    TableRef ref() {
      return open.ref();
    }
  }

  private final TableStore tables;
  private final String root;
  private final String branch;

  /** The newest versions. */
  private BranchLine line;

  /** Read for somebody who asked for older ones, and kept until the line forgets more; or null. */
  private BranchLine past;

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

  /** Whether it is still the branch that was looked at last. */
  boolean isIntact() {
    Head seen = head;
    return seen != null && (seen.ref().branch() == null || seen.open().isIntact());
  }

  synchronized GraphSnapshot at(long seq) {
    head();
    return lineWith(seq).at(seq, reader());
  }

  synchronized Set<String> forkedPaths() {
    head();
    Set<String> paths = new TreeSet<>();
    lineWith(1).addForkedPaths(branch, paths);
    line.addForkedPaths(branch, paths);
    return paths;
  }

  synchronized List<GraphCommit> commits() {
    head();
    return List.copyOf(commitsFrom(1).values());
  }

  private SortedMap<Long, GraphCommit> commitsFrom(long seq) {
    BranchLine with = lineWith(seq);
    SortedMap<Long, GraphCommit> commits = new TreeMap<>(with.commits().tailMap(seq));
    commits.putAll(line.commits().tailMap(seq));
    return commits;
  }

  /** Whether commits of the line were made on a native branch, which it came from or is. */
  synchronized boolean comesFrom(String nativeBranch) {
    head();
    return line.origins().contains(nativeBranch);
  }

  /** A line that knows a version, if there is one. */
  private BranchLine lineWith(long seq) {
    if (seq > line.unknownUpTo()) {
      return line;
    }
    if (past == null || seq <= past.unknownUpTo()) {
      past = new BranchLine(branch);
      reader().readFrom(past, seq);
    }
    return past;
  }

  private LineReader reader() {
    return new LineReader(branch, open.fragments());
  }

  /**
   * @throws OmnigraphException COMMIT_NOT_FOUND
   */
  synchronized GraphCommit commitAt(long seq) {
    head();
    GraphCommit commit = lineWith(seq).commits().get(seq);
    if (commit == null) {
      throw new OmnigraphException(ErrorCode.COMMIT_NOT_FOUND, branch, seq);
    }
    return commit;
  }

  /** All that was published after a version and up to another one. */
  synchronized List<ManifestRow> rowsBetween(long after, long upTo) {
    head();
    return reader().rowsBetween(after, upTo);
  }

  /** The newest version that was looked at. */
  TableRef ref() {
    return head.ref();
  }

  synchronized Optional<GraphCommit> commit(String commitId) {
    head();
    GraphCommit recent = line.commit(commitId);
    return Optional.ofNullable(recent != null ? recent : lineWith(1).commit(commitId));
  }

  /** Of a commit that is not older than a snapshot which this object gave out. */
  synchronized boolean hasRecent(String commitId) {
    return line.commit(commitId) != null;
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

  /** Another process may drop the branch between the looks at it, and make it anew. */
  private void takeNewest() {
    String nativeBranch = LanceManifest.nativeName(branch);
    for (int attempt = 1; ; attempt++) {
      requireThere(nativeBranch);
      try {
        takeNewest(nativeBranch);
        return;
      } catch (OmnigraphException e) {
        if (nativeBranch == null || e.code() != ErrorCode.DATA_CORRUPT || attempt == LOOKS) {
          throw e;
        }
      }
    }
  }

  private void requireThere(String nativeBranch) {
    if (nativeBranch != null && !tables.branches(LanceManifest.PATH).contains(nativeBranch)) {
      throw new OmnigraphException(ErrorCode.BRANCH_NOT_FOUND, branch, "see omnigraph.branches");
    }
  }

  private void takeNewest(String nativeBranch) {
    long version = tables.latestOfUnbroken(LanceManifest.PATH, nativeBranch);
    if (head != null && (version < head.ref().version() || !head.open().isIntact())) {
      forget(); // the branch was made anew by another process
    }
    TableRef ref = new TableRef(LanceManifest.PATH, nativeBranch, version);
    TableSnapshot newest = tables.open(ref);
    try {
      ManifestColumns.check(newest.schema(), root);
      takeTail(newest.fragments());
    } catch (RuntimeException e) {
      newest.close();
      forget();
      throw e;
    }
    moveTo(newest);
  }

  private void takeTail(List<TableFragment> fragments) {
    LineReader reader = new LineReader(branch, fragments);
    if (line.headSeq() == 0) {
      reader.readFrom(line, Long.MAX_VALUE);
    } else {
      reader.readNew(line);
    }
    line.head(reader);
    headAddress = reader.headAddress();
  }

  private void forget() {
    line = new BranchLine(branch);
    past = null;
    head = null;
  }

  private void moveTo(TableSnapshot newest) {
    if (open != null) {
      open.close();
    }
    newestSums = null;
    open = newest;
    head = new Head(line.head(reader()), newest);
    if (line.commits().size() > 2 * KEPT_VERSIONS) {
      line.forgetUpTo(line.headSeq() - KEPT_VERSIONS);
      past = null;
    }
  }

  /**
   * Rows that are ready to be committed on top of {@code base}.
   *
   * @param said what the new version says beyond it
   * @param stored rows with which it says so
   */
  record Staged(
      GraphSnapshot base,
      StagedWrite write,
      List<ManifestRow> said,
      int stored,
      ManifestRow newHead) {}

  /** Step 5: stages rows on top of exactly {@code base}; null when it is the head no more. */
  synchronized Staged stage(GraphSnapshot base, NewRows rows, String operationId) {
    if (head == null || !head.snapshot().commitId().equals(base.commitId())) {
      return null;
    }
    List<ManifestRow> said = new ArrayList<>(rows.said());
    List<ManifestRow> stored = new ArrayList<>(rows.stored());
    Payload sums = Payload.of(sumsOf(head.ref()));
    stored.replaceAll(
        row ->
            row.isCommit() ? row.withPayload(row.seq() == rows.head().seq() ? sums : null) : row);
    int distance = Math.max(CHECKPOINT_DISTANCE, base.entries().size());
    if (base.seq() - line.lastCheckpoint() >= distance) {
      ManifestRow checkpoint = ManifestRow.checkpoint(Checkpoint.of(base, line.origins()));
      said.add(checkpoint);
      stored.add(checkpoint);
    }
    // The head is cut and added, not replaced: for the row id that it would keep, Lance would look
    // at the ids of all rows since the first commit.
    List<StagedRows> inserted = List.of(staged(List.of(rows.head())), staged(stored));
    TableChange change =
        new TableChange(false, new long[] {headAddress}, new long[0], null, inserted);
    Map<String, String> properties = Map.of("operation_id", operationId);
    return new Staged(
        base, tables.stage(open, change, properties), said, stored.size(), rows.head());
  }

  private StagedRows staged(List<ManifestRow> rows) {
    try (RowStager stager = tables.stager(open)) {
      stager.write(ManifestColumns.batch(rows));
      return stager.finish();
    }
  }

  /** Steps 6 and 8: commits, or answers why not. */
  synchronized CommitOutcome commit(Staged staged) {
    if (head == null || !head.snapshot().commitId().equals(staged.base().commitId())) {
      return new CommitOutcome.Conflict("the head moved");
    }
    CommitOutcome outcome = tables.commit(staged.write());
    if (outcome instanceof CommitOutcome.Committed committed) {
      takeOwn(committed.version(), staged);
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
  private void takeOwn(long version, Staged staged) {
    TableRef ref = new TableRef(LanceManifest.PATH, LanceManifest.nativeName(branch), version);
    TableSnapshot newest = tables.open(ref);
    List<TableFragment> fragments = newest.fragments();
    int last = fragments.size() - 1;
    if (version != head.ref().version() + 1
        || last < 1
        || !isNew(fragments.get(last - 1), 1)
        || !isNew(fragments.get(last), staged.stored())) {
      newest.close();
      takeNewest();
      if (line.commit(staged.newHead().commitId()) == null) {
        throw new OmnigraphException(
            ErrorCode.DATA_CORRUPT,
            "__manifest of branch \"" + branch + "\"",
            "version " + version + " does not hold commit " + staged.newHead().commitId());
      }
      return;
    }
    headAddress = LineReader.address(fragments.get(last - 1), 0);
    for (ManifestRow row : staged.said()) {
      line.take(row);
      BackgroundThread.pieceDone();
    }
    line.take(staged.newHead());
    moveTo(newest);
  }

  private boolean isNew(TableFragment fragment, int rows) {
    return fragment.physicalRows() == rows
        && open.fragments().stream().noneMatch(old -> old.dataKey().equals(fragment.dataKey()));
  }

  synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
    forget();
  }
}
