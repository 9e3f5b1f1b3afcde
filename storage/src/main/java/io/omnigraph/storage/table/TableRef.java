package io.omnigraph.storage.table;

/**
 * Names one exact state of one table.
 *
 * @param path relative to the graph's root, e.g. {@code nodes/0123456789abcdef}
 * @param branch native branch that owns the version; null = main
 * @param version as Lance counts; versions start at 1
 */
public record TableRef(String path, String branch, long version) {
  public TableRef at(long otherVersion) {
    return new TableRef(path, branch, otherVersion);
  }
}
