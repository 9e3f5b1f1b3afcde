package io.omnigraph.engine.schema;

/**
 * A stretch of the {@code .pg} text.
 *
 * @param line of its first character, from 1
 * @param column of its first character, from 1, in characters
 * @param from offset of its first character in the text
 * @param to offset behind its last character
 */
record Span(int line, int column, int from, int to) {
  /** Never empty: an error at the end of the text still points at one column. */
  int length() {
    return Math.max(1, to - from);
  }

  /** {@code 5} or {@code 5-9}: the columns it covers. */
  String columns() {
    return length() == 1 ? Integer.toString(column) : column + "-" + (column + length() - 1);
  }

  Span through(Span end) {
    return new Span(line, column, from, end.to);
  }

  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
