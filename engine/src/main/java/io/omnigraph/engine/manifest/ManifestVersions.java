package io.omnigraph.engine.manifest;

import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.util.List;

/**
 * Which version of the manifest's files holds which graph versions. A version holds one commit or
 * many more than the one before, so it is looked for, from the newest back in growing steps.
 */
final class ManifestVersions {
  /** As far as the seq. */
  private static final int[] COLUMNS = {
    ManifestColumns.OBJECT_ID, ManifestColumns.OBJECT_TYPE, ManifestColumns.SEQ
  };

  private final TableStore tables;

  ManifestVersions(TableStore tables) {
    this.tables = tables;
  }

  /**
   * The newest version of a native branch with no graph version after one.
   *
   * @param seq of a commit that was made on the branch, or the one it began at
   * @throws OmnigraphException COMMIT_NOT_FOUND when the version is not there any more
   */
  TableRef newestUpTo(String nativeBranch, long seq) {
    long newest = tables.latestOfUnbroken(LanceManifest.PATH, nativeBranch);
    TableRef ref = new TableRef(LanceManifest.PATH, nativeBranch, newest);
    long after = newest + 1; // the oldest version known to hold more
    long step = 1;
    long found = newest;
    while (!isUpTo(ref.at(found), seq)) {
      after = found;
      found = Math.max(0, found - step);
      step *= 2;
    }
    while (found + 1 < after) {
      long middle = (found + after) >>> 1;
      if (isUpTo(ref.at(middle), seq)) {
        found = middle;
      } else {
        after = middle;
      }
    }
    if (found == 0 || !tables.isReadable(ref.at(found))) {
      String branch = nativeBranch == null ? LanceManifest.MAIN : nativeBranch;
      throw new OmnigraphException(ErrorCode.COMMIT_NOT_FOUND, branch, seq);
    }
    return ref.at(found);
  }

  /** What is not there is older than all that is. */
  private boolean isUpTo(TableRef ref, long seq) {
    return ref.version() == 0 || !tables.isReadable(ref) || headSeq(ref) <= seq;
  }

  long headSeq(TableRef ref) {
    try (TableSnapshot version = tables.open(ref)) {
      List<TableFragment> fragments = version.fragments();
      for (int i = fragments.size() - 1; i >= 0; i--) {
        long seq = headSeq(fragments.get(i));
        if (seq > 0) {
          return seq;
        }
      }
    }
    throw new OmnigraphException(
        ErrorCode.DATA_CORRUPT, "__manifest", "version " + ref.version() + " has no head");
  }

  /** 0 when the head is not in it. */
  private static long headSeq(TableFragment fragment) {
    Column[] columns = fragment.columns(COLUMNS);
    for (int at = 0; at < fragment.physicalRows(); at++) {
      if (!RowBits.get(fragment.deletions(), at)
          && ManifestColumns.isOfType(columns, at, ManifestRow.GRAPH_HEAD)) {
        return ManifestColumns.seq(columns, at);
      }
    }
    return 0;
  }
}
