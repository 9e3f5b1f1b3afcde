package io.omnigraph.engine.rows;

import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType.Layout;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The columns of a {@link TableLine}, by row number. Each grows at its end; where the state that
 * makes it grow has no row, a hole is left, and an older state with a row there gets a column of
 * its own. Not thread-safe.
 */
final class LineColumns {
  private final Layout[] layouts;
  private final GrowingColumn[] columns;
  private final BitSet[] fillers;

  /** An older state made holes, which a newer one may have rows for. */
  private boolean holesOfOlder;

  LineColumns(Layout[] layouts) {
    this.layouts = layouts;
    this.columns = new GrowingColumn[layouts.length];
    this.fillers = new BitSet[layouts.length];
  }

  /** All rows of a state's column; may be longer. */
  Column column(int ordinal, StoredTable table, long newestVersion) {
    if (fillers[ordinal] == null) {
      fillers[ordinal] = new BitSet();
    }
    int before = fillers[ordinal].length();
    columns[ordinal] = filled(columns[ordinal], ordinal, table, fillers[ordinal]);
    holesOfOlder |= mayLack(table, newestVersion) && fillers[ordinal].length() > before;
    return lacks(ordinal, table, newestVersion)
        ? filled(null, ordinal, table, new BitSet()).column()
        : columns[ordinal].column();
  }

  /**
   * Appends what the column lacks up to the state's limit.
   *
   * @param holes where numbers go that the state has no row for
   */
  private GrowingColumn filled(GrowingColumn from, int ordinal, StoredTable table, BitSet holes) {
    GrowingColumn column = from;
    if (column == null || column.size() < table.pin().limit()) {
      column = withFiles(from, ordinal, table.pin(), holes);
    }
    if (column.size() < table.limit()) {
      fill(column, table.deltaBase(), holes);
      int at = column.size();
      column.append(table.deltaColumn(ordinal), at - table.deltaBase(), table.limit() - at);
    }
    return column;
  }

  private GrowingColumn withFiles(GrowingColumn from, int ordinal, PinnedRows pin, BitSet holes) {
    GrowingColumn column = from;
    Placement[] placements = pin.placements();
    for (int i = 0; i < placements.length; ) {
      int group = i + 1;
      while (group < placements.length && !pin.isApart(group)) {
        group++;
      }
      Placement first = placements[i];
      int size = column == null ? 0 : column.size();
      boolean shared = size == 0 && first.base() == 0 && first.isConsecutive();
      if (group == i + 1 && shared) {
        column =
            GrowingColumn.startingWith(
                layouts[ordinal], pin.fragment(i).column(ordinal), first.rows());
      } else {
        column = column == null ? new GrowingColumn(layouts[ordinal]) : column;
        appendGroup(column, ordinal, pin, i, group, holes);
      }
      i = group;
    }
    return column == null ? new GrowingColumn(layouts[ordinal]) : column;
  }

  /** Placements whose numbers lie in between each other, or one. */
  private static void appendGroup(
      GrowingColumn column, int ordinal, PinnedRows pin, int from, int to, BitSet holes) {
    int end = 0;
    for (int i = from; i < to; i++) {
      end = Math.max(end, pin.placements()[i].end());
    }
    if (end <= column.size()) {
      return;
    }
    if (to == from + 1 && pin.placements()[from].isAscending()) {
      append(column, pin.placements()[from], pin.fragment(from).column(ordinal), holes);
    } else {
      appendMixed(column, ordinal, pin, from, to, holes);
    }
  }

  private static void append(GrowingColumn column, Placement placement, Column rows, BitSet holes) {
    int offset = placement.offsetFrom(column.size());
    while (offset < placement.rows()) {
      fill(column, placement.number(offset), holes);
      int end = placement.runEnd(offset);
      column.append(rows, offset, end - offset);
      offset = end;
    }
  }

  private static void appendMixed(
      GrowingColumn column, int ordinal, PinnedRows pin, int from, int to, BitSet holes) {
    int[] firsts = new int[to - from + 1];
    Column[] rows = new Column[to - from];
    for (int i = from; i < to; i++) {
      rows[i - from] = pin.fragment(i).column(ordinal);
      firsts[i - from + 1] = firsts[i - from] + pin.placements()[i].rows();
    }
    long[] order = byNumber(pin, from, firsts, column.size());
    int at = 0;
    int k = 0;
    while (at < order.length) {
      int slot = (int) order[at];
      while (slot >= firsts[k + 1] || slot < firsts[k]) {
        k = slot >= firsts[k + 1] ? k + 1 : k - 1;
      }
      int end = at + 1; // rows that follow each other in both orders go together
      while (end < order.length
          && order[end] == order[end - 1] + (1L << 32) + 1
          && (int) order[end] < firsts[k + 1]) {
        end++;
      }
      fill(column, (int) (order[at] >>> 32), holes);
      column.append(rows[k], slot - firsts[k], end - at);
      at = end;
    }
  }

  /** Number, and position in all the placements one after the other; from a number on. */
  private static long[] byNumber(PinnedRows pin, int from, int[] firsts, int size) {
    long[] order = new long[firsts[firsts.length - 1]];
    int count = 0;
    for (int k = 0; k + 1 < firsts.length; k++) {
      Placement placement = pin.placements()[from + k];
      for (int offset = 0; offset < placement.rows(); offset++) {
        if (placement.number(offset) >= size) {
          order[count++] = (long) placement.number(offset) << 32 | (firsts[k] + offset);
        }
      }
    }
    Arrays.sort(order, 0, count);
    return Arrays.copyOf(order, count);
  }

  private static void fill(GrowingColumn column, int to, BitSet holes) {
    if (to > column.size()) {
      holes.set(column.size(), to);
      column.appendFiller(to - column.size());
    }
  }

  /** Only states that have all their rows from the newest one have no row that it lacks. */
  private static boolean mayLack(StoredTable table, long newestVersion) {
    return table.pin().mayLack() || table.pin().version() < newestVersion;
  }

  /** Whether the shared column was filled up where this (older) state has rows. */
  boolean lacks(int ordinal, StoredTable table, long newestVersion) {
    BitSet holes = fillers[ordinal];
    if (holes.isEmpty() || (!mayLack(table, newestVersion) && !holesOfOlder)) {
      return false;
    }
    for (Placement placement : table.pin().placements()) {
      for (int offset = 0; offset < placement.rows(); offset = placement.runEnd(offset)) {
        if (anyHole(
            holes, placement.number(offset), placement.number(placement.runEnd(offset) - 1) + 1)) {
          return true;
        }
      }
    }
    return anyHole(holes, table.deltaBase(), table.limit());
  }

  private static boolean anyHole(BitSet holes, int from, int to) {
    int hole = holes.nextSetBit(from);
    return hole >= 0 && hole < to;
  }
}
