package io.omnigraph.engine.manifest;

import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.CommitLog;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Takes records of the log over into the manifest, and shortens the log. For each branch, as often
 * as there is something left:
 *
 * <ol>
 *   <li>Commit its oldest records to the manifest, with the ids, seqs and parents they have, as one
 *       version that waits for the disk. A crash: they are in both, and passed over in the log.
 *   <li>The state that the manifest tells then must be the one that the log told.
 *   <li>Trim the log up to the oldest record that some branch still needs. A crash: done next time.
 * </ol>
 *
 * <p>The writer lock is held meanwhile, so that no other process changes the manifest. Publishes of
 * this one go on: they only append.
 */
final class LogCheckpoint {
  /** For who holds the writer lock anyway. */
  static final Supplier<LoggedManifest.Turn> LOCK_IS_HELD = () -> () -> {};

  private static final int MOST_COMMITS = LogOptions.DEFAULT_CHECKPOINT_COMMITS;
  private static final long MOST_BYTES = LogOptions.DEFAULT_CHECKPOINT_BYTES;

  private final LanceManifest manifest;
  private final CommitLog log;
  private final LoggedLines lines;
  private final Steps steps;

  /** One at a time, and none while branches come and go. */
  private final ReentrantLock running = new ReentrantLock();

  LogCheckpoint(LanceManifest manifest, CommitLog log, LoggedLines lines, Steps steps) {
    this.manifest = manifest;
    this.log = log;
    this.lines = lines;
    this.steps = steps;
  }

  /** The oldest of a branch's records, on what the manifest has. */
  private record Part(GraphSnapshot base, List<PublishRequest.Commit> commits) {
    GraphSnapshot after() {
      SnapshotFold fold = new SnapshotFold(base);
      for (PublishRequest.Commit commit : commits) {
        fold.take(commit);
        BackgroundThread.pieceDone();
      }
      return fold.snapshot();
    }

    Set<String> ids() {
      Set<String> ids = new HashSet<>();
      for (PublishRequest.Commit commit : commits) {
        ids.add(commit.lineage().commitId());
        BackgroundThread.pieceDone();
      }
      return ids;
    }
  }

  /**
   * All records that are there now, of all branches.
   *
   * @param lock taken for a part at a time, so that writers need not wait for all
   */
  void all(Supplier<? extends LoggedManifest.Turn> lock) {
    for (Map.Entry<String, Long> branch : lines.logged().entrySet()) {
      of(branch.getKey(), branch.getValue(), lock);
    }
    try (LoggedManifest.Turn turn = lock.get()) {
      alone(this::trim);
    }
  }

  /** All records of a branch; the writer lock is held. */
  void of(String branch) {
    of(branch, Long.MAX_VALUE, LOCK_IS_HELD);
  }

  private void of(String branch, long upTo, Supplier<? extends LoggedManifest.Turn> lock) {
    boolean[] more = {true};
    while (more[0]) {
      try (LoggedManifest.Turn turn = lock.get()) {
        alone(() -> more[0] = takeOver(branch, upTo));
      }
    }
  }

  /** Runs something while no records are taken over. */
  void alone(Runnable action) {
    running.lock();
    try {
      action.run();
    } finally {
      running.unlock();
    }
  }

  /** Takes a part over; false when nothing is left up to a version. */
  private boolean takeOver(String branch, long upTo) {
    Optional<Part> found = part(branch, upTo);
    if (found.isEmpty()) {
      return false;
    }
    Part part = found.get();
    if (!manifest.head(branch).commitId().equals(part.base().commitId())) {
      lines.reload(branch); // another process has taken some over
      return true;
    }
    GraphSnapshot after = part.after(); // here, where nobody who commits waits for it
    Set<String> ids = part.ids();
    steps.at(PublishStep.LOG_CHECKPOINT_BEFORE_MANIFEST_COMMIT);
    GraphSnapshot taken =
        manifest.takeOver(
            new PublishRequest(
                branch, part.commits(), Map.of(), Optional.of(part.base().commitId())));
    if (!taken.equals(after)) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT,
          "__manifest of branch \"" + branch + "\"",
          "with the log's commits up to seq " + taken.seq() + " it does not tell what they tell");
    }
    steps.at(PublishStep.LOG_CHECKPOINT_AFTER_MANIFEST_COMMIT);
    lines.moveBase(branch, after, ids);
    return true;
  }

  private Optional<Part> part(String branch, long upTo) {
    try {
      return lines.with(branch, line -> part(line, upTo));
    } catch (OmnigraphException e) {
      if (e.code() == ErrorCode.BRANCH_NOT_FOUND) {
        return Optional.empty(); // who dropped it died before its records were declared void
      }
      throw e;
    }
  }

  private static Optional<Part> part(LoggedLine line, long upTo) {
    long left = upTo - line.base().seq();
    if (left <= 0) {
      return Optional.empty();
    }
    List<PublishRequest.Commit> commits =
        line.oldest((int) Math.min(MOST_COMMITS, left), MOST_BYTES);
    return commits.isEmpty() ? Optional.empty() : Optional.of(new Part(line.base(), commits));
  }

  /** What the manifest has in place of the log must be on the disk, whoever wrote it. */
  private void trim() {
    // First: whatever allows a record to go was loaded by then, and is synced below.
    long needed = lines.neededFrom();
    for (String branch : lines.withoutDurableBase()) {
      manifest.syncNewest(branch);
      lines.baseIsDurable(branch);
    }
    log.trim(needed);
    lines.trimmed();
    steps.at(PublishStep.LOG_CHECKPOINT_AFTER_TRIM);
  }
}
