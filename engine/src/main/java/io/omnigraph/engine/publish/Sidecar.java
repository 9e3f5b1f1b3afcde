package io.omnigraph.engine.publish;

import java.util.List;

/**
 * The durable note of one unfinished commit.
 *
 * @param branch graph branch it publishes to; null = main
 * @param rollbackCommitId of the commit that would undo it
 * @param expectedHead head of the branch when armed
 * @param tables each table whose head this operation certainly moves
 * @param readSet versions that validation consulted
 * @param intended full change of the manifest; empty = one update per entry of {@code tables}
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
    List<Read> readSet,
    List<Intent> intended,
    String schemaBaseHash,
    String schemaTargetHash) {
  public Sidecar {
    tables = List.copyOf(tables);
    readSet = List.copyOf(readSet);
    intended = List.copyOf(intended);
  }

  /**
   * A table to be moved.
   *
   * @param expectedVersion pin when armed; 0 for a table to be made
   * @param branch native branch where the commit lands; null = main
   * @param firstTouch the fork this operation makes, or null
   * @param confirmedVersion 0 until confirmed
   */
  public record Pin(
      String tableKey,
      long tableId,
      String path,
      long expectedVersion,
      String branch,
      FirstTouch firstTouch,
      long confirmedVersion) {
    Pin confirmed(long version) {
      return new Pin(tableKey, tableId, path, expectedVersion, branch, firstTouch, version);
    }
  }

  /** Where a fork starts. */
  public record FirstTouch(String sourceBranch, long sourceVersion) {}

  /** A table that validation read. */
  public record Read(String tableKey, long tableId, long version) {}

  /** One change of the manifest: {@code update}, {@code register} or {@code tombstone}. */
  public record Intent(String op, String tableKey, long tableId, String path, String branch) {}

  Sidecar confirmed(List<Pin> pins) {
    return new Sidecar(
        operationId,
        startedAtMicros,
        branch,
        actorId,
        writerKind,
        true,
        commitId,
        rollbackCommitId,
        expectedHead,
        pins,
        readSet,
        intended,
        schemaBaseHash,
        schemaTargetHash);
  }
}
