package io.omnigraph.engine.recovery;

import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;

/**
 * Removes what a power cut made of version files that were never acknowledged: while one is the
 * newest, the table cannot be opened. A commit is acknowledged after its file is synced, so a file
 * that is not whole belongs to none, as long as files are synced at all.
 */
final class TornVersions {
  private static final System.Logger LOG = System.getLogger(TornVersions.class.getName());

  private final TableStore tables;
  private final Durability durability;

  TornVersions(TableStore tables, Durability durability) {
    this.tables = tables;
    this.durability = durability;
  }

  /**
   * Removes unreadable versions from the newest down, as long as they lie above {@code floor}. The
   * version that is newest then must be readable; nothing is removed otherwise.
   *
   * @param newest newest version of a table
   * @return the newest version that is left
   * @throws OmnigraphException DATA_CORRUPT when a version is unreadable and must stay
   */
  long removeAbove(TableRef newest, long floor) {
    long readable = newest.version();
    while (readable > floor && !tables.isReadable(newest.at(readable))) {
      readable--;
    }
    if (readable == newest.version()) {
      return readable;
    }
    boolean kept = readable == 0 || tables.isReadable(newest.at(readable));
    if (durability == Durability.OS || !kept) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT,
          name(newest),
          kept
              ? "it cannot be read, and with durability=os it may be an acknowledged commit"
              : "neither it nor the version before it can be read");
    }
    for (long version = newest.version(); version > readable; version--) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} cannot be read and was never acknowledged: removed",
          name(newest.at(version)));
      tables.removeTornVersion(newest.at(version));
    }
    return readable;
  }

  private static String name(TableRef ref) {
    String branch = ref.branch() == null ? "" : "/tree/" + ref.branch();
    return "Version %d in %s%s/_versions".formatted(ref.version(), ref.path(), branch);
  }
}
