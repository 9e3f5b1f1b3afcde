package io.omnigraph.engine.recovery;

import io.omnigraph.storage.table.TableRef;

/**
 * Versions that somebody else has committed: a writer, or an earlier run of this recovery. Whoever
 * it was may have died between the commit and its sync, or was told that the sync failed. They are
 * brought to the disk before anything relies on them.
 */
final class LeftVersions {
  private final RecoveryStores stores;

  LeftVersions(RecoveryStores stores) {
    this.stores = stores;
  }

  /** Of a table, before a publish pins its head: a pin must not be lost. */
  void sync(TableEvidence table) {
    for (long version = table.pinned() + 1; version <= table.head(); version++) {
      stores.tables().syncVersion(table.headRef().at(version));
    }
  }

  /** One version of a table that is pinned without those below it. */
  void sync(TableRef version) {
    stores.tables().syncVersion(version);
  }
}
