package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.table.TableFragment;
import java.util.stream.IntStream;

/**
 * Finds the numbers of rows that a commit took from deltas into files. A row is the same if it has
 * the key of a live row of the deltas and all its values. Most lie one behind the other as they did
 * there; the others are found by their keys.
 */
final class FoldedNumbers {
  private final int[] rows;
  private final Column[] columns;
  private final KeyColumns keys;
  private final OrdinalList key;

  /** Of all keys; made when a row is not where it is expected. */
  private KeyIndex index;

  /** Position behind the last row that was found. */
  private int next;

  /**
   * @param before the state whose deltas the new version holds
   */
  FoldedNumbers(StoredTable before, OrdinalList key) {
    this.key = key;
    rows = before.deltaRows();
    int[] positions = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      positions[i] = rows[i] - before.deltaBase();
    }
    columns = new Column[before.width()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Columns.gather(before.deltaColumn(i), positions, rows.length);
    }
    keys = keys(columns);
  }

  private KeyColumns keys(Column[] all) {
    Column[] keys = new Column[key.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = all[key.at(i)];
    }
    return new KeyColumns(keys);
  }

  /**
   * Null when none of the fragment's rows comes from a delta, or there are no numbers left.
   *
   * @param firstFree the first number that no row has; for rows that are new
   */
  Placement place(TableFragment fragment, int firstFree) {
    int count = fragment.physicalRows();
    if (count == 0 || rows.length == 0) {
      return null;
    }
    Column[] values = fragment.columns(IntStream.range(0, columns.length).toArray());
    KeyColumns wanted = keys(values);
    long[] deletions = fragment.deletions();
    int[] numbers = new int[count];
    int known = 0;
    for (int offset = 0; offset < count; offset++) {
      int at = RowBits.get(deletions, offset) ? -1 : find(values, wanted, offset);
      numbers[offset] = at < 0 ? -1 : rows[at];
      known += at < 0 ? 0 : 1;
      next = at < 0 ? next : at + 1;
    }
    if (known == 0 || (long) firstFree + count >= Integer.MAX_VALUE) {
      return null;
    }
    int fresh = firstFree;
    for (int offset = 0; offset < count; offset++) {
      if (numbers[offset] < 0) {
        numbers[offset] = fresh++;
      }
    }
    return Placement.of(fragment.dataKey(), numbers);
  }

  /** Position of the delta's row, expected at the next one; negative when there is none. */
  private int find(Column[] values, KeyColumns wanted, int offset) {
    if (next < rows.length && ExactValues.same(values, offset, columns, next)) {
      return next;
    }
    if (index == null) {
      index = new KeyIndex(rows.length);
      index.add(keys, 0, rows.length);
    }
    int at = index.find(keys, rows.length, null, wanted, offset);
    return at >= 0 && ExactValues.same(values, offset, columns, at) ? at : -1;
  }
}
