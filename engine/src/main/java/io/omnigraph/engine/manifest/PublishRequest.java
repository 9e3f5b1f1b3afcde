package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One compare-and-swap on a branch of the manifest: of one graph commit, or of several that become
 * visible together, each with a seq of its own.
 *
 * @param commits oldest first; none = nothing is to be written
 * @param expectations pins that must still hold, by table id; a table absent from the manifest has
 *     version 0
 * @param expectHead commit id that the head must have
 */
public record PublishRequest(
    String branch,
    List<Commit> commits,
    Map<Long, Expectation> expectations,
    Optional<String> expectHead) {
  public PublishRequest {
    commits = List.copyOf(commits);
    expectations = Map.copyOf(expectations);
  }

  /**
   * Of one commit.
   *
   * @param lineage null only when nothing is to be written
   */
  public PublishRequest(
      String branch,
      List<ManifestOp> ops,
      Map<Long, Expectation> expectations,
      Optional<String> expectHead,
      Lineage lineage) {
    this(
        branch,
        lineage == null && ops.isEmpty() ? List.of() : List.of(new Commit(ops, lineage)),
        expectations,
        expectHead);
  }

  /** One graph commit. */
  public record Commit(List<ManifestOp> ops, Lineage lineage) {
    public Commit {
      ops = List.copyOf(ops);
    }
  }

  /**
   * The state of a table that a writer saw.
   *
   * @param contentSeq {@link TableEntry#contentSeq}, or {@link #ANY_CONTENT}
   */
  public record Expectation(String tableKey, long version, String branch, long contentSeq) {
    /** Only the pin must hold: deltas may have come on top. */
    public static final long ANY_CONTENT = -1;

    public Expectation(String tableKey, long version, String branch) {
      this(tableKey, version, branch, ANY_CONTENT);
    }

    /** That it is as an entry says. */
    public static Expectation of(TableEntry entry) {
      return new Expectation(entry.tableKey(), entry.version(), entry.branch(), entry.contentSeq());
    }
  }

  /** That it does not fit on the head. */
  OmnigraphException conflict(String tableKey, String what) {
    return new OmnigraphException(ErrorCode.COMMIT_CONFLICT, tableKey, branch, what);
  }

  /** That a commit names a table twice. */
  OmnigraphException twice(String tableKey) {
    return conflict(tableKey, "one publish names it twice");
  }

  /** That the branch has no such table. */
  OmnigraphException notThere(String tableKey) {
    return new OmnigraphException(ErrorCode.TABLE_NOT_FOUND, tableKey, branch, "");
  }

  /** What the branch's head will name. */
  Lineage last() {
    return commits.get(commits.size() - 1).lineage();
  }
}
