package io.omnigraph.storage.table;

import java.util.Optional;

/** Knows what was recorded of files when they were committed. Thread-safe. */
@FunctionalInterface
public interface ChecksumSource {
  /**
   * May read tables of the same store; so the store asks without holding a lock.
   *
   * @param table path of a table
   * @param file as {@link FileSum#path}
   * @return empty when nothing was recorded of this file
   */
  Optional<FileSum> find(String table, String file);

  /**
   * {@link #find} among what is recorded now: a branch that was dropped and made again has files of
   * the same names as before.
   */
  default Optional<FileSum> findAnew(String table, String file) {
    return find(table, file);
  }
}
