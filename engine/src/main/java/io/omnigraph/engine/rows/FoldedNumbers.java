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
 * the key of a live row of the deltas and all its values.
 */
final class FoldedNumbers {
  private final int[] rows;
  private final Column[] columns;
  private final KeyColumns keys;
  private final OrdinalList key;
  private final KeyIndex index;

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
    index = new KeyIndex(rows.length);
    index.add(keys, 0, rows.length);
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
   * @param next the first number that no row has; for rows that are new
   */
  Placement place(TableFragment fragment, int next) {
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
      boolean there = !RowBits.get(deletions, offset);
      int at = there ? index.find(keys, rows.length, null, wanted, offset) : -1;
      boolean same = at >= 0 && ExactValues.same(values, offset, columns, at);
      numbers[offset] = same ? rows[at] : -1;
      known += same ? 1 : 0;
    }
    if (known == 0 || (long) next + count >= Integer.MAX_VALUE) {
      return null;
    }
    int fresh = next;
    for (int offset = 0; offset < count; offset++) {
      if (numbers[offset] < 0) {
        numbers[offset] = fresh++;
      }
    }
    return Placement.of(fragment.dataKey(), numbers);
  }
}
