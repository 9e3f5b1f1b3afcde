package io.omnigraph.engine.recovery;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.LanceManifest;
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

  /** Of the manifest, from a commit on: readers have seen it by now. */
  void sync(String branch, GraphCommit commit) {
    String nativeBranch = LanceManifest.nativeName(branch);
    long newest = stores.tables().latestOfUnbroken(LanceManifest.PATH, nativeBranch);
    long since = stores.manifest().head(branch).seq() - commit.seq();
    // A version holds one commit or more, so this one's is no further back.
    for (long version = Math.max(1, newest - since); version <= newest; version++) {
      TableRef ref = new TableRef(LanceManifest.PATH, nativeBranch, version);
      if (stores.tables().isReadable(ref)) {
        stores.tables().syncVersion(ref);
      }
    }
  }
}
