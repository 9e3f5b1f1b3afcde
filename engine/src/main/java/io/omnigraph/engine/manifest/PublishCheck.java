package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/** Whether a publish fits on a head. */
final class PublishCheck {
  private PublishCheck() {}

  /**
   * @throws OmnigraphException EXPECT_HEAD_FAILED, COMMIT_CONFLICT, TABLE_NOT_FOUND
   */
  static void run(PublishRequest request, GraphSnapshot head) {
    if (request.expectHead().isPresent() && !request.expectHead().get().equals(head.commitId())) {
      throw new OmnigraphException(
          ErrorCode.EXPECT_HEAD_FAILED,
          request.branch(),
          head.commitId(),
          request.expectHead().get());
    }
    new OpCheck(request, head).run();
  }
}
