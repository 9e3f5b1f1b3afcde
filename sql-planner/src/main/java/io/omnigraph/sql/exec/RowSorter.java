package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Comparison;
import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.util.List;

/**
 * Sorts row numbers by key columns, stable. Long runs are sorted by the {@link SortPrefix} of a
 * key, digit by digit; rows that this leaves equal by the next key; short runs, and what has no
 * prefix, by comparison.
 */
final class RowSorter {
  /** Below this a merge sort is faster than counting digits. */
  private static final int SHORT_RUN = 256;

  private static final int DIGIT_BITS = 8;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int PASSES = Long.SIZE / DIGIT_BITS;

  private final Column[] columns;
  private final VectorType[] types;
  private final List<SortKey> keys;
  private final Execution execution;
  private int[] rows;
  private int[] otherRows;
  private long[] prefixes;
  private long[] otherPrefixes;

  RowSorter(ColumnBatch all, List<SortKey> keys, List<VectorType> types, Execution execution) {
    this.keys = keys;
    this.execution = execution;
    this.columns = keys.stream().map(k -> all.column(k.column())).toArray(Column[]::new);
    this.types = keys.stream().map(k -> types.get(k.column())).toArray(VectorType[]::new);
  }

  /** Row numbers below {@code count} in order. */
  int[] sort(int count) {
    rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = i;
    }
    otherRows = new int[count];
    prefixes = new long[count < SHORT_RUN ? 0 : count];
    otherPrefixes = new long[prefixes.length];
    sort(0, count, 0);
    return rows;
  }

  /** Rows of the run are equal in the keys before {@code key}. */
  private void sort(int from, int to, int key) {
    if (key == columns.length || to - from < 2) {
      return;
    }
    if (to - from < SHORT_RUN || !SortPrefix.exists(columns[key], types[key].isDecimal())) {
      mergeSort(from, to, key);
      return;
    }
    execution.checkpoint();
    int nulls = nullsApart(from, to, key);
    boolean nullsFirst = keys.get(key).nullsFirst();
    sort(nullsFirst ? from : to - nulls, nullsFirst ? from + nulls : to, key + 1);
    int first = nullsFirst ? from + nulls : from;
    int last = nullsFirst ? to : to - nulls;
    sortByPrefix(first, last, key);
    boolean exact = SortPrefix.isExact(columns[key]);
    if (exact && key + 1 == columns.length) {
      return;
    }
    // Deeper runs use the same array of prefixes, but only places that were passed already.
    for (int run = first; run < last; ) {
      int end = run + 1;
      long prefix = prefixes[run];
      while (end < last && prefixes[end] == prefix) {
        end++;
      }
      if (exact) {
        sort(run, end, key + 1);
      } else {
        mergeSort(run, end, key);
      }
      run = end;
    }
  }

  /** Moves NULLs to the end of the run where they belong; how many there are. */
  private int nullsApart(int from, int to, int key) {
    Column column = columns[key];
    if (column.nulls() == null) {
      return 0;
    }
    int values = 0;
    int nulls = 0;
    for (int i = from; i < to; i++) {
      int row = rows[i];
      if (column.isNull(row)) {
        otherRows[from + nulls++] = row;
      } else {
        rows[from + values++] = row;
      }
    }
    if (keys.get(key).nullsFirst()) {
      System.arraycopy(rows, from, rows, from + nulls, values);
      System.arraycopy(otherRows, from, rows, from, nulls);
    } else {
      System.arraycopy(otherRows, from, rows, from + values, nulls);
    }
    return nulls;
  }

  /** Least significant digit first; a digit that all rows share costs nothing. */
  private void sortByPrefix(int from, int to, int key) {
    if (from == to) {
      return;
    }
    SortPrefix.fill(columns[key], keys.get(key).descending(), rows, from, to, prefixes);
    int[][] counts = counts(from, to);
    int[] fromRows = rows;
    int[] toRows = otherRows;
    long[] fromPrefixes = prefixes;
    long[] toPrefixes = otherPrefixes;
    for (int pass = 0; pass < PASSES; pass++) {
      int shift = pass * DIGIT_BITS;
      int[] places = counts[pass];
      if (places[digit(fromPrefixes[from], shift)] == to - from) {
        continue;
      }
      starts(places, from);
      for (int i = from; i < to; i++) {
        long prefix = fromPrefixes[i];
        int place = places[digit(prefix, shift)]++;
        toRows[place] = fromRows[i];
        toPrefixes[place] = prefix;
      }
      int[] swapRows = fromRows;
      fromRows = toRows;
      toRows = swapRows;
      long[] swapPrefixes = fromPrefixes;
      fromPrefixes = toPrefixes;
      toPrefixes = swapPrefixes;
    }
    if (fromRows != rows) { // the run is only a part: the arrays keep their roles
      System.arraycopy(fromRows, from, rows, from, to - from);
      System.arraycopy(fromPrefixes, from, prefixes, from, to - from);
    }
  }

  private int[][] counts(int from, int to) {
    int[][] counts = new int[PASSES][DIGITS];
    for (int i = from; i < to; i++) {
      for (int pass = 0; pass < PASSES; pass++) {
        counts[pass][digit(prefixes[i], pass * DIGIT_BITS)]++;
      }
    }
    return counts;
  }

  /** The sign is flipped, so that digits sort unsigned. */
  private static int digit(long prefix, int shift) {
    return (int) ((prefix ^ Long.MIN_VALUE) >>> shift) & (DIGITS - 1);
  }

  private static void starts(int[] counts, int from) {
    int next = from;
    for (int d = 0; d < counts.length; d++) {
      int count = counts[d];
      counts[d] = next;
      next += count;
    }
  }

  private void mergeSort(int from, int to, int key) {
    if (to - from < 2) {
      return;
    }
    int[] source = rows;
    int[] target = otherRows;
    for (long width = 1; width < to - from; width *= 2) {
      for (long start = from; start < to; start += 2 * width) {
        int middle = (int) Math.min(start + width, to);
        merge(source, target, (int) start, middle, (int) Math.min(start + 2 * width, to), key);
      }
      int[] swap = source;
      source = target;
      target = swap;
    }
    if (source != rows) {
      System.arraycopy(source, from, rows, from, to - from);
    }
  }

  private void merge(int[] source, int[] target, int start, int middle, int end, int key) {
    int a = start;
    int b = middle;
    for (int i = start; i < end; i++) {
      boolean takeA = a < middle && (b >= end || compare(source[a], source[b], key) <= 0);
      target[i] = takeA ? source[a++] : source[b++];
    }
  }

  private int compare(int a, int b, int firstKey) {
    for (int k = firstKey; k < columns.length; k++) {
      int sign = compare(columns[k], types[k], keys.get(k), a, b);
      if (sign != 0) {
        return sign;
      }
    }
    return 0;
  }

  private static int compare(Column column, VectorType type, SortKey key, int a, int b) {
    boolean nullA = column.isNull(a);
    boolean nullB = column.isNull(b);
    if (nullA || nullB) {
      return nullA == nullB ? 0 : nullA == key.nullsFirst() ? -1 : 1;
    }
    int sign;
    if (column instanceof IntColumn c) {
      sign = Integer.compare(c.values()[a], c.values()[b]);
    } else if (column instanceof LongColumn c) {
      sign = Long.compare(c.values()[a], c.values()[b]);
    } else if (column instanceof DoubleColumn c) {
      sign = Comparison.compare(c.values()[a], c.values()[b]);
    } else if (type.isDecimal()) {
      BytesColumn c = (BytesColumn) column;
      sign =
          ValueReader.decimal(c, a, type.scale())
              .compareTo(ValueReader.decimal(c, b, type.scale()));
    } else {
      sign = Comparison.compare((BytesColumn) column, a, (BytesColumn) column, b);
    }
    return key.descending() ? -sign : sign;
  }
}
