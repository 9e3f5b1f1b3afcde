package io.omnigraph.storage;

import java.nio.file.Path;

/**
 * How a graph's files are opened.
 *
 * @param durability FULL: an acknowledged commit survives power loss; OS: the operating system
 *     writes when it likes
 * @param columnCacheBytes budget of cached columns; by default 40 % of the heap's limit
 * @param nativeCache directory of the unpacked native library; null = the user's cache directory
 * @param verifyChecksums when files are compared with what was recorded of them
 */
public record StorageOptions(
    Durability durability, long columnCacheBytes, Path nativeCache, Checksums verifyChecksums) {
  public StorageOptions(Durability durability, long columnCacheBytes, Path nativeCache) {
    this(durability, columnCacheBytes, nativeCache, Checksums.OFF);
  }

  public StorageOptions withVerifyChecksums(Checksums value) {
    return new StorageOptions(durability, columnCacheBytes, nativeCache, value);
  }

  /** When a file is read as a whole to see whether a bit of it has changed. */
  public enum Checksums {
    /** Only when asked for, by a check of the graph. */
    OFF,
    /** Once in a process, before a column of it is read. */
    FIRST_READ
  }

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
