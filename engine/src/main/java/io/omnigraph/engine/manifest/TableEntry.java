package io.omnigraph.engine.manifest;

import io.omnigraph.storage.table.TableRef;

/**
 * One live table of a {@link GraphSnapshot}.
 *
 * @param tableId lifetime of the table, minted once
 * @param tableKey {@code node:Name} or {@code edge:Name}
 * @param path relative to the root; only ever read from the manifest
 * @param version pinned Lance version
 * @param branch native branch that owns the version; null = main
 * @param rowCount live rows at that version
 */
public record TableEntry(
    long tableId, String tableKey, String path, long version, String branch, long rowCount) {
  public TableRef ref() {
    return new TableRef(path, branch, version);
  }
}
