package io.omnigraph.engine.session;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a session asks of a publish, whatever is published.
 *
 * @param lockTimeout how long to wait for other writers
 * @param actorId who is recorded as the commit's author; null = nobody
 * @param expectedHead commit that must still be the branch's head
 */
record PublishTerms(Duration lockTimeout, String actorId, Optional<String> expectedHead) {
  /**
   * @throws OmnigraphException EXPECT_HEAD_FAILED
   */
  void check(CommittedView head) {
    if (expectedHead.isPresent() && !expectedHead.get().equals(head.commitId())) {
      throw new OmnigraphException(
          ErrorCode.EXPECT_HEAD_FAILED, head.branch(), head.commitId(), expectedHead.get());
    }
  }
}
