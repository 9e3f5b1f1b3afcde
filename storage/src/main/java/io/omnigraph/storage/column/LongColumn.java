package io.omnigraph.storage.column;

/**
 * Holds INT64, UINT32, UINT64 (same bits), TIME, TIMESTAMP and TIMESTAMP_TZ (microseconds); one
 * {@code long} a row, 0 where NULL.
 */
public final class LongColumn extends Column {
  private final long[] values;

  /**
   * @param values one a row, not copied
   * @param nulls see {@link Column#nulls()}
   */
  public LongColumn(long[] values, long[] nulls) {
    super(nulls);
    this.values = values;
  }

  @Override
  public int length() {
    return values.length;
  }

  @Override
  public long sizeBytes() {
    return 8L * values.length + nullBytes();
  }

  public long[] values() {
    return values;
  }
}
