package io.omnigraph.engine.publish;

import java.util.List;

/**
 * The durable note of one unfinished commit; see {@link SidecarJson} for its text.
 *
 * @param startedAtMicros when it was armed; becomes the time of the graph commit, unless the head
 *     is newer by then
 * @param branch graph branch it publishes to; null = main
 * @param confirmed phase: false = Armed, true = EffectsConfirmed
 * @param commitId of the graph commit that publishes it; of a group, the last one's
 * @param rollbackCommitId of the commit that would undo it
 * @param expectedHead head of the branch when armed
 * @param tables each table whose head this operation certainly moves
 * @param group earlier transactions published by the same swap, oldest first
 * @param readSet versions that validation consulted
 * @param intended full change of the manifest; empty = one update per entry of {@code tables}
 * @param mergeSource what a merge merges, else null
 * @param registrations tables this operation makes
 * @param tombstones tables this operation drops
 * @param schemaBaseHash null unless the schema changes
 * @param schemaTargetHash null unless the schema changes
 */
public record Sidecar(
    String operationId,
    long startedAtMicros,
    String branch,
    String actorId,
    WriterKind writerKind,
    boolean confirmed,
    String commitId,
    String rollbackCommitId,
    String expectedHead,
    List<Pin> tables,
    List<GroupCommit> group,
    List<Read> readSet,
    List<Intent> intended,
    MergeSource mergeSource,
    List<Registration> registrations,
    List<Tombstone> tombstones,
    String schemaBaseHash,
    String schemaTargetHash) {
  public Sidecar {
    tables = List.copyOf(tables);
    group = List.copyOf(group);
    readSet = List.copyOf(readSet);
    intended = List.copyOf(intended);
    registrations = List.copyOf(registrations);
    tombstones = List.copyOf(tombstones);
  }

  /**
   * A table to be moved.
   *
   * @param path relative to the root
   * @param expectedVersion pin when armed; 0 for a table to be made
   * @param plannedCommits exact for strict kinds, else a lower bound
   * @param postCommitPin version after the planned commits
   * @param branch native branch where the commits land; null = main
   * @param firstTouch the fork this operation makes, or null
   * @param confirmedVersion 0 until confirmed
   */
  public record Pin(
      String tableKey,
      long tableId,
      String path,
      long expectedVersion,
      int plannedCommits,
      long postCommitPin,
      String branch,
      FirstTouch firstTouch,
      long confirmedVersion) {
    /** Of an operation that makes {@code commits} commits to the table. */
    public static Pin planned(
        String tableKey,
        long tableId,
        String path,
        long expectedVersion,
        int commits,
        String branch,
        FirstTouch firstTouch) {
      return new Pin(
          tableKey,
          tableId,
          path,
          expectedVersion,
          commits,
          expectedVersion + commits,
          branch,
          firstTouch,
          0);
    }

    /** Whether the operation makes the table itself. */
    public boolean makesTable() {
      return expectedVersion == 0;
    }
  }

  /** Where a fork starts; a null branch is main. */
  public record FirstTouch(String sourceBranch, long sourceVersion) {}

  /** One earlier transaction of a group; its intents name their versions. */
  public record GroupCommit(
      String commitId, String actorId, long createdAtMicros, List<Intent> intended) {
    public GroupCommit {
      intended = List.copyOf(intended);
    }
  }

  /** A table that validation read. */
  public record Read(String tableKey, long tableId, long version) {}

  /**
   * One change of the manifest.
   *
   * @param path of a register or rename, else null
   * @param version null = the confirmed one
   * @param rowCount null = to be counted
   * @param foldedSeq last delta that the version contains, or null
   */
  public record Intent(
      Op op,
      String tableKey,
      long tableId,
      String path,
      Long version,
      String branch,
      Long rowCount,
      Long foldedSeq) {}

  /** What an {@link Intent} does. */
  public enum Op {
    UPDATE("update"),
    REGISTER("register"),
    RENAME("rename"),
    TOMBSTONE("tombstone");

    private final String text;

    Op(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Second parent of a merge and the branch it is the head of. */
  public record MergeSource(String commitId, String branch) {}

  /** A table that the operation makes; a null branch is main. */
  public record Registration(String tableKey, long tableId, String path, String branch) {}

  /** A table that the operation drops. */
  public record Tombstone(String tableKey, long tableId, long expectedVersion) {}
}
