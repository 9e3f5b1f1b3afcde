package io.omnigraph.storage.lance;

import io.omnigraph.storage.nativelib.NativeLibrary;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.lance.Session;

/**
 * What the native side needs of one store: memory for buffers and one session, whose caches all
 * handles share. Lance's defaults are 6 GiB and 1 GiB for each.
 */
final class LanceRuntime implements AutoCloseable {
  private static final long INDEX_CACHE_BYTES = 64L << 20;

  /**
   * None: Lance 7.0.0 keeps row id sequences there under the bare fragment id, and fragment ids
   * start again after an overwrite, so the next version would see rows of the old one. Opening
   * without it measured no slower.
   */
  private static final long METADATA_CACHE_BYTES = 0;

  private final RootAllocator allocator;
  private final Session session;
  private final FileChecks checks;

  private final LinkedFolders linkedFolders;

  private LanceRuntime(
      RootAllocator allocator, Session session, FileChecks checks, LinkedFolders linkedFolders) {
    this.linkedFolders = linkedFolders;
    this.checks = checks;
    this.allocator = allocator;
    this.session = session;
  }

  /** Loads the native library if this process has not yet. */
  static LanceRuntime start(Path nativeCache, FileChecks checks, LinkedFolders linkedFolders) {
    NativeLibrary.load(nativeCache);
    return new LanceRuntime(
        new RootAllocator(),
        Session.builder()
            .indexCacheSizeBytes(INDEX_CACHE_BYTES)
            .metadataCacheSizeBytes(METADATA_CACHE_BYTES)
            .build(),
        checks,
        linkedFolders);
  }

  BufferAllocator allocator() {
    return allocator;
  }

  Session session() {
    return session;
  }

  LinkedFolders linkedFolders() {
    return linkedFolders;
  }

  FileChecks checks() {
    return checks;
  }

  @Override
  public void close() {
    session.close();
    allocator.close();
  }
}
