package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What successive versions of one table share: row numbers, contiguous columns, the key index.
 *
 * <p>A fragment is immutable, so a newer version has the same rows at the same numbers plus those
 * of new fragments behind them; fragments that are gone leave numbers unused. A version is thus
 * taken up at the cost of what is new in it. Thread-safe.
 */
final class TableLine {
  /** Rows {@code [base, base + rows)} are those of one fragment. */
  record Range(String dataKey, int fragmentId, int base, int rows) {}

  private final Layout[] layouts;
  private final List<Range> ranges = new ArrayList<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final GrowingColumn[] columns;
  private final int[] taken;
  private final BitSet[] fillers;
  private int limit;
  private final Map<OrdinalList, Indexed> indices = new HashMap<>();

  /** An index and how many rows it has. */
  private static final class Indexed {
    KeyIndex index;
    int rows;
  }

  TableLine(Layout[] layouts) {
    this.layouts = layouts.clone();
    this.columns = new GrowingColumn[layouts.length];
    this.taken = new int[layouts.length];
    this.fillers = new BitSet[layouts.length];
  }

  int width() {
    return layouts.length;
  }

  /** Takes a version up, or answers null when it shares too little with this line. */
  synchronized StoredTable take(TableSnapshot snapshot) {
    List<TableFragment> fragments = snapshot.fragments();
    if (!fits(fragments)) {
      return null;
    }
    TableFragment[] byRange = new TableFragment[ranges.size() + fragments.size()];
    for (TableFragment fragment : fragments) {
      Integer at = positions.get(fragment.dataKey());
      byRange[at == null ? append(fragment) : at] = fragment;
    }
    int count = byRange.length;
    while (count > 0 && byRange[count - 1] == null) {
      count--;
    }
    return new StoredTable(
        snapshot,
        this,
        ranges.subList(0, count).toArray(Range[]::new),
        java.util.Arrays.copyOf(byRange, count));
  }

  private boolean fits(List<TableFragment> fragments) {
    long known = 0;
    long total = 0;
    int lastId = ranges.isEmpty() ? -1 : ranges.get(ranges.size() - 1).fragmentId();
    for (TableFragment fragment : fragments) {
      total += fragment.physicalRows();
      if (positions.containsKey(fragment.dataKey())) {
        known += fragment.physicalRows();
      } else if (fragment.id() <= lastId) {
        return false;
      } else {
        lastId = fragment.id();
      }
    }
    long after = limit + total - known;
    boolean dense = after < 1024 || total * 2 >= after;
    return ranges.isEmpty() || (dense && after < Integer.MAX_VALUE);
  }

  private int append(TableFragment fragment) {
    int at = ranges.size();
    ranges.add(new Range(fragment.dataKey(), fragment.id(), limit, fragment.physicalRows()));
    positions.put(fragment.dataKey(), at);
    limit = Math.addExact(limit, fragment.physicalRows());
    return at;
  }

  /** All rows of a version's column by row number; may be longer. */
  synchronized Column column(int ordinal, StoredTable table) {
    if (columns[ordinal] == null) {
      fillers[ordinal] = new BitSet();
    }
    while (taken[ordinal] < table.ranges().length) {
      int at = taken[ordinal]++;
      columns[ordinal] = appended(columns[ordinal], ordinal, ranges.get(at), table.fragment(at));
      if (table.fragment(at) == null) {
        fillers[ordinal].set(at);
      }
    }
    return lacks(ordinal, table) ? copyFor(ordinal, table) : columnOf(ordinal);
  }

  private Column columnOf(int ordinal) {
    if (columns[ordinal] == null) {
      columns[ordinal] = new GrowingColumn(layouts[ordinal]);
    }
    return columns[ordinal].column();
  }

  private GrowingColumn appended(
      GrowingColumn column, int ordinal, Range range, TableFragment fragment) {
    if (column == null && fragment != null) {
      return GrowingColumn.startingWith(layouts[ordinal], fragment.column(ordinal), range.rows());
    }
    GrowingColumn grown = column == null ? new GrowingColumn(layouts[ordinal]) : column;
    if (fragment == null) {
      grown.appendFiller(range.rows());
    } else {
      grown.append(fragment.column(ordinal), 0, range.rows());
    }
    return grown;
  }

  /** Whether the shared column was filled up where this (older) version has rows. */
  private boolean lacks(int ordinal, StoredTable table) {
    BitSet holes = fillers[ordinal];
    for (int at = holes.nextSetBit(0);
        at >= 0 && at < table.ranges().length;
        at = holes.nextSetBit(at + 1)) {
      if (table.fragment(at) != null) {
        return true;
      }
    }
    return false;
  }

  private Column copyFor(int ordinal, StoredTable table) {
    GrowingColumn copy = null;
    for (int at = 0; at < table.ranges().length; at++) {
      copy = appended(copy, ordinal, ranges.get(at), table.fragment(at));
    }
    return copy.column();
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
