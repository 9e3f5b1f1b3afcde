package io.omnigraph.storage.column;

/**
 * Values of one column in primitive arrays on the heap. Immutable once built; arrays are shared,
 * never copied, so nobody may write to them. Safe for any number of readers.
 *
 * <p>Hot loops take the concrete class once per batch and read its array; they do not call a method
 * per row through this type.
 */
public abstract sealed class Column permits IntColumn, LongColumn, DoubleColumn, BytesColumn {
  private final long[] nulls;

  /**
   * @param nulls bit {@code i} of word {@code i >> 6} set = row i is NULL; null = no NULL at all
   */
  Column(long[] nulls) {
    this.nulls = nulls;
  }

  /** Rows. */
  public abstract int length();

  /** Heap bytes of the arrays, for budgets. */
  public abstract long sizeBytes();

  public final boolean isNull(int row) {
    return nulls != null && (nulls[row >> 6] & (1L << row)) != 0;
  }

  /** The bitmap given at construction, or null when no row is NULL. */
  public final long[] nulls() {
    return nulls;
  }

  final long nullBytes() {
    return nulls == null ? 0 : 8L * nulls.length;
  }
}
