package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Whether a publish fits on a head: the head and the pins that it expects, then its operations.
 * Deltas name tables that are there and leave them where they are, so that to check them costs what
 * they are and not what tables there are; what else there may be is {@link OpCheck}'s.
 */
final class PublishCheck {
  private final PublishRequest request;
  private final GraphSnapshot head;

  private PublishCheck(PublishRequest request, GraphSnapshot head) {
    this.request = request;
    this.head = head;
  }

  /**
   * @throws OmnigraphException EXPECT_HEAD_FAILED, COMMIT_CONFLICT, TABLE_NOT_FOUND
   */
  static void run(PublishRequest request, GraphSnapshot head) {
    new PublishCheck(request, head).run();
  }

  private void run() {
    if (request.expectHead().isPresent() && !request.expectHead().get().equals(head.commitId())) {
      throw new OmnigraphException(
          ErrorCode.EXPECT_HEAD_FAILED,
          request.branch(),
          head.commitId(),
          request.expectHead().get());
    }
    request.expectations().forEach(this::expect);
    if (hasDeltasOnly()) {
      for (PublishRequest.Commit commit : request.commits()) {
        checkDeltas(commit.ops());
        BackgroundThread.pieceDone();
      }
    } else {
      new OpCheck(request, head).run();
    }
  }

  private void expect(long tableId, PublishRequest.Expectation expected) {
    TableEntry actual = head.entries().find(tableId, expected.tableKey());
    long version = actual == null ? 0 : actual.version();
    String branch = actual == null ? expected.branch() : actual.branch();
    if (version != expected.version() || !Objects.equals(branch, expected.branch())) {
      throw request.conflict(
          expected.tableKey(), "expected version " + expected.version() + ", actual " + version);
    }
    long content = actual == null ? 0 : actual.contentSeq();
    boolean any = expected.contentSeq() == PublishRequest.Expectation.ANY_CONTENT;
    if (!any && expected.contentSeq() != content) {
      throw request.conflict(
          expected.tableKey(),
          "expected rows of graph version " + expected.contentSeq() + ", actual " + content);
    }
  }

  private boolean hasDeltasOnly() {
    for (PublishRequest.Commit commit : request.commits()) {
      for (ManifestOp op : commit.ops()) {
        if (!(op instanceof ManifestOp.Delta)) {
          return false;
        }
      }
    }
    return true;
  }

  private void checkDeltas(List<ManifestOp> deltas) {
    Set<Long> named = new HashSet<>();
    for (ManifestOp delta : deltas) {
      if (head.entries().find(delta.tableId(), delta.tableKey()) == null) {
        throw request.notThere(delta.tableKey());
      }
      if (!named.add(delta.tableId())) {
        throw request.twice(delta.tableKey());
      }
    }
  }
}
