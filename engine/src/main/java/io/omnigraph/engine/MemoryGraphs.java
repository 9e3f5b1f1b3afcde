package io.omnigraph.engine;

import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.control.LocalControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Directories of {@code mem:} graphs: private, on a memory file system where there is one, removed
 * when the JVM ends.
 */
final class MemoryGraphs {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final Map<String, Path> DIRECTORIES = new ConcurrentHashMap<>();

  private MemoryGraphs() {}

  static Path directory(String name) {
    return DIRECTORIES.computeIfAbsent(name, MemoryGraphs::create);
  }

  private static Path create(String name) {
    try {
      boolean shared = Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY);
      Path directory =
          shared
              ? Files.createTempDirectory(SHARED_MEMORY, "omnigraph-")
              : Files.createTempDirectory("omnigraph-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
      return directory;
    } catch (IOException e) {
      throw new OmnigraphException(ErrorCode.STORAGE_FAULT, "mem:" + name, e.getMessage())
          .causedBy(e);
    }
  }

  private static void remove(Path directory) {
    try {
      LocalControlStore.deleteTree(directory);
    } catch (IOException e) {
      System.getLogger(MemoryGraphs.class.getName())
          .log(System.Logger.Level.WARNING, "Cannot remove " + directory, e);
    }
  }

  static StorageOptions fast(StorageOptions options) {
    return new StorageOptions(
        StorageOptions.Durability.OS,
        options.columnCacheBytes(),
        options.nativeCache(),
        options.verifyChecksums());
  }
}
