package io.omnigraph.engine.manifest;

/** One step of what a publish changes in a branch's set of tables. */
public sealed interface ManifestOp {
  long tableId();

  /** A new table, or a new alias of a registered one. */
  record Register(long tableId, String tableKey, String path) implements ManifestOp {}

  /** Moves a table's pin. */
  record Update(long tableId, String tableKey, long version, String branch, long rowCount)
      implements ManifestOp {}

  /** Drops a table. */
  record Tombstone(long tableId, String tableKey) implements ManifestOp {}
}
