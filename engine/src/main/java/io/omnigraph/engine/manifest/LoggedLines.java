package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.CommitLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The state of all branches: that of the manifest, and the log's records after it. Follows the log
 * as others append to it. Thread-safe.
 *
 * <p>A record counts if its parent is the branch's head and its seq the next one; what the manifest
 * has already is passed over. What comes before the last {@link CommitRecord.Ending} of its branch
 * is nothing. Anything else is damage, or the manifest was read at another moment than the log: so
 * the log is read first, because what it has lost by then the manifest has, and both are read again
 * when they do not fit.
 */
final class LoggedLines {
  /** Commits of a branch up to which a process that only looks on keeps what others take over. */
  private static final int FOLLOWED_COMMITS = 4 * LogOptions.DEFAULT_CHECKPOINT_COMMITS;

  private static final long NOWHERE = -1;

  private static final System.Logger LOG = System.getLogger(LoggedLines.class.getName());

  private final CommitLog log;
  private final LanceManifest manifest;
  private final String root;
  private final Map<String, LoggedLine> lines = new ConcurrentHashMap<>();

  /** Position up to which all records were taken. */
  private volatile long seen = NOWHERE;

  private long commitsSinceTrim;
  private long bytesSinceTrim;
  private long followed = FOLLOWED_COMMITS;

  LoggedLines(CommitLog log, LanceManifest manifest, String root) {
    this.log = log;
    this.manifest = manifest;
    this.root = root;
  }

  /** No system call for main while nobody appends. */
  GraphSnapshot head(String branch) {
    // First whether it is all, then the state: that may only have become newer meanwhile.
    if (seen == log.end()) {
      LoggedLine line = lines.get(branch);
      GraphSnapshot head = line == null ? null : line.head();
      if (head != null && isThere(branch)) {
        return head;
      }
    }
    return with(branch, LoggedLine::head);
  }

  /** What a branch may hold of a log that somebody dropped it without a word in. */
  private boolean isThere(String branch) {
    return LanceManifest.nativeName(branch) == null || manifest.isIntact(branch);
  }

  /**
   * Asks the newest state of a branch.
   *
   * @throws OmnigraphException BRANCH_NOT_FOUND, DATA_CORRUPT
   */
  synchronized <T> T with(String branch, Function<LoggedLine, T> question) {
    catchUp();
    LoggedLine line = lines.get(branch);
    if (line != null && line.head() != null && !isThere(branch)) {
      line.unload();
    }
    if (line == null || line.head() == null) {
      line = load(branch);
    }
    if (line.length() > followed) {
      line = rebased(line, branch);
    }
    return question.apply(line);
  }

  /** Takes up what was appended since the last look. */
  synchronized void catchUp() {
    if (seen == log.end()) {
      return;
    }
    long after = seen;
    CommitLog.Read read = after == NOWHERE ? null : log.read(after).orElse(null);
    if (read == null) { // what is not known here was cut off
      lines.clear();
      commitsSinceTrim = 0;
      bytesSinceTrim = 0;
      after = log.start();
      read = log.readAll(root);
    }
    for (byte[] bytes : read.records()) {
      take(RecordCodec.decode(bytes, root), after, bytes.length);
    }
    seen = read.end();
  }

  private void take(CommitRecord record, long before, int bytes) {
    if (record instanceof CommitRecord.Commits commits) {
      lines.computeIfAbsent(record.branch(), LoggedLine::new).take(commits, before, bytes);
      commitsSinceTrim += commits.commits().size();
      bytesSinceTrim += bytes;
    } else {
      lines.remove(record.branch());
    }
  }

  /**
   * Takes a record that this process appends, the first one after a position. A reader that looked
   * between the new end and the record would read the log for what is at hand here.
   *
   * @param advance moves the log's end; from then on the record is there, whatever follows
   */
  synchronized void took(CommitRecord record, long before, int bytes, Runnable advance) {
    boolean hasAllBefore = seen == before;
    advance.run();
    if (!hasAllBefore) {
      return; // whoever looks next reads what is missing
    }
    seen = NOWHERE;
    try {
      take(record, before, bytes);
      seen = log.end();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "The log of " + root + " is read again", e);
    }
  }

  private LoggedLine load(String branch) {
    String problem = "";
    for (boolean again = false; ; again = true) {
      long before = seen;
      catchUp();
      if (again && before == seen) {
        throw new OmnigraphException(
            ErrorCode.DATA_CORRUPT, "The log of branch \"" + branch + "\"", problem);
      }
      GraphSnapshot newest = newest(branch);
      LoggedLine line = lines.computeIfAbsent(branch, LoggedLine::new);
      problem = line.load(newest);
      if (problem.isEmpty()) {
        return line;
      }
    }
  }

  private GraphSnapshot newest(String branch) {
    try {
      return manifest.head(branch);
    } catch (OmnigraphException e) {
      if (e.code() == ErrorCode.BRANCH_NOT_FOUND) {
        lines.remove(branch);
      }
      throw e;
    }
  }

  /** Forgets what another process has taken over meanwhile. */
  private LoggedLine rebased(LoggedLine line, String branch) {
    line.unload();
    LoggedLine loaded = load(branch);
    followed = Math.max(FOLLOWED_COMMITS, 2L * loaded.length());
    return loaded;
  }

  /** Branches of which there are records, with the seq of the newest. */
  synchronized Map<String, Long> logged() {
    catchUp();
    Map<String, Long> newest = new TreeMap<>();
    lines.forEach(
        (name, line) -> {
          if (line.length() > 0) {
            newest.put(name, line.newestSeq());
          }
        });
    return newest;
  }

  /** Looks again at what the manifest has. */
  synchronized void reload(String branch) {
    LoggedLine line = lines.get(branch);
    if (line != null) {
      line.unload();
    }
  }

  /** Branches whose state in the manifest stands for records that the log may lose. */
  synchronized List<String> withoutDurableBase() {
    List<String> names = new ArrayList<>();
    lines.forEach(
        (name, line) -> {
          if (!line.isBaseDurable() && (line.head() != null || line.length() == 0)) {
            names.add(name);
          }
        });
    return names;
  }

  synchronized void baseIsDurable(String branch) {
    LoggedLine line = lines.get(branch);
    if (line != null) {
      line.baseIsDurable();
    }
  }

  /** The manifest has everything of a branch up to a version, unless it is another one by now. */
  synchronized void moveBase(String branch, GraphSnapshot newest, Set<String> ids) {
    LoggedLine line = lines.get(branch);
    if (line != null && line.base() != null && line.length() > 0) {
      line.moveBase(newest, ids);
    }
  }

  /** Position up to which no record is needed any more. */
  synchronized long neededFrom() {
    return lines.values().stream().mapToLong(LoggedLine::neededFrom).reduce(seen, Math::min);
  }

  synchronized void trimmed() {
    commitsSinceTrim = lines.values().stream().mapToLong(LoggedLine::length).sum();
    bytesSinceTrim = lines.values().stream().mapToLong(LoggedLine::bytes).sum();
  }

  synchronized boolean isLong(LogOptions options) {
    return options.checkpointCommits() > 0
        && (commitsSinceTrim >= options.checkpointCommits()
            || bytesSinceTrim >= options.checkpointBytes());
  }
}
