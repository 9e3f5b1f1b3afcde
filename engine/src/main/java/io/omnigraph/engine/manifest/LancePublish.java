package io.omnigraph.engine.manifest;

import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Unsynced;
import io.omnigraph.storage.table.CommitOutcome;

/**
 * One publish. The loop, at most six times:
 *
 * <ol>
 *   <li>Take the branch's newest version up; check its format.
 *   <li>Our commit is there already: done (an acknowledgement was lost).
 *   <li>Check the expected head and pins; a mismatch is never retried here.
 *   <li>Check the operations against the tables; one that does not fit refuses all.
 *   <li>Build the rows with the next seqs, parent of the first = the head of this attempt, and
 *       stage them; the first attempt's may have been staged before.
 *   <li>Commit, cutting the head row that was read: of two commits read at one version the second
 *       conflicts.
 *   <li>Conflict: next attempt. Budget spent: contention. Unknown: the next attempt sees whether
 *       the commit is there; what was not brought to the disk is not acknowledged even so.
 *   <li>Read back: the new version must hold our commit, and the head must name it.
 * </ol>
 */
final class LancePublish implements PreparedPublish {
  /** Retries after the first attempt. */
  private static final int RETRY_BUDGET = 5;

  private final ManifestBranch line;
  private final PublishRequest request;
  private final Steps steps;
  private ManifestBranch.Staged staged;

  LancePublish(ManifestBranch line, PublishRequest request, Steps steps) {
    this.line = line;
    this.request = request;
    this.steps = steps;
  }

  /** Steps 1 to 5 ahead; what cannot be staged yet is by {@link #publish}. */
  LancePublish stageAhead() {
    GraphSnapshot head = line.head();
    if (!isDone(0)) {
      PublishCheck.run(request, head);
      staged = stage(head);
    }
    return this;
  }

  /** A commit is newer than the snapshot that it was made on, and that this line gave out. */
  private boolean isDone(int attempt) {
    return request.commits().isEmpty()
        || (attempt == 0
            ? line.hasRecent(request.last().commitId())
            : line.commit(request.last().commitId()).isPresent());
  }

  @Override
  public Unsynced unsynced() {
    return staged == null ? new Unsynced() : staged.write().unsynced();
  }

  @Override
  public GraphSnapshot publish() {
    String conflict = "";
    Throwable doubt = null;
    for (int attempt = 0; attempt <= RETRY_BUDGET; attempt++) {
      GraphSnapshot head = line.head();
      if (isDone(attempt)) {
        return settled(head, doubt);
      }
      PublishCheck.run(request, head);
      if (staged == null || !staged.base().commitId().equals(head.commitId())) {
        close();
        staged = stage(head);
      }
      steps.at(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND);
      CommitOutcome outcome = commit();
      if (outcome instanceof CommitOutcome.Committed) {
        GraphSnapshot published = line.head();
        steps.at(PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT);
        return published;
      }
      if (outcome instanceof CommitOutcome.Unknown unknown) {
        doubt = unknown.cause();
      }
      conflict = outcome.toString();
    }
    throw new OmnigraphException(
        ErrorCode.PUBLISH_CONTENTION,
        request.branch(),
        (RETRY_BUDGET + 1) + " attempts, last: " + conflict);
  }

  private GraphSnapshot settled(GraphSnapshot head, Throwable doubt) {
    if (doubt == null) {
      return head;
    }
    throw new OmnigraphException(
            ErrorCode.COMMIT_UNKNOWN,
            request.last().commitId(),
            request.branch(),
            "it is visible, but may not survive a loss of power: " + doubt.getMessage())
        .causedBy(doubt);
  }

  /** Null when the head has moved since. */
  private ManifestBranch.Staged stage(GraphSnapshot head) {
    return line.stage(head, NewRows.of(head, request.commits()), request.last().operationId());
  }

  private CommitOutcome commit() {
    if (staged == null) {
      return new CommitOutcome.Conflict("the head moved");
    }
    try {
      return line.commit(staged);
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    if (staged != null) {
      staged.write().close();
      staged = null;
    }
  }
}
