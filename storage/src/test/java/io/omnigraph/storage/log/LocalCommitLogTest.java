package io.omnigraph.storage.log;

import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.file.Durable;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LocalCommitLogTest extends CommitLogContract {
  private static final int SEGMENT_BYTES = 4_096;

  @TempDir Path root;

  private final Durable durable = new Durable(Durability.OS);

  @AfterEach
  void closeDurable() {
    durable.close();
  }

  @Override
  protected CommitLog newHandle() {
    return new LocalCommitLog(root.resolve(LocalCommitLog.FOLDER), durable, SEGMENT_BYTES, null);
  }
}
