package io.omnigraph.engine.manifest;

import io.omnigraph.storage.table.FileSum;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The record of which table versions form each graph version, per branch. Thread-safe.
 *
 * <p>Its {@link #publish} is the only thing that makes anything visible.
 */
public interface ManifestStore extends AutoCloseable {
  /**
   * The newest snapshot of a branch, other processes' commits included. Unchanged since the last
   * call = two file look-ups.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException BRANCH_NOT_FOUND
   */
  GraphSnapshot head(String branch);

  /**
   * @throws io.omnigraph.storage.error.OmnigraphException COMMIT_NOT_FOUND, BRANCH_NOT_FOUND
   */
  GraphSnapshot at(String branch, long seq);

  /** Whether commits of a branch's line were made on another branch, which it came from. */
  boolean comesFrom(String branch, String origin);

  /** Commits of a branch's line, inherited ones included, ascending seq. */
  List<GraphCommit> commits(String branch);

  /**
   * The commit of that id on the branch, if its newest state has it. One that is neither recent nor
   * was read before costs reading all history, once.
   */
  Optional<GraphCommit> commit(String branch, String commitId);

  /** Whether {@link #commit} would find it. */
  default boolean has(String branch, String commitId) {
    return commit(branch, commitId).isPresent();
  }

  /**
   * Publishes and returns the branch's new snapshot; a commit that is there already counts as done,
   * if it may be newer than the branch's {@link #head} was before: of an older attempt ask {@link
   * #commit} first.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException COMMIT_CONFLICT when an expectation
   *     fails, EXPECT_HEAD_FAILED, PUBLISH_CONTENTION, COMMIT_UNKNOWN
   */
  default GraphSnapshot publish(PublishRequest request) {
    try (PreparedPublish prepared = prepare(request)) {
      return prepared.publish();
    }
  }

  /**
   * Stages a publish, so that its files can reach the disk together with others.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException as {@link #publish}, as far as it can be
   *     told by now
   */
  PreparedPublish prepare(PublishRequest request);

  /**
   * What was recorded of the files of tables, by table path: all that commits on the branch's line
   * added, also files that cleanup has removed since. Of {@code __manifest} it has all but the
   * newest version's. Reads the whole manifest.
   */
  Map<String, List<FileSum>> fileSums(String branch);

  /** Paths of the tables that a branch ever had forks of, those it dropped since included. */
  Set<String> forkedPaths(String branch);

  /** Live branches, {@code main} first, then sorted. */
  List<String> branches();

  /** Makes a branch whose head is the given version of {@code from}. */
  void createBranch(String name, String from, long seq);

  /** Removes a branch of the manifest: the point at which it stops to exist. */
  void deleteBranch(String name);

  /**
   * Takes over what a writer that died may have published; the writer lock is held. Cheap when
   * there is nothing.
   */
  default void recover() {}

  /**
   * Brings to the disk what others see of a commit already: its writer may have died before it did.
   */
  void makeDurable(String branch, GraphCommit commit);

  /**
   * Brings everything into {@code __manifest} that lies in front of it; the writer lock is held.
   * Changes no graph version.
   */
  default void checkpoint() {}

  /** Frees files and native handles. */
  @Override
  void close();
}
