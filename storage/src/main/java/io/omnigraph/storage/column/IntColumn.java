package io.omnigraph.storage.column;

/** Holds BOOL (0 or 1), INT8, INT16, INT32 and DATE (days); one {@code int} a row, 0 where NULL. */
public final class IntColumn extends Column {
  private final int[] values;

  /**
   * @param values one a row, not copied
   * @param nulls see {@link Column#nulls()}
   */
  public IntColumn(int[] values, long[] nulls) {
    super(nulls);
    this.values = values;
  }

  @Override
  public int length() {
    return values.length;
  }

  @Override
  public long sizeBytes() {
    return 4L * values.length + nullBytes();
  }

  public int[] values() {
    return values;
  }
}
