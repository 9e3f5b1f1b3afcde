package io.omnigraph.engine.manifest;

import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rows of one branch of the manifest as they are stored, and behind them those that the log in
 * front of it stands for, replayed from the first commit on. What a reader of the branch would
 * refuse, or would not notice, is told and not thrown.
 */
public final class ManifestAudit {
  /** What can be wrong with the rows. */
  public enum Problem {
    UNREADABLE,
    ROW,
    CHAIN,
    HEAD,
    TABLE_NAME,
    TABLE_PATH,
    LOG
  }

  /** Is told what is wrong. */
  public interface Problems {
    /**
     * @param id of the row or commit
     */
    void tell(Problem problem, String id, String what);
  }

  private static final Comparator<ManifestRow> REPLAY_ORDER =
      Comparator.comparingLong(ManifestRow::seq).thenComparingInt(ManifestAudit::stepOf);

  private final String branch;
  private final Problems problems;
  private final List<ManifestRow> rows = new ArrayList<>();
  private final TreeMap<Long, GraphCommit> commits = new TreeMap<>();
  private final Map<Long, TableState> live = new LinkedHashMap<>();
  private final Map<Pinned, Long> lastPins = new HashMap<>();
  private final Set<String> paths = new HashSet<>();
  private final List<ManifestOp> loggedOps = new ArrayList<>();
  private final Map<DeltaId, TableDelta> loggedDeltas = new HashMap<>();
  private boolean fitsLog = true;
  private ManifestRow head;

  /** A table's files on one native branch. */
  private record Pinned(String path, String nativeBranch) {}

  /** A live table during the replay. */
  private static final class TableState {
    final ManifestRow registration;
    ManifestRow version;

    /** On top of the version, ascending. */
    final List<ManifestRow> deltas = new ArrayList<>();

    DeltaChain chain = DeltaChain.NONE;

    TableState(ManifestRow registration, TableState same) {
      this.registration = registration;
      if (same != null) {
        version = same.version;
        deltas.addAll(same.deltas);
      }
    }
  }

  private ManifestAudit(String branch, Problems problems) {
    this.branch = branch;
    this.problems = problems;
  }

  /**
   * Reads all rows of a version of the manifest; fragments that cannot be read are passed over.
   *
   * @param log read before the version was looked for
   */
  public static ManifestAudit read(
      TableSnapshot manifest, String branch, LogAudit log, Problems problems) {
    ManifestColumns.check(manifest.schema(), manifest.ref().path());
    ManifestAudit audit = new ManifestAudit(branch, problems);
    for (TableFragment fragment : manifest.fragments()) {
      audit.readFragment(fragment);
    }
    audit.takeLog(log.commits(branch));
    audit.replay();
    audit.readDeltas(new LineReader(branch, manifest.fragments()));
    return audit;
  }

  /** What the deltas hold that are not in the tables' files yet. */
  private void readDeltas(DeltaSource source) {
    for (TableState state : live.values()) {
      try {
        state.chain = chain(state, source);
      } catch (RuntimeException e) {
        String key = state.registration.tableKey();
        problems.tell(Problem.UNREADABLE, branch, "deltas of " + key + ": " + text(e));
      }
    }
  }

  private DeltaChain chain(TableState state, DeltaSource source) {
    Set<DeltaId> ids = new HashSet<>();
    state.deltas.forEach(row -> ids.add(new DeltaId(row.tableId(), row.seq())));
    ids.removeAll(loggedDeltas.keySet());
    Map<DeltaId, TableDelta> read = ids.isEmpty() ? Map.of() : source.read(ids);
    DeltaChain chain = DeltaChain.NONE;
    for (ManifestRow row : state.deltas) {
      DeltaId id = new DeltaId(row.tableId(), row.seq());
      TableDelta delta = loggedDeltas.getOrDefault(id, read.get(id));
      chain = chain.with(row.seq(), row.commitId(), delta);
    }
    return chain;
  }

  private void readFragment(TableFragment fragment) {
    try {
      Column[] columns = new Column[ManifestColumns.SCHEMA.columns().size() - 1];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = fragment.column(i);
      }
      long[] deletions = fragment.deletions();
      for (int at = 0; at < fragment.physicalRows(); at++) {
        if (!RowBits.get(deletions, at)) {
          readRow(fragment, columns, at);
        }
      }
    } catch (RuntimeException e) {
      problems.tell(Problem.UNREADABLE, branch, "fragment " + fragment.id() + ": " + text(e));
    }
  }

  private static String text(RuntimeException e) {
    return e instanceof OmnigraphException ? e.getMessage() : e.toString();
  }

  private void readRow(TableFragment fragment, Column[] columns, int at) {
    try {
      ManifestRow row = ManifestColumns.row(columns, at);
      if (ManifestRow.GRAPH_COMMITS.equals(row.objectType())) {
        readRun(LineReader.run(fragment, at));
        return;
      }
      if (ManifestRow.TABLE_DELTA.equals(row.objectType())) {
        ManifestColumns.delta(fragment.column(ManifestColumns.PAYLOAD), at); // fails if it is none
      }
      rows.add(row);
    } catch (OmnigraphException e) {
      problems.tell(Problem.ROW, branch, e.getMessage());
    }
  }

  private void readRun(CommitRun run) {
    List<ManifestRow> all = run.rows();
    for (ManifestRow row : all) {
      if (!row.isCommit()) {
        ManifestColumns.delta(row.payload().bytes()); // fails if it is none
      }
    }
    all.forEach(row -> rows.add(row.withPayload(null)));
  }

  /** The log's commits that are not stored yet, up to the first that does not go on from there. */
  private void takeLog(List<LogAudit.Logged> logged) {
    ManifestRow stored = logged.isEmpty() ? null : storedHead();
    if (stored == null) {
      fitsLog = logged.isEmpty();
      return;
    }
    Set<String> known = new HashSet<>();
    rows.stream().filter(ManifestRow::isCommit).forEach(row -> known.add(row.commitId()));
    ManifestRow newest = stored;
    for (LogAudit.Logged commit : logged) {
      boolean isNext =
          commit.seq() == newest.seq() + 1 && newest.commitId().equals(commit.parentId());
      if (isNext) {
        takeLogged(commit);
        known.add(commit.id());
        newest = ManifestRow.head(commit.seq(), commit.id());
      } else if (!known.contains(commit.id())) {
        fitsLog = false;
        problems.tell(
            Problem.LOG,
            commit.id(),
            "branch \"%s\": it has seq %d and the parent %s, the head before it is %s with seq %d"
                .formatted(
                    branch, commit.seq(), commit.parentId(), newest.commitId(), newest.seq()));
        break;
      }
    }
    rows.remove(stored);
    rows.add(newest);
  }

  private ManifestRow storedHead() {
    return rows.stream()
        .filter(row -> ManifestRow.GRAPH_HEAD.equals(row.objectType()))
        .findFirst()
        .orElse(null);
  }

  private void takeLogged(LogAudit.Logged commit) {
    rows.addAll(commit.rows(branch));
    for (ManifestOp op : commit.commit().ops()) {
      loggedOps.add(op);
      if (op instanceof ManifestOp.Delta delta) {
        loggedDeltas.put(new DeltaId(op.tableId(), commit.seq()), delta.delta());
      }
    }
  }

  private static int stepOf(ManifestRow row) {
    return switch (String.valueOf(row.objectType())) {
      case ManifestRow.GRAPH_COMMIT -> 0;
      case ManifestRow.TABLE_TOMBSTONE -> 1;
      case ManifestRow.TABLE -> 2;
      case ManifestRow.TABLE_VERSION -> 3;
      case ManifestRow.TABLE_DELTA -> 4;
      default -> 5;
    };
  }

  private void replay() {
    rows.sort(REPLAY_ORDER);
    Set<String> ids = new HashSet<>();
    for (ManifestRow row : rows) {
      if (!ids.add(row.objectId())) {
        problems.tell(Problem.ROW, row.objectId(), "two rows have this object_id");
      }
      take(row);
    }
    checkChain();
    checkHead();
    checkPaths();
    rows.clear();
  }

  private void take(ManifestRow row) {
    switch (row.objectType()) {
      case ManifestRow.GRAPH_COMMIT -> takeCommit(row);
      case ManifestRow.GRAPH_HEAD -> head = row;
      case ManifestRow.TABLE,
          ManifestRow.TABLE_VERSION,
          ManifestRow.TABLE_DELTA,
          ManifestRow.TABLE_TOMBSTONE -> {
        if (isWellFormed(row)) {
          takeTable(row);
        }
      }
      default -> {
        // Kinds of rows that a fold passes over.
      }
    }
  }

  private void takeCommit(ManifestRow row) {
    if (!row.objectId().equals(ManifestRow.GRAPH_COMMIT + ":" + row.commitId())) {
      tellRow(row, "its object_id and its commit_id " + row.commitId() + " differ");
    }
    if (row.schemaHash() == null) {
      tellRow(row, "it names no schema");
      return;
    }
    GraphCommit other = commits.putIfAbsent(row.seq(), row.asCommit());
    if (other != null && !other.commitId().equals(row.commitId())) {
      problems.tell(
          Problem.CHAIN,
          row.commitId(),
          "branch \"%s\": commits %s and %s both have seq %d"
              .formatted(branch, other.commitId(), row.commitId(), row.seq()));
    }
  }

  private boolean isWellFormed(ManifestRow row) {
    GraphCommit commit = commits.get(row.seq());
    if (row.tableId() == null) {
      tellRow(row, "it has no table_id");
      return false;
    }
    String id = ManifestRow.tableObjectId(row.objectType(), row.tableId(), row.seq());
    if (!row.objectId().equals(id)) {
      tellRow(row, "its columns say " + id);
    }
    if (commit == null) {
      tellRow(row, "no commit has its seq " + row.seq());
    } else if (!commit.commitId().equals(row.commitId())) {
      tellRow(
          row,
          "it names commit %s, but seq %d is commit %s"
              .formatted(row.commitId(), row.seq(), commit.commitId()));
    }
    return true;
  }

  private void takeTable(ManifestRow row) {
    TableState state = live.get(row.tableId());
    switch (row.objectType()) {
      case ManifestRow.TABLE_TOMBSTONE -> {
        if (live.remove(row.tableId()) == null) {
          tellRow(row, "it drops a table that is not there");
        }
      }
      case ManifestRow.TABLE -> register(row, state);
      case ManifestRow.TABLE_DELTA -> takeDelta(row, state);
      default -> takeVersion(row, state);
    }
  }

  private void takeVersion(ManifestRow row, TableState state) {
    if (state == null) {
      tellRow(row, "no table of this id is registered");
    } else if (row.tableVersion() == null || row.rowCount() == null || row.rowCount() < 0) {
      tellRow(row, "its version or row count is missing");
    } else if (isPinOfItsTime(row, state)) {
      state.version = row;
      state.deltas.removeIf(delta -> delta.seq() <= row.foldedSeq());
      lastPins.put(
          new Pinned(state.registration.tablePath(), row.tableBranch()), row.tableVersion());
    }
  }

  /**
   * A pin may hold less than all that was committed before it, but not less than the one before.
   */
  private boolean isPinOfItsTime(ManifestRow row, TableState state) {
    long before = state.version == null ? 0 : state.version.foldedSeq();
    long folded;
    try {
      folded = row.foldedSeq();
    } catch (OmnigraphException e) {
      tellRow(row, e.getMessage());
      return false;
    }
    if (folded > row.seq() || folded < before) {
      tellRow(row, "its folded_seq is %d, that of the version before %d".formatted(folded, before));
      return false;
    }
    return true;
  }

  private void takeDelta(ManifestRow row, TableState state) {
    if (state == null || state.version == null) {
      tellRow(row, "no table of this id has a version");
    } else if (row.rowCount() == null || row.rowCount() < 0) {
      tellRow(row, "its row count is missing");
    } else if (state.version.seq() == row.seq()) {
      tellRow(row, "its commit moves the table's pin as well");
    } else {
      state.deltas.add(row);
    }
  }

  private void register(ManifestRow row, TableState same) {
    if (row.tableKey() == null || row.tablePath() == null) {
      tellRow(row, "its name or path is missing");
      return;
    }
    paths.add(row.tablePath());
    live.forEach(
        (id, other) -> {
          if (!id.equals(row.tableId()) && other.registration.tableKey().equals(row.tableKey())) {
            problems.tell(
                Problem.TABLE_NAME,
                row.tableKey(),
                "branch \"%s\": tables %016x and %016x both have this name since seq %d"
                    .formatted(branch, id, row.tableId(), row.seq()));
          }
        });
    live.put(row.tableId(), new TableState(row, same));
  }

  private void tellRow(ManifestRow row, String what) {
    problems.tell(Problem.ROW, row.objectId(), "branch \"" + branch + "\": " + what);
  }

  private void checkChain() {
    GraphCommit before = null;
    for (GraphCommit commit : commits.values()) {
      String parent = before == null ? null : before.commitId();
      long seq = before == null ? 1 : before.seq() + 1;
      if (commit.seq() != seq) {
        tellCommit(commit, "it has seq " + commit.seq() + " where " + seq + " is due");
      } else if (!Objects.equals(commit.parentId(), parent)) {
        tellCommit(commit, "its parent is " + commit.parentId() + ", the one before it " + parent);
      }
      before = commit;
    }
  }

  private void tellCommit(GraphCommit commit, String what) {
    problems.tell(Problem.CHAIN, commit.commitId(), "branch \"" + branch + "\": " + what);
  }

  private void checkHead() {
    GraphCommit last = commits.isEmpty() ? null : commits.lastEntry().getValue();
    if (head == null || last == null) {
      problems.tell(Problem.HEAD, branch, "it has no " + (head == null ? "head" : "commit"));
    } else if (head.seq() != last.seq() || !last.commitId().equals(head.commitId())) {
      problems.tell(
          Problem.HEAD,
          branch,
          "its head is commit %s with seq %d, its last commit %s with seq %d"
              .formatted(head.commitId(), head.seq(), last.commitId(), last.seq()));
    }
  }

  private void checkPaths() {
    Map<String, ManifestRow> seen = new HashMap<>();
    for (TableState state : live.values()) {
      ManifestRow row = state.registration;
      ManifestRow other = seen.put(row.tablePath(), row);
      if (other != null) {
        problems.tell(
            Problem.TABLE_PATH,
            row.tablePath(),
            "branch \"%s\": %s and %s both lie there"
                .formatted(branch, other.tableKey(), row.tableKey()));
      }
      if (state.version == null) {
        tellRow(row, "the table has no version");
      }
    }
  }

  /** Ascending by seq. */
  public List<GraphCommit> commits() {
    return List.copyOf(commits.values());
  }

  /** Whether the log's commits go on from those stored; else it was told, and some are missing. */
  public boolean fitsLog() {
    return fitsLog;
  }

  /** What the commits that only the log has changed, oldest first. */
  List<ManifestOp> loggedOps() {
    return loggedOps;
  }

  /** Every path that a table of the branch ever had. */
  public Set<String> paths() {
    return Set.copyOf(paths);
  }

  /** The last version of a table's native branch that the branch pinned; 0 = never. */
  public long lastPin(String path, String nativeBranch) {
    return lastPins.getOrDefault(new Pinned(path, nativeBranch), 0L);
  }

  /** The branch's newest state as far as its rows make one; empty without a commit. */
  public Optional<GraphSnapshot> newest() {
    if (commits.isEmpty()) {
      return Optional.empty();
    }
    Map<String, TableEntry> entries = new HashMap<>();
    live.forEach(
        (id, state) -> {
          if (state.version != null) {
            TableEntry entry = entry(id, state);
            entries.putIfAbsent(entry.tableKey(), entry);
          }
        });
    GraphCommit last = commits.lastEntry().getValue();
    return Optional.of(
        new GraphSnapshot(
            branch,
            last.seq(),
            last.commitId(),
            last.schemaHash(),
            TableEntries.of(entries.values())));
  }

  /** Rows of a live table's pinned version alone, as its row says. */
  public long pinnedRowCount(long tableId) {
    return live.get(tableId).version.rowCount();
  }

  /** Whether all deltas on a live table's pinned version could be read; else it was told. */
  public boolean hasAllDeltas(long tableId) {
    TableState state = live.get(tableId);
    return state.chain.length() == state.deltas.size();
  }

  private static TableEntry entry(long id, TableState state) {
    ManifestRow counted =
        state.chain.isEmpty() ? state.version : state.deltas.get(state.deltas.size() - 1);
    return new TableEntry(
        id,
        state.registration.tableKey(),
        state.registration.tablePath(),
        state.version.tableVersion(),
        state.version.tableBranch(),
        counted.rowCount(),
        state.version.foldedSeq(),
        state.chain);
  }
}
