package io.omnigraph.engine.manifest;

/**
 * One branch at one graph version: exact versions of every table. Immutable.
 *
 * @param branch graph branch, {@code main} included
 * @param seq graph version
 * @param commitId the commit that made it
 * @param schemaHash of the schema accepted at that commit
 * @param entries its live tables
 */
public record GraphSnapshot(
    String branch, long seq, String commitId, String schemaHash, TableEntries entries) {
  /** Whether a table has the same rows in another version of the branch, or is in neither. */
  public boolean hasContentOf(GraphSnapshot other, String tableKey) {
    TableEntry entry = entry(tableKey);
    TableEntry theirs = other.entry(tableKey);
    return entry == null ? theirs == null : entry.hasContentOf(theirs);
  }

  /** Null when the table is not part of this version. */
  public TableEntry entry(String tableKey) {
    return entries.get(tableKey);
  }
}
