package io.omnigraph.storage;

import java.nio.file.Path;

/**
 * How a graph's files are opened.
 *
 * @param durability FULL: an acknowledged commit survives power loss; OS: the operating system
 *     writes when it likes
 * @param columnCacheBytes budget of cached columns; by default 40 % of the heap's limit
 * @param nativeCache directory of the unpacked native library; null = the user's cache directory
 */
public record StorageOptions(Durability durability, long columnCacheBytes, Path nativeCache) {
  /** Who makes sure that bytes reach the disk. */
  public enum Durability {
    FULL,
    OS
  }

  public static StorageOptions defaults() {
    return new StorageOptions(
        Durability.FULL, (long) (Runtime.getRuntime().maxMemory() * 0.4), null);
  }
}
