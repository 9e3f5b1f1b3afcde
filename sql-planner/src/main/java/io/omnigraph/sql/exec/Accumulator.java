package io.omnigraph.sql.exec;

import io.omnigraph.storage.column.Column;

/** State of one aggregate function over all groups. */
interface Accumulator {
  /**
   * Takes rows in.
   *
   * @param groups the group of each row, below {@code groupCount}
   * @param args dense argument columns, may be none
   */
  void add(int[] groups, int groupCount, Column[] args, int rows);

  /** One value a group. */
  Column finish(int groupCount);
}
