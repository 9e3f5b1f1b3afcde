package io.omnigraph.storage.lance;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Folders whose names are known to be on the disk, because this process has synced their parents
 * since they were there. That a folder exists says nothing: a statement that failed, or one that is
 * not committed yet, may have made it.
 */
final class LinkedFolders {
  private final Set<Path> linked = ConcurrentHashMap.newKeySet();

  boolean contains(Path folder) {
    return linked.contains(folder);
  }

  void add(Path folder) {
    linked.add(folder);
  }

  /** What is below has been removed, or is being made anew. */
  void forget(Path top) {
    linked.removeIf(folder -> folder.startsWith(top));
  }
}
