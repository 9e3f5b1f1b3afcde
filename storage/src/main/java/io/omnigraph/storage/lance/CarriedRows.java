package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.table.ScanSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.lance.FragmentMetadata;
import org.lance.fragment.RowIdMeta;

/**
 * The rows of a run of fragments, as the staged change leaves them, written together into one file
 * that takes the place of the first: same values, same row ids, same order.
 *
 * <p>The new fragment has the id of the first and is listed as updated, not as new, because Lance
 * would give the rows of a new one the version of this commit, as if they had changed. It gets one
 * row version, the newest of its rows. (One each would be exact, and would fill the version files:
 * 30 bytes a row in every later one.) So a row that was carried may look newer than it is, never
 * older, and never as new as the commit that carried it.
 */
final class CarriedRows {
  private static final int[] VERSIONS = {ScanSpec.CREATED_AT_VERSION, ScanSpec.UPDATED_AT_VERSION};

  private final OpenTable table;
  private final List<LanceFragment> fragments = new ArrayList<>();
  private final Set<Integer> ids = new HashSet<>();

  private CarriedRows(OpenTable table) {
    this.table = table;
  }

  /**
   * @param gone addresses that the change deletes or replaces, ascending
   */
  static CarriedRows of(OpenTable table, FragmentTiers tiers, long[] gone) {
    CarriedRows carried = new CarriedRows(table);
    List<LanceFragment> all = table.fragments();
    if (all.size() >= tiers.fanIn()) {
      int[] rows = new int[all.size()];
      long[] bytes = new long[all.size()];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = rowsAfter(all.get(i), gone);
        bytes[i] = all.get(i).fileBytes(Integer.MAX_VALUE);
      }
      int from = tiers.mergeFrom(rows, bytes);
      if (from >= 0 && !table.hasIndices()) {
        carried.fragments.addAll(all.subList(from, all.size()));
        carried.fragments.forEach(fragment -> carried.ids.add(fragment.id()));
      }
    }
    return carried;
  }

  /** One of many deleted rows is as costly to read as if they were there. */
  private static int rowsAfter(LanceFragment fragment, long[] gone) {
    boolean costly = fragment.physicalRows() > 1 << 16;
    return (costly ? fragment.physicalRows() : fragment.liveRows()) - count(gone, fragment.id());
  }

  private static int count(long[] addresses, int fragment) {
    return insertion(addresses, (fragment + 1L) << 32)
        - insertion(addresses, (long) fragment << 32);
  }

  private static int insertion(long[] addresses, long address) {
    int at = Arrays.binarySearch(addresses, address);
    return at < 0 ? -1 - at : at;
  }

  boolean isEmpty() {
    return fragments.isEmpty();
  }

  /** Whether the rows of a fragment are carried: it needs no deletion file then. */
  boolean contains(int fragment) {
    return ids.contains(fragment);
  }

  /** What takes the place of the first fragment. */
  FragmentMetadata write(long[] gone, StagedFiles files) {
    int[] all = IntStream.range(0, table.schema().columns().size()).toArray();
    long[] ids = new long[fragments.stream().mapToInt(LanceFragment::liveRows).sum()];
    long[] newest = new long[VERSIONS.length];
    int count = 0;
    List<ColumnBatch> rows = new ArrayList<>();
    for (LanceFragment fragment : fragments) {
      int[] kept = kept(fragment, gone);
      long[] fragmentIds = longs(fragment.column(ScanSpec.ROW_ID));
      for (int offset : kept) {
        ids[count++] = fragmentIds[offset];
      }
      if (kept.length > 0) {
        rows.add(new ColumnBatch(fragment.columns(all), 0, kept.length, kept));
        takeVersions(fragment, kept, newest);
      }
    }
    return write(rows, Arrays.copyOf(ids, count), newest, files);
  }

  private FragmentMetadata write(
      List<ColumnBatch> rows, long[] ids, long[] newest, StagedFiles files) {
    FragmentMetadata written = StagedChanges.write(table, rows, files).get(0);
    return new FragmentMetadata(
        fragments.get(0).id(),
        written.getFiles(),
        written.getPhysicalRows(),
        null,
        RowIdMeta.fromRowIds(ids),
        RowVersions.same(ids.length, newest[0]),
        RowVersions.same(ids.length, newest[1]));
  }

  private static void takeVersions(LanceFragment fragment, int[] kept, long[] newest) {
    Column[] versions = fragment.columns(VERSIONS);
    for (int v = 0; v < newest.length; v++) {
      long[] values = longs(versions[v]);
      for (int offset : kept) {
        newest[v] = Math.max(newest[v], values[offset]);
      }
    }
  }

  private static long[] longs(Column column) {
    return ((LongColumn) column).values();
  }

  /** Offsets of the rows that are live after the change. */
  private static int[] kept(LanceFragment fragment, long[] gone) {
    long[] deletions = fragment.deletions();
    int[] kept = new int[fragment.liveRows()];
    int count = 0;
    int next = insertion(gone, (long) fragment.id() << 32);
    for (int offset = 0; offset < fragment.physicalRows(); offset++) {
      if (next < gone.length && gone[next] == ((long) fragment.id() << 32 | offset)) {
        next++;
      } else if (deletions == null || !Bits.get(deletions, offset)) {
        kept[count++] = offset;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  /** Fragments that are no more: all but the first. */
  List<Long> removed() {
    return fragments.stream().skip(1).map(fragment -> (long) fragment.id()).toList();
  }
}
