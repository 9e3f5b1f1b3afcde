package io.omnigraph.storage.column;

/** Holds FLOAT32 (widened) and FLOAT64; one {@code double} a row, 0 where NULL. */
public final class DoubleColumn extends Column {
  private final double[] values;

  /**
   * @param values one a row, not copied
   * @param nulls see {@link Column#nulls()}
   */
  public DoubleColumn(double[] values, long[] nulls) {
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

  public double[] values() {
    return values;
  }
}
