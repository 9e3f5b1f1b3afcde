package io.omnigraph.sql.kernel;

/** Null bitmaps of results. */
final class Nulls {
  private Nulls() {}

  /** Rows that are NULL in one of the two; null = none. The result may be one of the arguments. */
  static long[] union(long[] a, long[] b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    long[] both = a.length >= b.length ? a.clone() : b.clone();
    long[] other = a.length >= b.length ? b : a;
    for (int i = 0; i < other.length; i++) {
      both[i] |= other[i];
    }
    return both;
  }

  static boolean get(long[] nulls, int row) {
    return nulls != null && (nulls[row >> 6] & (1L << row)) != 0;
  }
}
