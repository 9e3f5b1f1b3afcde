package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.engine.rows.GrowingColumn;
import io.omnigraph.engine.rows.OrdinalList;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.Constraint;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnType.Layout;

/** Values of a key or of unique columns that a load has used so far. */
final class TakenValues {
  private final OrdinalList ordinals;
  private final int[] columns;
  private final Constraint.Unique constraint;
  private final GrowingColumn[] values;
  private final KeyIndex index = new KeyIndex(1 << 10);

  /**
   * @param constraint null for the key
   */
  TakenValues(TableType type, int[] columns, Constraint.Unique constraint) {
    this.ordinals = new OrdinalList(columns);
    this.columns = columns;
    this.constraint = constraint;
    this.values = new GrowingColumn[columns.length];
    for (int i = 0; i < columns.length; i++) {
      Layout layout = type.storedSchema().columns().get(columns[i]).type().layout();
      values[i] = new GrowingColumn(layout);
    }
  }

  /** Null for the key. */
  Constraint.Unique constraint() {
    return constraint;
  }

  private KeyColumns keys() {
    Column[] keys = new Column[values.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = values[i].column();
    }
    return new KeyColumns(keys);
  }

  /**
   * Takes the values of a batch.
   *
   * @param others rows whose values are taken too, or null
   * @return the first row whose value was taken before, or -1; a row with a NULL never is
   */
  int firstRepeated(ColumnBatch batch, RowsView others) {
    int count = batch.rowCount();
    int first = values[0].size();
    for (int i = 0; i < columns.length; i++) {
      values[i].append(batch.column(columns[i]), batch.from(), count);
    }
    KeyColumns all = keys();
    boolean look = others != null && others.rowCount() > 0;
    for (int row = 0; row < count; row++) {
      int at = first + row;
      if (all.hasNull(at)) {
        continue;
      }
      if (index.find(all, at, null, all, at) >= 0
          || (look && others.find(ordinals, all, at) >= 0)) {
        return row;
      }
      index.add(all, at, at + 1);
    }
    return -1;
  }

  boolean contains(KeyColumns wanted, int row) {
    return index.find(keys(), Integer.MAX_VALUE, null, wanted, row) >= 0;
  }

  /** Whether a stored row has a value that was taken. */
  boolean contains(RowsView stored, int row) {
    Column[] wanted = new Column[columns.length];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = stored.column(columns[i]);
    }
    KeyColumns keys = new KeyColumns(wanted);
    return !keys.hasNull(row) && contains(keys, row);
  }
}
