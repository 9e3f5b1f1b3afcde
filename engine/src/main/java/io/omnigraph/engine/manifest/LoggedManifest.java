package io.omnigraph.engine.manifest;

import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.CommitLog;
import io.omnigraph.storage.table.ChecksumSource;
import io.omnigraph.storage.table.FileSum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * {@link ManifestStore} of a local graph: a log in front of its {@link LanceManifest}. A publish is
 * one record of the log:
 *
 * <ol>
 *   <li>Take up what other processes, living or dead, have left in the log.
 *   <li>Our commit is there already: done.
 *   <li>Check the expected head and pins, and the operations against the tables.
 *   <li>Append the record and wait for the disk. Everybody sees it; a crash before that leaves
 *       nothing, or a whole record that the next writer takes over.
 * </ol>
 *
 * <p>Records are taken over into the manifest by a {@link LogCheckpoint}. As long as nobody has
 * appended, there is no log, and the manifest alone is asked; one that was made stays. Whoever
 * publishes, makes or drops branches, recovers or checkpoints holds the writer lock.
 */
public final class LoggedManifest implements ManifestStore, ChecksumSource {
  private final LanceManifest manifest;
  private final CommitLog log;
  private final Steps steps;
  private final LogOptions options;
  private final LoggedLines lines;
  private final LogCheckpoint checkpoint;
  private final BackgroundCheckpoint background;

  /** Of the writers of this process: between a look at the log's end and the append. */
  private final ReentrantLock appending = new ReentrantLock();

  private volatile boolean logged;

  /** A share of the writer lock. */
  @FunctionalInterface
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @param log not closed with this
   * @param root of the graph, for messages
   * @param lock takes a share of the writer lock, for what is done in the background
   */
  public LoggedManifest(
      LanceManifest manifest,
      CommitLog log,
      String root,
      Steps steps,
      LogOptions options,
      Supplier<? extends Turn> lock) {
    this.manifest = manifest;
    this.log = log;
    this.steps = steps;
    this.options = options;
    this.lines = new LoggedLines(log, manifest, root);
    this.checkpoint = new LogCheckpoint(manifest, log, lines, steps);
    this.background =
        new BackgroundCheckpoint(
            () -> {
              if (lines.isLong(options)) { // commits during the last run asked again
                checkpoint.all(lock);
              }
            });
  }

  private boolean isLogged() {
    if (!logged) {
      logged = log.exists();
    }
    return logged;
  }

  @Override
  public GraphSnapshot head(String branch) {
    return isLogged() ? lines.head(branch) : manifest.head(branch);
  }

  @Override
  public GraphSnapshot at(String branch, long seq) {
    if (!isLogged()) {
      return manifest.at(branch, seq);
    }
    GraphSnapshot found =
        lines.with(branch, line -> seq >= line.base().seq() ? line.at(seq) : null);
    return found == null ? manifest.at(branch, seq) : found;
  }

  @Override
  public boolean comesFrom(String branch, String origin) {
    boolean own = isLogged() && branch.equals(origin) && lines.with(branch, LoggedLine::length) > 0;
    return own || manifest.comesFrom(branch, origin);
  }

  @Override
  public List<GraphCommit> commits(String branch) {
    if (!isLogged()) {
      return manifest.commits(branch);
    }
    record Newest(long base, List<GraphCommit> commits) {}
    Newest newest = lines.with(branch, line -> new Newest(line.base().seq(), line.commits()));
    List<GraphCommit> all = new ArrayList<>(manifest.commits(branch));
    all.removeIf(commit -> commit.seq() > newest.base());
    all.addAll(newest.commits());
    return all;
  }

  @Override
  public Optional<GraphCommit> commit(String branch, String commitId) {
    GraphCommit found = isLogged() ? lines.with(branch, line -> line.commit(commitId)) : null;
    return found == null ? manifest.commit(branch, commitId) : Optional.of(found);
  }

  @Override
  public boolean has(String branch, String commitId) {
    return (isLogged() && lines.with(branch, line -> line.hasRecent(commitId)))
        || manifest.has(branch, commitId);
  }

  @Override
  public Map<String, List<FileSum>> fileSums(String branch) {
    if (!isLogged()) {
      return manifest.fileSums(branch);
    }
    Map<String, List<FileSum>> newest = lines.with(branch, LoggedLine::fileSums);
    Map<String, List<FileSum>> all = new HashMap<>(manifest.fileSums(branch));
    newest.forEach(
        (path, sums) -> {
          Set<FileSum> both = new LinkedHashSet<>(all.getOrDefault(path, List.of()));
          both.addAll(sums);
          all.put(path, List.copyOf(both));
        });
    return all;
  }

  /** Only of what is in the log. */
  @Override
  public Optional<FileSum> find(String table, String file) {
    if (!isLogged() || table.equals(LanceManifest.PATH)) {
      return Optional.empty();
    }
    for (String branch : lines.logged().keySet()) {
      try {
        for (FileSum sum :
            lines.with(branch, LoggedLine::fileSums).getOrDefault(table, List.of())) {
          if (sum.path().equals(file)) {
            return Optional.of(sum);
          }
        }
      } catch (OmnigraphException e) {
        if (e.code() != ErrorCode.BRANCH_NOT_FOUND) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public Set<String> forkedPaths(String branch) {
    if (!isLogged()) {
      return manifest.forkedPaths(branch);
    }
    Set<String> paths = new TreeSet<>(lines.with(branch, LoggedLine::forkedPaths));
    paths.addAll(manifest.forkedPaths(branch));
    return paths;
  }

  @Override
  public List<String> branches() {
    return manifest.branches();
  }

  @Override
  public PreparedPublish prepare(PublishRequest request) {
    if (!options.makesLog() && !isLogged()) {
      return manifest.prepare(request);
    }
    LanceManifest.requireLineage(request);
    return new LoggedPublish(this, request);
  }

  /** All steps of a publish. */
  GraphSnapshot append(PublishRequest request) {
    GraphSnapshot published;
    appending.lock();
    try {
      takeOver();
      GraphSnapshot head = lines.head(request.branch());
      if (isDone(request)) {
        return head;
      }
      PublishCheck.run(request, head);
      syncBase(request.branch());
      CommitRecord record =
          new CommitRecord.Commits(
              request.branch(), head.seq(), head.commitId(), request.commits());
      steps.at(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND);
      append(record, request.last().commitId());
      published = lines.head(request.branch());
    } finally {
      appending.unlock();
    }
    steps.at(PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT);
    if (lines.isLong(options)) {
      background.wanted();
    }
    return published;
  }

  private boolean isDone(PublishRequest request) {
    return request.commits().isEmpty()
        || lines.with(request.branch(), line -> line.hasRecent(request.last().commitId()));
  }

  /** The first record on top of a version that another process made must not outlive it. */
  private void syncBase(String branch) {
    if (lines.with(branch, line -> !line.isBaseDurable())) {
      manifest.syncNewest(branch);
      lines.baseIsDurable(branch);
    }
  }

  private void append(CommitRecord record, String commitId) {
    byte[] bytes = RecordCodec.encode(record);
    long before = log.end();
    CommitLog.AppendOutcome outcome =
        log.append(List.of(bytes), advance -> lines.took(record, before, bytes.length, advance));
    if (outcome instanceof CommitLog.AppendOutcome.Unknown unknown) {
      throw new OmnigraphException(
              ErrorCode.COMMIT_UNKNOWN, commitId, record.branch(), unknown.cause())
          .causedBy(unknown.cause());
    }
    logged = true;
  }

  /** Also what a writer that died left behind the log's end. */
  private void takeOver() {
    log.recover();
    lines.catchUp();
  }

  @Override
  public void recover() {
    if (!isLogged()) {
      return;
    }
    appending.lock();
    try {
      takeOver();
    } finally {
      appending.unlock();
    }
  }

  @Override
  public void checkpoint() {
    if (isLogged()) {
      recover();
      checkpoint.all(LogCheckpoint.LOCK_IS_HELD);
    }
  }

  @Override
  public void createBranch(String name, String from, long seq) {
    if (!isLogged()) {
      manifest.createBranch(name, from, seq);
      return;
    }
    recover();
    checkpoint.alone(
        () -> {
          checkpoint.of(from);
          voidRecords(name);
          manifest.createBranch(name, from, seq);
        });
  }

  @Override
  public void deleteBranch(String name) {
    checkpoint.alone(
        () -> {
          manifest.deleteBranch(name);
          if (isLogged()) {
            voidRecords(name);
          }
        });
  }

  private void voidRecords(String branch) {
    appending.lock();
    try {
      takeOver();
      append(new CommitRecord.Ending(branch), "that ends branch " + branch);
    } finally {
      appending.unlock();
    }
  }

  @Override
  public void makeDurable(String branch, GraphCommit commit) {
    boolean inLog =
        isLogged() && lines.with(branch, line -> line.commit(commit.commitId()) != null);
    if (!inLog) {
      manifest.makeDurable(branch, commit);
    }
  }

  @Override
  public void close() {
    background.close();
    manifest.close();
  }
}
