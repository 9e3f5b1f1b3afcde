package io.omnigraph.sql.exec;

/** One column of an ORDER BY. */
public record SortKey(int column, boolean descending, boolean nullsFirst) {
  @Override
  public String toString() {
    return "$"
        + column
        + (descending ? " DESC" : "")
        + (nullsFirst == descending ? nullsFirst ? " NULLS FIRST" : " NULLS LAST" : "");
  }
}
