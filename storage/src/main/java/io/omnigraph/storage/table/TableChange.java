package io.omnigraph.storage.table;

import io.omnigraph.storage.column.ColumnBatch;
import java.util.List;

/**
 * The net change of one table in one commit.
 *
 * @param overwrite true = the table's rows are replaced by {@code inserted}; then nothing else may
 *     be given
 * @param deleted row addresses of the base snapshot, ascending, each live, no duplicates
 * @param replaced row addresses whose rows get new values but keep their row ids; ascending;
 *     disjoint from {@code deleted}
 * @param replacements the new rows of {@code replaced}, in the same order, all columns; null when
 *     none
 * @param inserted new rows; their fragments come last, in this order
 */
public record TableChange(
    boolean overwrite,
    long[] deleted,
    long[] replaced,
    ColumnBatch replacements,
    List<StagedRows> inserted) {
  public TableChange {
    inserted = List.copyOf(inserted);
  }

  /** A commit for its own sake, of which the manifest says what it stands for. */
  public static final TableChange NOTHING =
      new TableChange(false, new long[0], new long[0], null, List.of());

  public static TableChange insert(StagedRows rows) {
    return new TableChange(false, new long[0], new long[0], null, List.of(rows));
  }
}
