package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableSnapshot;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What successive versions of one table share: row numbers, contiguous columns, the key index.
 *
 * <p>A fragment is immutable, so a newer version has the same rows at the same numbers plus those
 * of new fragments behind them; rows that are gone leave numbers unused. A fragment of rows that
 * were only carried over from other fragments is not new: they keep their numbers. A version is
 * thus taken up at the cost of what changed in it. Thread-safe.
 */
final class TableLine {
  /** Placements kept beyond those of the newest version, for a look at a version before it. */
  private static final int KEPT_PLACEMENTS = 256;

  /** Below this many numbers it does not matter how many of them are used. */
  private static final int SPARSE_ROWS = 1_024;

  private final Layout[] layouts;
  private final Map<String, Placement> placements = new HashMap<>();
  private final GrowingColumn[] columns;
  private final BitSet[] fillers;
  private final Map<OrdinalList, Indexed> indices = new HashMap<>();
  private int limit;
  private long newestVersion;

  /** An older version made holes, which a newer one may have rows for. */
  private boolean holesOfOlder;

  /** Weak, so that a version nobody uses can be closed; rows are then taken as new ones. */
  private WeakReference<StoredTable> newest = new WeakReference<>(null);

  /** An index and how many rows it has. */
  private static final class Indexed {
    KeyIndex index;
    int rows;
  }

  TableLine(Layout[] layouts) {
    this.layouts = layouts.clone();
    this.columns = new GrowingColumn[layouts.length];
    this.fillers = new BitSet[layouts.length];
  }

  int width() {
    return layouts.length;
  }

  /** Takes a version up, or answers null when it shares too little with this line. */
  synchronized StoredTable take(TableSnapshot snapshot) {
    StoredTable last = newest.get();
    if (last != null && !last.snapshot().isIntact()) {
      return null; // its branch was dropped and made anew: its versions count from the same numbers
    }
    boolean newer = snapshot.ref().version() > newestVersion;
    List<TableFragment> fragments = snapshot.fragments();
    Placement[] placed = place(fragments, newer, last);
    if (placed == null || !ascend(placed)) {
      return null;
    }
    boolean mayLack = !newer || isBack(placed, last);
    for (Placement placement : placed) {
      placements.putIfAbsent(placement.dataKey(), placement);
      limit = Math.max(limit, placement.end());
    }
    StoredTable table =
        new StoredTable(snapshot, this, placed, inOrder(placed, fragments), mayLack);
    if (newer) {
      newestVersion = snapshot.ref().version();
      newest = new WeakReference<>(table);
      forgetOld(placed);
    }
    return table;
  }

  /** One for each fragment; null when there would be more unused numbers than used ones. */
  private Placement[] place(List<TableFragment> fragments, boolean newer, StoredTable last) {
    Placement[] placed = new Placement[fragments.size()];
    CarriedNumbers carried = null;
    int next = limit;
    long total = 0;
    for (int i = 0; i < placed.length; i++) {
      TableFragment fragment = fragments.get(i);
      total += fragment.physicalRows();
      placed[i] = placements.get(fragment.dataKey());
      if (placed[i] != null) {
        continue;
      }
      if (!newer) {
        return null; // an old version that is not known any more
      }
      if (last != null && fragment.newestRowVersion() <= newestVersion) {
        carried = carried == null ? new CarriedNumbers(last, keys(fragments)) : carried;
        placed[i] = carried.place(fragment);
      }
      if (placed[i] == null) {
        long end = (long) next + fragment.physicalRows();
        if (end >= Integer.MAX_VALUE) {
          return null;
        }
        placed[i] = Placement.consecutive(fragment.dataKey(), next, fragment.physicalRows());
        next = (int) end;
      }
    }
    boolean dense = next < SPARSE_ROWS || total * 2 >= next;
    return limit == 0 || dense ? placed : null;
  }

  private static Set<String> keys(List<TableFragment> fragments) {
    return fragments.stream().map(TableFragment::dataKey).collect(Collectors.toSet());
  }

  /** Sorts by number; false when two fragments' numbers lie in between each other. */
  private static boolean ascend(Placement[] placed) {
    Arrays.sort(placed, Comparator.comparingInt(Placement::base).thenComparingInt(Placement::end));
    for (int i = 1; i < placed.length; i++) {
      if (placed[i].base() < placed[i - 1].end()) {
        return false;
      }
    }
    return true;
  }

  private static TableFragment[] inOrder(Placement[] placed, List<TableFragment> fragments) {
    Map<String, TableFragment> byKey = new HashMap<>();
    fragments.forEach(fragment -> byKey.put(fragment.dataKey(), fragment));
    TableFragment[] sorted = new TableFragment[placed.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = byKey.get(placed[i].dataKey());
    }
    return sorted;
  }

  /** Whether some rows were not there in the last version, but in one before. */
  private boolean isBack(Placement[] placed, StoredTable last) {
    if (last == null) {
      return newestVersion > 0;
    }
    Set<String> before = new HashSet<>();
    for (Placement placement : last.placements()) {
      before.add(placement.dataKey());
    }
    for (Placement placement : placed) {
      if (placements.containsKey(placement.dataKey()) && !before.contains(placement.dataKey())) {
        return true;
      }
    }
    return false;
  }

  private void forgetOld(Placement[] placed) {
    if (placements.size() > 2 * placed.length + KEPT_PLACEMENTS) {
      placements.clear();
      for (Placement placement : placed) {
        placements.put(placement.dataKey(), placement);
      }
    }
  }

  /** All rows of a version's column by row number; may be longer. */
  synchronized Column column(int ordinal, StoredTable table) {
    if (fillers[ordinal] == null) {
      fillers[ordinal] = new BitSet();
    }
    int before = fillers[ordinal].length();
    columns[ordinal] = filled(columns[ordinal], ordinal, table, fillers[ordinal]);
    holesOfOlder |= mayLack(table) && fillers[ordinal].length() > before;
    return lacks(ordinal, table)
        ? filled(null, ordinal, table, new BitSet()).column()
        : columns[ordinal].column();
  }

  /**
   * Appends what the column lacks up to the version's limit.
   *
   * @param holes where numbers go that the version has no row for
   */
  private GrowingColumn filled(GrowingColumn from, int ordinal, StoredTable table, BitSet holes) {
    GrowingColumn column = from;
    for (int i = 0; i < table.placements().length; i++) {
      Placement placement = table.placements()[i];
      int size = column == null ? 0 : column.size();
      if (placement.end() <= size) {
        continue;
      }
      Column rows = table.fragment(i).column(ordinal);
      if (size == 0 && placement.base() == 0 && placement.numbers() == null) {
        column = GrowingColumn.startingWith(layouts[ordinal], rows, placement.rows());
      } else {
        column = column == null ? new GrowingColumn(layouts[ordinal]) : column;
        append(column, placement, rows, holes);
      }
    }
    return column == null ? new GrowingColumn(layouts[ordinal]) : column;
  }

  private static void append(GrowingColumn column, Placement placement, Column rows, BitSet holes) {
    int offset = placement.offsetFrom(column.size());
    while (offset < placement.rows()) {
      int number = placement.number(offset);
      if (number > column.size()) {
        holes.set(column.size(), number);
        column.appendFiller(number - column.size());
      }
      int end = placement.runEnd(offset);
      column.append(rows, offset, end - offset);
      offset = end;
    }
  }

  /** Only versions that have all their rows from the newest one have no row that it lacks. */
  private boolean mayLack(StoredTable table) {
    return table.mayLack() || table.snapshot().ref().version() < newestVersion;
  }

  /** Whether the shared column was filled up where this (older) version has rows. */
  private boolean lacks(int ordinal, StoredTable table) {
    BitSet holes = fillers[ordinal];
    if (holes.isEmpty() || (!mayLack(table) && !holesOfOlder)) {
      return false;
    }
    for (Placement placement : table.placements()) {
      for (int offset = 0; offset < placement.rows(); offset = placement.runEnd(offset)) {
        int hole = holes.nextSetBit(placement.number(offset));
        if (hole >= 0 && hole <= placement.number(placement.runEnd(offset) - 1)) {
          return true;
        }
      }
    }
    return false;
  }

  /** An index over some columns that finds at least this version's rows. */
  synchronized KeyIndex index(OrdinalList ordinals, StoredTable table) {
    Column[] keys = new Column[ordinals.size()];
    boolean own = false;
    for (int i = 0; i < keys.length; i++) {
      keys[i] = table.column(ordinals.at(i));
      own |= lacks(ordinals.at(i), table);
    }
    if (own) {
      KeyIndex copy = new KeyIndex(table.limit());
      copy.add(new KeyColumns(keys), 0, table.limit());
      return copy;
    }
    Indexed indexed = indices.computeIfAbsent(ordinals, o -> new Indexed());
    if (indexed.index == null) {
      indexed.index = new KeyIndex(table.limit());
    }
    if (indexed.rows < table.limit()) {
      indexed.index.add(new KeyColumns(keys), indexed.rows, table.limit());
      indexed.rows = table.limit();
    }
    return indexed.index;
  }
}
