package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One version of a table's files with numbered rows: what all states of the table that lie on this
 * version share. Immutable.
 */
final class PinnedRows {
  private final TableSnapshot snapshot;
  private final Placement[] placements;
  private final TableFragment[] fragments;
  private final Map<Integer, Integer> positions = new HashMap<>();

  /** By position: the end of all numbers up to it. */
  private final int[] ends;

  private final boolean mayLack;
  private final SparseRows gone;

  /**
   * @param placed one for each fragment, in their order
   * @param mayLack whether shared columns may have been made without rows of this version
   */
  PinnedRows(TableSnapshot snapshot, Placement[] placed, boolean mayLack) {
    this.snapshot = snapshot;
    this.mayLack = mayLack;
    List<TableFragment> all = snapshot.fragments();
    Integer[] order = new Integer[placed.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        Comparator.<Integer>comparingInt(i -> placed[i].base())
            .thenComparingInt(i -> placed[i].end()));
    placements = new Placement[placed.length];
    fragments = new TableFragment[placed.length];
    ends = new int[placed.length];
    int end = 0;
    for (int i = 0; i < order.length; i++) {
      placements[i] = placed[order[i]];
      fragments[i] = all.get(order[i]);
      positions.put(fragments[i].id(), i);
      end = Math.max(end, placements[i].end());
      ends[i] = end;
    }
    gone = SparseRows.notIn(liveRows(), limit());
  }

  private long[] liveRows() {
    long rows = 0;
    boolean deletions = false;
    for (TableFragment fragment : fragments) {
      rows += fragment.physicalRows();
      deletions |= fragment.deletions() != null;
    }
    if (rows == limit() && !deletions) {
      return null;
    }
    long[] bits = RowBits.ofSize(limit());
    for (int i = 0; i < fragments.length; i++) {
      if (placements[i].isConsecutive()) {
        setLive(bits, placements[i], fragments[i].deletions());
      } else {
        setEachLive(bits, placements[i], fragments[i].deletions());
      }
    }
    return bits;
  }

  private static void setEachLive(long[] bits, Placement placement, long[] deletions) {
    for (int offset = 0; offset < placement.rows(); offset++) {
      if (!RowBits.get(deletions, offset)) {
        RowBits.set(bits, placement.number(offset));
      }
    }
  }

  private static void setLive(long[] bits, Placement range, long[] deletions) {
    for (int offset = 0; offset < range.rows(); ) {
      int row = range.base() + offset;
      boolean whole = (row & 63) == 0 && (offset & 63) == 0 && range.rows() - offset >= 64;
      if (whole) {
        bits[row >> 6] = ~(deletions == null ? 0 : wordOrNone(deletions, offset >> 6));
        offset += 64;
      } else {
        if (!RowBits.get(deletions, offset)) {
          RowBits.set(bits, row);
        }
        offset++;
      }
    }
  }

  private static long wordOrNone(long[] words, int at) {
    return at < words.length ? words[at] : 0;
  }

  TableSnapshot snapshot() {
    return snapshot;
  }

  long version() {
    return snapshot.ref().version();
  }

  /** All row numbers are below. */
  int limit() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  /** Numbers below the limit that no live row has. */
  SparseRows gone() {
    return gone;
  }

  boolean isLive(int row) {
    return row < limit() && !gone.contains(row);
  }

  /** By their lowest number. */
  Placement[] placements() {
    return placements;
  }

  /** Of a placement. */
  TableFragment fragment(int placement) {
    return fragments[placement];
  }

  boolean mayLack() {
    return mayLack;
  }

  /** Whether all numbers of a placement are above those of the placements before it. */
  boolean isApart(int placement) {
    return placement == 0 || placements[placement].base() >= ends[placement - 1];
  }

  /** Row numbers of a fragment's rows. */
  Placement placementOf(int fragmentId) {
    return placements[positions.get(fragmentId)];
  }

  long addressOf(int row) {
    int at = placementAt(row);
    return ((long) fragments[at].id() << 32) | placements[at].offset(row);
  }

  /** Of the fragment that has the row. */
  int placementAt(int row) {
    int low = 0;
    int high = placements.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (placements[middle].base() <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    // One that begins before may reach beyond it.
    for (int at = low; at >= 0 && ends[at] > row; at--) {
      if (placements[at].offset(row) >= 0) {
        return at;
      }
    }
    return low;
  }
}
