package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows of one branch of the manifest in memory, folded as they come. Rows are events, so taking
 * one twice changes nothing and their order does not matter. The newest snapshot is made from the
 * one before it, by the tables that changed. Not thread-safe.
 */
final class BranchLine {
  private final String branch;
  private final NavigableMap<Long, GraphCommit> commits = new TreeMap<>();
  private final Map<String, GraphCommit> commitsById = new HashMap<>();
  private final Map<Long, TableHistory> tables = new HashMap<>();
  private final SortedSet<String> origins = new TreeSet<>();
  private long headSeq;
  private String headCommit;

  /** Of the versions up to this one not everything is here; 0 = all is. */
  private long unknownUpTo;

  private long lastCheckpoint;

  private GraphSnapshot newest;

  /** Tables with events that {@link #newest} does not know of. */
  private final Set<Long> changed = new HashSet<>();

  BranchLine(String branch) {
    this.branch = branch;
  }

  void take(ManifestRow row) {
    switch (row.objectType()) {
      case ManifestRow.TABLE -> changed(row).register(row.seq(), row.tableKey(), row.tablePath());
      case ManifestRow.TABLE_VERSION -> changed(row).pin(row);
      case ManifestRow.TABLE_DELTA -> changed(row).delta(row);
      case ManifestRow.TABLE_TOMBSTONE -> changed(row).drop(row.seq());
      case ManifestRow.GRAPH_COMMIT -> takeCommit(row.asCommit());
      case ManifestRow.GRAPH_HEAD -> {
        if (row.seq() > headSeq) {
          headSeq = row.seq();
          headCommit = row.commitId();
        }
      }
      case ManifestRow.GRAPH_CHECKPOINT -> lastCheckpoint = Math.max(lastCheckpoint, row.seq());
      default -> {
        // Rows of later formats' additions (lineage, tags) do not change a fold.
      }
    }
  }

  private TableHistory changed(ManifestRow row) {
    if (row.tableId() == null) {
      throw damaged("row " + row.objectId() + " has no table_id");
    }
    changed.add(row.tableId());
    return tables.computeIfAbsent(row.tableId(), TableHistory::new);
  }

  private void takeCommit(GraphCommit commit) {
    GraphCommit other = commits.put(commit.seq(), commit);
    if (other != null && !other.commitId().equals(commit.commitId())) {
      throw damaged("two commits have seq " + commit.seq());
    }
    commitsById.put(commit.commitId(), commit);
    if (commit.branch() != null) {
      origins.add(commit.branch());
    }
  }

  /**
   * Stands for all rows up to its version, but for deltas; only on a line that has none of them.
   */
  void startFrom(Checkpoint checkpoint) {
    unknownUpTo = checkpoint.seq();
    lastCheckpoint = checkpoint.seq();
    origins.addAll(checkpoint.origins());
    for (TableEntry entry : checkpoint.tables()) {
      changed.add(entry.tableId());
      tables.computeIfAbsent(entry.tableId(), TableHistory::new).startFrom(checkpoint.seq(), entry);
    }
  }

  /** Of all rows that there are, every one has been taken. */
  void complete() {
    unknownUpTo = 0;
  }

  /** Versions after this one are known. */
  long unknownUpTo() {
    return unknownUpTo;
  }

  /** Forgets what only versions up to one need. The newest snapshot must have been made. */
  void forgetUpTo(long seq) {
    unknownUpTo = Math.max(unknownUpTo, seq);
    NavigableMap<Long, GraphCommit> old = commits.headMap(seq, true);
    for (GraphCommit commit : old.values()) {
      commitsById.remove(commit.commitId());
      BackgroundThread.pieceDone();
    }
    old.clear();
    tables.values().removeIf(table -> !table.forgetBefore(seq));
  }

  long lastCheckpoint() {
    return lastCheckpoint;
  }

  /** Native branches, without main, that commits of the line were made on. */
  SortedSet<String> origins() {
    return origins;
  }

  /** Whether all commits after a version and up to the head were taken. */
  boolean isWholeAfter(long seq) {
    return headCommit != null
        && commits.containsKey(headSeq)
        && commits.tailMap(seq, false).size() == headSeq - seq;
  }

  /**
   * All rows that there are were taken.
   *
   * @throws OmnigraphException DATA_CORRUPT when a commit between a version and the newest is not
   *     among them: what it changed would be missing
   */
  void requireNoGapAfter(long seq) {
    NavigableMap<Long, GraphCommit> after = commits.tailMap(seq, false);
    if (!after.isEmpty() && after.size() != after.lastKey() - seq) {
      throw damaged(
          "of the commits from seq %d to %d it has only %d"
              .formatted(seq + 1, after.lastKey(), after.size()));
    }
  }

  long headSeq() {
    return headSeq;
  }

  /** Those that are known, by seq. */
  SortedMap<Long, GraphCommit> commits() {
    return commits;
  }

  GraphCommit commit(String commitId) {
    return commitsById.get(commitId);
  }

  /** Adds paths of tables with a known version that this native branch owned. */
  void addForkedPaths(String nativeBranch, Set<String> paths) {
    for (TableHistory table : tables.values()) {
      if (table.wasOn(nativeBranch)) {
        table.paths().forEach(paths::add);
      }
    }
  }

  GraphSnapshot head(DeltaSource source) {
    if (newest != null && newest.seq() == headSeq && changed.isEmpty()) {
      return newest;
    }
    if (headCommit == null || commits.isEmpty()) {
      throw damaged("it has no head");
    }
    GraphCommit last = commits.lastEntry().getValue();
    if (last.seq() != headSeq || !last.commitId().equals(headCommit)) {
      throw damaged("its head names " + headCommit + ", its last commit is " + last.commitId());
    }
    Map<String, TableEntry> entries = new HashMap<>();
    if (newest != null) {
      newest.entries().values().stream()
          .filter(entry -> !changed.contains(entry.tableId()))
          .forEach(entry -> entries.put(entry.tableKey(), entry));
    }
    List<TableHistory> touched = changed.stream().map(tables::get).toList();
    List<TableHistory> due = live(touched, headSeq);
    Map<DeltaId, TableDelta> deltas = missing(due, headSeq, source);
    touched.stream().filter(table -> !due.contains(table)).forEach(TableHistory::releaseDeltas);
    due.forEach(table -> put(entries, table.head(headSeq, deltas)));
    newest =
        new GraphSnapshot(
            branch, headSeq, headCommit, last.schemaHash(), TableEntries.of(entries.values()));
    changed.clear();
    return newest;
  }

  /**
   * A version that is known; the newest snapshot must have been made.
   *
   * @throws OmnigraphException COMMIT_NOT_FOUND
   */
  GraphSnapshot at(long seq, DeltaSource source) {
    GraphCommit commit = commits.get(seq);
    if (commit == null) {
      throw new OmnigraphException(ErrorCode.COMMIT_NOT_FOUND, branch, seq);
    }
    if (newest != null && newest.seq() == seq) {
      return newest;
    }
    Map<String, TableEntry> entries = new HashMap<>();
    List<TableHistory> due = live(tables.values(), seq);
    Map<DeltaId, TableDelta> deltas = missing(due, seq, source);
    due.forEach(table -> put(entries, table.at(seq, deltas)));
    return new GraphSnapshot(
        branch, seq, commit.commitId(), commit.schemaHash(), TableEntries.of(entries.values()));
  }

  private List<TableHistory> live(Collection<TableHistory> all, long seq) {
    List<TableHistory> live = all.stream().filter(table -> table.isLiveAt(seq)).toList();
    for (TableHistory table : live) {
      if (!table.isWholeAt(seq)) {
        throw damaged("table %016x has a version without a name, or none".formatted(table.id()));
      }
    }
    return live;
  }

  private static Map<DeltaId, TableDelta> missing(
      List<TableHistory> due, long seq, DeltaSource source) {
    Set<DeltaId> missing = new HashSet<>();
    due.forEach(table -> table.addMissing(seq, missing));
    return missing.isEmpty() ? Map.of() : source.read(missing);
  }

  private void put(Map<String, TableEntry> entries, TableEntry entry) {
    if (entries.put(entry.tableKey(), entry) != null) {
      throw damaged("two tables are called " + entry.tableKey());
    }
  }

  private OmnigraphException damaged(String what) {
    return new OmnigraphException(
        ErrorCode.DATA_CORRUPT, "__manifest of branch \"" + branch + "\"", what);
  }
}
