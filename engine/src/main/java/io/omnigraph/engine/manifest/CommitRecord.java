package io.omnigraph.engine.manifest;

import java.util.List;

/** One record of the log in front of the manifest; its bytes are {@link RecordCodec}'s. */
sealed interface CommitRecord {
  String branch();

  /**
   * The graph commits of one publish.
   *
   * @param baseSeq graph version that the first of them was made on
   * @param parentId commit of that version
   * @param commits oldest first, at least one
   */
  record Commits(String branch, long baseSeq, String parentId, List<PublishRequest.Commit> commits)
      implements CommitRecord {
    public Commits {
      commits = List.copyOf(commits);
    }
  }

  /** All records of the branch before this one are those of a branch that is no more. */
  record Ending(String branch) implements CommitRecord {}
}
