package io.omnigraph.engine.publish;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.FileFailure;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Space for what a publish writes after its first table commit: versions, the manifest, the schema
 * files. A disk that fills up there leaves an operation half done, so it is looked at before.
 * Whoever else writes to the disk at that moment may still take the space.
 *
 * @param root the graph's directory
 */
public record FreeSpace(Path root) {
  /** Bytes, many times what a publish needs. */
  private static final long NEEDED = 4L << 20;

  /**
   * Refuses a publish that may not come to its end.
   *
   * @throws OmnigraphException STORE_FULL
   */
  void require() {
    try {
      FileStore store = Files.getFileStore(root);
      long left = store.getUsableSpace();
      // A file system without a size does not tell its free space either.
      if (left < NEEDED && store.getTotalSpace() > 0) {
        throw new OmnigraphException(
            ErrorCode.STORE_FULL,
            root,
            left + " bytes are left, a commit starts with no fewer than " + NEEDED);
      }
    } catch (IOException e) {
      throw FileFailure.of(root, e);
    }
  }
}
