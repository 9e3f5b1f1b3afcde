package io.omnigraph.engine.manifest;

import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableFragment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads the rows of one version of a branch of the manifest. Fragments lie in the order of the
 * commits, so reading goes from the last one backwards, until nothing is missing.
 */
final class LineReader implements DeltaSource {
  static final long NOWHERE = -1;

  /** Rows of small fragments that are read at once, from the end. */
  private static final int ROWS_AT_ONCE = 1_024;

  /** All but the payload. */
  private static final int[] COLUMNS = IntStream.range(0, ManifestColumns.PAYLOAD).toArray();

  private static final int[] ALL_COLUMNS =
      IntStream.rangeClosed(0, ManifestColumns.PAYLOAD).toArray();

  private static final int[] PAYLOAD = {ManifestColumns.PAYLOAD};

  private final String branch;
  private final List<TableFragment> fragments;
  private long headAddress = NOWHERE;

  LineReader(String branch, List<TableFragment> fragments) {
    this.branch = branch;
    this.fragments = fragments;
  }

  /** Where the head's row lies, if it was read; else {@link #NOWHERE}. */
  long headAddress() {
    return headAddress;
  }

  /** What came after the line's head. */
  void readNew(BranchLine line) {
    readBack(line, line.headSeq(), 0);
  }

  /**
   * All that versions from one on need, into an empty line.
   *
   * @param seq {@link Long#MAX_VALUE} = the head
   */
  void readFrom(BranchLine line, long seq) {
    readBack(line, 0, seq);
  }

  /**
   * @param known version up to which the line needs nothing; 0 for an empty line
   * @param wanted version before which a checkpoint must be for an empty line to start from it
   */
  private void readBack(BranchLine line, long known, long wanted) {
    long from = known;
    for (int end = fragments.size(); end > 0; ) {
      int start = startOfBatch(end);
      fragments.get(start).columns(COLUMNS); // with it, those of the small ones behind it
      for (int i = end - 1; i >= start; i--) {
        if (headAddress != NOWHERE && line.isWholeAfter(from)) {
          return;
        }
        if (known == 0 && from == 0) {
          from = startFrom(line, fragments.get(i), wanted);
        }
        take(line, fragments.get(i), from);
      }
      end = start;
    }
    if (from > 0 && !line.isWholeAfter(from)) {
      // Not in the order of the commits, or damaged: then all that is there must tell.
      fragments.forEach(fragment -> take(line, fragment, 0));
      line.complete();
      from = known;
    }
    line.requireNoGapAfter(from);
  }

  private int startOfBatch(int end) {
    int start = end - 1;
    int rows = fragments.get(start).physicalRows();
    while (start > 0 && rows + fragments.get(start - 1).physicalRows() <= ROWS_AT_ONCE) {
      start--;
      rows += fragments.get(start).physicalRows();
    }
    return start;
  }

  /**
   * Starts the line from the newest checkpoint in a fragment that is older than what is wanted.
   *
   * @return the version after which all is needed, deltas before the checkpoint among it; 0 when
   *     there is none
   */
  private static long startFrom(BranchLine line, TableFragment fragment, long wanted) {
    Column[] columns = fragment.columns(COLUMNS);
    ManifestRow newest = null;
    for (int at = 0; at < fragment.physicalRows(); at++) {
      if (ManifestColumns.isOfType(columns, at, ManifestRow.GRAPH_CHECKPOINT)
          && ManifestColumns.seq(columns, at) < wanted
          && !RowBits.get(fragment.deletions(), at)) {
        ManifestRow row = ManifestColumns.row(columns, at);
        newest = newest == null || row.seq() > newest.seq() ? row : newest;
      }
    }
    if (newest == null) {
      return 0;
    }
    Checkpoint checkpoint = Checkpoint.of(newest);
    line.startFrom(checkpoint);
    return checkpoint.deltasFrom();
  }

  /** Takes the rows of versions after one, and the head. */
  private void take(BranchLine line, TableFragment fragment, long after) {
    Column[] columns = fragment.columns(COLUMNS);
    for (int at = 0; at < fragment.physicalRows(); at++) {
      boolean isHead = ManifestColumns.isOfType(columns, at, ManifestRow.GRAPH_HEAD);
      if ((isHead || ManifestColumns.seq(columns, at) > after)
          && !RowBits.get(fragment.deletions(), at)) {
        if (isRun(columns, at)) {
          takeRun(line, fragment, at, after);
        } else {
          line.take(ManifestColumns.row(columns, at));
        }
        headAddress = isHead ? address(fragment, at) : headAddress;
      }
    }
  }

  private static boolean isRun(Column[] columns, int at) {
    return ManifestColumns.isOfType(columns, at, ManifestRow.GRAPH_COMMITS);
  }

  /** What the deltas hold is left out, as with rows of their own. */
  private static void takeRun(BranchLine line, TableFragment fragment, int at, long after) {
    for (ManifestRow row : run(fragment, at).rows()) {
      if (row.seq() > after) {
        line.take(row.withPayload(null));
      }
    }
  }

  static CommitRun run(TableFragment fragment, int at) {
    return CommitRun.of(ManifestColumns.row(fragment.columns(ALL_COLUMNS), at));
  }

  /** Of commits after a version and up to another one, with payloads. */
  List<ManifestRow> rowsBetween(long after, long upTo) {
    List<ManifestRow> rows = new ArrayList<>();
    for (TableFragment fragment : fragments) {
      Column[] columns = fragment.columns(COLUMNS);
      Column[] all = null;
      for (int at = 0; at < fragment.physicalRows(); at++) {
        if (ManifestColumns.seq(columns, at) > after
            && firstSeq(columns, at) <= upTo
            && !RowBits.get(fragment.deletions(), at)
            && !ManifestColumns.isOfType(columns, at, ManifestRow.GRAPH_HEAD)
            && !ManifestColumns.isOfType(columns, at, ManifestRow.GRAPH_CHECKPOINT)) {
          all = all == null ? fragment.columns(ALL_COLUMNS) : all;
          ManifestRow row = ManifestColumns.row(all, at);
          rows.addAll(isRun(columns, at) ? CommitRun.of(row).rows() : List.of(row));
        }
      }
    }
    rows.removeIf(row -> row.seq() <= after || row.seq() > upTo);
    return rows;
  }

  private static long firstSeq(Column[] columns, int at) {
    long seq = ManifestColumns.seq(columns, at);
    return isRun(columns, at) ? seq - ManifestColumns.rowCount(columns, at) + 1 : seq;
  }

  static long address(TableFragment fragment, int at) {
    return ((long) fragment.id() << 32) | at;
  }

  @Override
  public Map<DeltaId, TableDelta> read(Set<DeltaId> wanted) {
    Map<DeltaId, TableDelta> found = new HashMap<>();
    for (int end = fragments.size(); end > 0 && found.size() < wanted.size(); ) {
      int start = startOfBatch(end);
      fragments.get(start).columns(COLUMNS);
      for (int i = end - 1; i >= start && found.size() < wanted.size(); i--) {
        readDeltas(fragments.get(i), wanted, found);
      }
      end = start;
    }
    if (found.size() < wanted.size()) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT,
          "__manifest of branch \"" + branch + "\"",
          wanted.size() - found.size() + " deltas are missing");
    }
    return found;
  }

  private static boolean mayHold(Column[] columns, int at, Set<DeltaId> wanted) {
    long first = firstSeq(columns, at);
    long last = ManifestColumns.seq(columns, at);
    return wanted.stream().anyMatch(delta -> delta.seq() >= first && delta.seq() <= last);
  }

  private static void readDeltas(
      TableFragment fragment, Set<DeltaId> wanted, Map<DeltaId, TableDelta> found) {
    Column[] columns = fragment.columns(COLUMNS);
    Map<DeltaId, Integer> here = new HashMap<>();
    for (int at = 0; at < fragment.physicalRows(); at++) {
      if (RowBits.get(fragment.deletions(), at)) {
        continue;
      }
      if (ManifestColumns.isOfType(columns, at, ManifestRow.TABLE_DELTA)) {
        DeltaId id = ManifestColumns.deltaId(columns, at);
        if (wanted.contains(id)) {
          here.put(id, at);
        }
      } else if (isRun(columns, at) && mayHold(columns, at, wanted)) {
        run(fragment, at).addDeltas(wanted, found);
      }
    }
    if (!here.isEmpty()) {
      Column payloads = fragment.columns(PAYLOAD)[0];
      here.forEach((id, at) -> found.put(id, ManifestColumns.delta(payloads, at)));
    }
  }
}
