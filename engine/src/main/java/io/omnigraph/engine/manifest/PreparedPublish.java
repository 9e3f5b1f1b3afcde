package io.omnigraph.engine.manifest;

import io.omnigraph.storage.file.Unsynced;

/** A publish whose rows are staged. Nothing of it is visible; closing it gives it up. */
public interface PreparedPublish extends AutoCloseable {
  /** What must reach the disk before the swap, which sees to it unless somebody else has. */
  Unsynced unsynced();

  /**
   * The swap; see {@link ManifestStore#publish}. Once.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException COMMIT_CONFLICT when an expectation
   *     fails, EXPECT_HEAD_FAILED, PUBLISH_CONTENTION, COMMIT_UNKNOWN
   */
  GraphSnapshot publish();

  @Override
  void close();
}
