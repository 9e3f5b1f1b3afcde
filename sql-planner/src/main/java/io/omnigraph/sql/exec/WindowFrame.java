package io.omnigraph.sql.exec;

/**
 * Which rows around the current one a window function sees.
 *
 * @param rows ROWS, else RANGE
 * @param lowUnbounded from the partition's first row
 * @param lowCurrent from the current row (RANGE: its first peer)
 * @param low rows or value distance, negative = before the current row
 */
public record WindowFrame(
    boolean rows,
    boolean lowUnbounded,
    boolean lowCurrent,
    long low,
    boolean highUnbounded,
    boolean highCurrent,
    long high) {
  @Override
  public String toString() {
    return (rows ? "rows " : "range ")
        + (lowUnbounded ? "unbounded" : String.valueOf(low))
        + ".."
        + (highUnbounded ? "unbounded" : String.valueOf(high));
  }
}
