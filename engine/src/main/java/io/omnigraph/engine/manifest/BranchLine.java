package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows of one branch of the manifest in memory, folded as they come. Rows are events, so taking
 * one twice changes nothing and their order does not matter. Not thread-safe.
 */
final class BranchLine {
  private final String branch;
  private final NavigableMap<Long, GraphCommit> commits = new TreeMap<>();
  private final Map<String, GraphCommit> commitsById = new HashMap<>();
  private final Map<Long, TableLife> tables = new HashMap<>();
  private final SortedSet<String> origins = new TreeSet<>();
  private long headSeq;
  private String headCommit;

  /** Of the versions up to this one not everything was taken; 0 = all was. */
  private long unknownUpTo;

  private long lastCheckpoint;

  /** One table's events by seq. */
  private static final class TableLife {
    final NavigableMap<Long, ManifestRow> registrations = new TreeMap<>();
    final NavigableMap<Long, ManifestRow> versions = new TreeMap<>();
    long tombstone = Long.MAX_VALUE;
  }

  BranchLine(String branch) {
    this.branch = branch;
  }

  void take(ManifestRow stored) {
    ManifestRow row = stored.withoutPayload();
    switch (row.objectType()) {
      case ManifestRow.TABLE -> life(row).registrations.put(row.seq(), row);
      case ManifestRow.TABLE_VERSION -> life(row).versions.put(row.seq(), row);
      case ManifestRow.TABLE_TOMBSTONE -> life(row).tombstone = row.seq();
      case ManifestRow.GRAPH_COMMIT -> takeCommit(row.asCommit());
      case ManifestRow.GRAPH_HEAD -> {
        if (row.seq() > headSeq) {
          headSeq = row.seq();
          headCommit = row.commitId();
        }
      }
      case ManifestRow.GRAPH_CHECKPOINT -> lastCheckpoint = Math.max(lastCheckpoint, row.seq());
      default -> {
        // Rows of later formats' additions (lineage, deltas, tags) do not change a fold.
      }
    }
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

  /** Stands for all rows up to its version; only on a line that has none of them. */
  void startFrom(Checkpoint checkpoint) {
    long seq = checkpoint.seq();
    unknownUpTo = seq;
    lastCheckpoint = seq;
    origins.addAll(checkpoint.origins());
    for (TableEntry entry : checkpoint.tables()) {
      String commit = checkpoint.commitId();
      TableLife life = tables.computeIfAbsent(entry.tableId(), id -> new TableLife());
      ManifestOp.Register registration =
          new ManifestOp.Register(entry.tableId(), entry.tableKey(), entry.path());
      life.registrations.putIfAbsent(seq, ManifestRow.table(seq, commit, registration));
      ManifestOp.Update version =
          new ManifestOp.Update(
              entry.tableId(),
              entry.tableKey(),
              entry.version(),
              entry.branch(),
              entry.rowCount(),
              List.of());
      life.versions.putIfAbsent(seq, ManifestRow.version(seq, commit, version));
    }
  }

  /** Of all rows that there are, every one has been taken. */
  void complete() {
    unknownUpTo = 0;
  }

  long unknownUpTo() {
    return unknownUpTo;
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
    return headCommit != null && commits.tailMap(seq, false).size() == headSeq - seq;
  }

  private TableLife life(ManifestRow row) {
    if (row.tableId() == null) {
      throw damaged("row " + row.objectId() + " has no table_id");
    }
    return tables.computeIfAbsent(row.tableId(), id -> new TableLife());
  }

  long headSeq() {
    return headSeq;
  }

  List<GraphCommit> commits() {
    return new ArrayList<>(commits.values());
  }

  GraphCommit commit(String commitId) {
    return commitsById.get(commitId);
  }

  /**
   * How many publishes there were since the one that ends with a commit. Each has an operation id
   * of its own; the commits of a group have the same.
   */
  long publishesAfter(long seq) {
    GraphCommit last = commits.get(seq);
    if (last == null) {
      throw new OmnigraphException(ErrorCode.COMMIT_NOT_FOUND, branch, seq);
    }
    long count = 0;
    for (GraphCommit commit : commits.tailMap(seq, false).values()) {
      boolean sameGroup = commit.operationId().equals(last.operationId());
      if (sameGroup && count == 0) {
        throw new OmnigraphException(
            ErrorCode.UNSUPPORTED,
            "A branch that starts at version " + seq,
            " It was published together with the version after it, and nobody ever saw it alone. "
                + "Start at the last of them.");
      }
      count += sameGroup ? 0 : 1;
      last = commit;
    }
    return count;
  }

  /** Paths of tables with a version that this native branch owned at some time. */
  Set<String> forkedPaths(String nativeBranch) {
    Set<String> paths = new TreeSet<>();
    for (TableLife life : tables.values()) {
      if (life.versions.values().stream().anyMatch(v -> nativeBranch.equals(v.tableBranch()))) {
        life.registrations.values().forEach(row -> paths.add(row.tablePath()));
      }
    }
    return paths;
  }

  GraphSnapshot head() {
    if (headCommit == null || commits.isEmpty()) {
      throw damaged("it has no head");
    }
    GraphCommit last = commits.lastEntry().getValue();
    if (last.seq() != headSeq || !last.commitId().equals(headCommit)) {
      throw damaged("its head names " + headCommit + ", its last commit is " + last.commitId());
    }
    return at(headSeq);
  }

  /**
   * @throws OmnigraphException COMMIT_NOT_FOUND
   */
  GraphSnapshot at(long seq) {
    GraphCommit commit = commits.get(seq);
    if (commit == null) {
      throw new OmnigraphException(ErrorCode.COMMIT_NOT_FOUND, branch, seq);
    }
    TreeMap<String, TableEntry> entries = new TreeMap<>();
    tables.forEach(
        (id, life) -> {
          var version = life.versions.floorEntry(seq);
          var registration = life.registrations.floorEntry(seq);
          if (life.tombstone <= seq || (version == null && registration == null)) {
            return;
          }
          if (version == null || registration == null) {
            throw damaged("table %016x has a version without a name, or none".formatted(id));
          }
          TableEntry entry = entry(id, registration.getValue(), version.getValue());
          if (entries.put(entry.tableKey(), entry) != null) {
            throw damaged("two tables are called " + entry.tableKey());
          }
        });
    return new GraphSnapshot(branch, seq, commit.commitId(), commit.schemaHash(), entries);
  }

  private static TableEntry entry(long id, ManifestRow registration, ManifestRow version) {
    return new TableEntry(
        id,
        registration.tableKey(),
        registration.tablePath(),
        version.tableVersion(),
        version.tableBranch(),
        version.rowCount(),
        version.seq());
  }

  private OmnigraphException damaged(String what) {
    return new OmnigraphException(
        ErrorCode.DATA_CORRUPT, "__manifest of branch \"" + branch + "\"", what);
  }
}
