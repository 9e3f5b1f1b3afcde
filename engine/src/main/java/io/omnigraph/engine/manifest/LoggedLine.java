package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.FileSum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One branch's commits in the log that the manifest, as far as is known, does not have. Loaded, it
 * knows the manifest's state before them too; then they are a chain that begins there. Not
 * thread-safe, but for {@link #head}.
 */
final class LoggedLine {
  private final String branch;
  private final List<LoggedCommit> tail = new ArrayList<>();
  private final Map<String, LoggedCommit> byId = new HashMap<>();

  /** Ids of commits that were in the tail not long ago. */
  private Set<String> moved = Set.of();

  private Set<String> movedBefore = Set.of();

  /** What the manifest has; null when not loaded. */
  private GraphSnapshot base;

  /** Whether the manifest's version of the base was seen to be on the disk. */
  private boolean baseDurable;

  private long tailBytes;

  private volatile GraphSnapshot head;

  /**
   * @param before position of the log before its record
   * @param bytes about its share of the record
   */
  record LoggedCommit(
      long seq, String parentId, long before, int bytes, PublishRequest.Commit commit) {
    String id() {
      return commit.lineage().commitId();
    }

    private GraphCommit asCommit(String nativeBranch) {
      return ManifestRow.commit(seq, parentId, nativeBranch, commit.lineage()).asCommit();
    }
  }

  LoggedLine(String branch) {
    this.branch = branch;
  }

  /** Null when not loaded. */
  GraphSnapshot head() {
    return head;
  }

  GraphSnapshot base() {
    return base;
  }

  boolean isBaseDurable() {
    return baseDurable;
  }

  void baseIsDurable() {
    baseDurable = true;
  }

  int length() {
    return tail.size();
  }

  /** Seq of the newest; there is one. */
  long newestSeq() {
    return tail.get(tail.size() - 1).seq();
  }

  long bytes() {
    return tailBytes;
  }

  /** Position of the log after which it is needed; {@link Long#MAX_VALUE} when it is not. */
  long neededFrom() {
    return tail.isEmpty() ? Long.MAX_VALUE : tail.get(0).before();
  }

  /**
   * Takes up the manifest's newest state.
   *
   * @return what does not fit; then nothing is loaded. Empty when all does
   */
  String load(GraphSnapshot newest) {
    List<LoggedCommit> all = List.copyOf(tail);
    clear();
    base = newest;
    baseDurable = false;
    SnapshotFold fold = new SnapshotFold(newest);
    for (LoggedCommit commit : all) {
      String problem = chain(fold, commit);
      if (!problem.isEmpty()) {
        unload();
        clear();
        all.forEach(this::push);
        return problem;
      }
    }
    head = tail.isEmpty() ? newest : fold.snapshot();
    return "";
  }

  /** Its commits stay. */
  void unload() {
    base = null;
    baseDurable = false;
    head = null;
  }

  /**
   * Takes the commits of a record. What does not fit leaves the line unloaded.
   *
   * @param before position of the log before it
   */
  void take(CommitRecord.Commits record, long before, int bytes) {
    SnapshotFold fold = head == null ? null : new SnapshotFold(head);
    long seq = record.baseSeq();
    String parent = record.parentId();
    int share = bytes / record.commits().size();
    for (PublishRequest.Commit commit : record.commits()) {
      LoggedCommit logged = new LoggedCommit(++seq, parent, before, share, commit);
      parent = logged.id();
      if (fold == null || !chain(fold, logged).isEmpty()) {
        unload();
        fold = null;
        push(logged);
      }
    }
    if (fold != null) {
      head = fold.snapshot();
    }
  }

  /** Adds the next commit, or passes one over that is there; else tells what is wrong. */
  private String chain(SnapshotFold fold, LoggedCommit commit) {
    if (commit.seq() <= fold.seq()) {
      boolean there =
          commit.seq() < base.seq()
              || byId.containsKey(commit.id())
              || base.commitId().equals(commit.id());
      return there ? "" : "commit " + commit.id() + " is not the one of seq " + commit.seq();
    }
    if (commit.seq() != fold.seq() + 1 || !fold.commitId().equals(commit.parentId())) {
      return "commit %s of seq %d has the parent %s, but the head is %s of seq %d"
          .formatted(commit.id(), commit.seq(), commit.parentId(), fold.commitId(), fold.seq());
    }
    fold.take(commit.commit());
    push(commit);
    return "";
  }

  private void push(LoggedCommit commit) {
    tail.add(commit);
    byId.put(commit.id(), commit);
    tailBytes += commit.bytes();
  }

  private void clear() {
    tail.clear();
    byId.clear();
    tailBytes = 0;
  }

  /** Whether a commit is there that is not older than a snapshot which was given out. */
  boolean hasRecent(String commitId) {
    return byId.containsKey(commitId)
        || base.commitId().equals(commitId)
        || moved.contains(commitId)
        || movedBefore.contains(commitId);
  }

  /**
   * The manifest has everything up to a version now, on the disk.
   *
   * @param ids of the commits that this concerns; kept
   */
  void moveBase(GraphSnapshot newest, Set<String> ids) {
    int count = (int) Math.min(tail.size(), Math.max(0, newest.seq() - base.seq()));
    List<LoggedCommit> taken = tail.subList(0, count);
    movedBefore = moved;
    moved = ids;
    for (LoggedCommit commit : taken) {
      byId.remove(commit.id());
      tailBytes -= commit.bytes();
    }
    taken.clear();
    base = newest;
    baseDurable = true;
  }

  /** The oldest commits: not more than so many, and so many bytes unless one has more. */
  List<PublishRequest.Commit> oldest(int most, long mostBytes) {
    List<PublishRequest.Commit> oldest = new ArrayList<>();
    long bytes = 0;
    for (LoggedCommit commit : tail) {
      bytes += commit.bytes();
      if (oldest.size() == most || (!oldest.isEmpty() && bytes > mostBytes)) {
        break;
      }
      oldest.add(commit.commit());
    }
    return oldest;
  }

  /**
   * A version that the manifest does not have, or its newest.
   *
   * @throws OmnigraphException COMMIT_NOT_FOUND
   */
  GraphSnapshot at(long seq) {
    if (seq > head.seq()) {
      throw new OmnigraphException(ErrorCode.COMMIT_NOT_FOUND, branch, seq);
    }
    if (seq == head.seq()) {
      return head;
    }
    SnapshotFold fold = new SnapshotFold(base);
    for (int i = 0; i < seq - base.seq(); i++) {
      fold.take(tail.get(i).commit());
    }
    return fold.snapshot();
  }

  /** Null when it is not in the tail. */
  GraphCommit commit(String commitId) {
    LoggedCommit found = byId.get(commitId);
    return found == null ? null : found.asCommit(LanceManifest.nativeName(branch));
  }

  List<GraphCommit> commits() {
    String nativeBranch = LanceManifest.nativeName(branch);
    return tail.stream().map(commit -> commit.asCommit(nativeBranch)).toList();
  }

  /** Paths of tables of which the branch owns versions by commits of the tail. */
  Set<String> forkedPaths() {
    Set<String> paths = new TreeSet<>();
    Map<Long, String> known = paths();
    for (ManifestOp.Update update : updates()) {
      if (branch.equals(update.branch())) {
        paths.add(known.get(update.tableId()));
      }
    }
    return paths;
  }

  /** What commits of the tail recorded of files, by table path. */
  Map<String, List<FileSum>> fileSums() {
    Map<String, List<FileSum>> sums = new HashMap<>();
    Map<Long, String> known = paths();
    for (ManifestOp.Update update : updates()) {
      sums.computeIfAbsent(known.get(update.tableId()), path -> new ArrayList<>())
          .addAll(update.files());
    }
    return sums;
  }

  private List<ManifestOp.Update> updates() {
    List<ManifestOp.Update> updates = new ArrayList<>();
    for (LoggedCommit commit : tail) {
      for (ManifestOp op : commit.commit().ops()) {
        if (op instanceof ManifestOp.Update update) {
          updates.add(update);
        }
      }
    }
    return updates;
  }

  /** Of tables by id, those that were dropped in the tail included. */
  private Map<Long, String> paths() {
    Map<Long, String> paths = new HashMap<>();
    base.entries().values().forEach(entry -> paths.put(entry.tableId(), entry.path()));
    for (LoggedCommit commit : tail) {
      for (ManifestOp op : commit.commit().ops()) {
        if (op instanceof ManifestOp.Register register) {
          paths.put(register.tableId(), register.path());
        }
      }
    }
    return paths;
  }
}
