package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnDef;
import java.util.Arrays;
import java.util.List;

/**
 * What deltas do to a version of a table whose rows are not in memory: the rows that they leave,
 * and the keys of rows of the version that are gone.
 */
final class DeltaLayer {
  private final OrdinalList key;

  /** Of all written rows, in the order of the commits. */
  private final GrowingColumn[] written;

  private final KeyIndex byKey = new KeyIndex(0);
  private long[] gone = new long[0];
  private int rows;
  private int liveRows;

  /** Keys of rows of the version. */
  private final GrowingColumn[] hidden;

  private KeyColumns hiddenKeys;
  private final KeyIndex hiding = new KeyIndex(0);
  private int hides;

  DeltaLayer(TableType type) {
    List<ColumnDef> defs = type.storedSchema().columns();
    this.key = new OrdinalList(type.keyColumns());
    this.written = new GrowingColumn[defs.size()];
    Arrays.setAll(written, i -> new GrowingColumn(defs.get(i).type().layout()));
    this.hidden = new GrowingColumn[key.size()];
    Arrays.setAll(hidden, i -> new GrowingColumn(written[key.at(i)].layout()));
    this.hiddenKeys = columns(hidden);
  }

  /** The next delta, in the order of the commits. */
  void add(DeltaRows delta) {
    if (delta.replacing() > 0) {
      hide(delta.keys(key), delta.replacing());
    }
    if (delta.deletes() > 0) {
      hide(delta.deleted(), delta.deletes());
    }
    int count = delta.written();
    for (int i = 0; count > 0 && i < written.length; i++) {
      written[i].append(delta.columns()[i], 0, count);
    }
    byKey.addVersions(keys(), rows, rows + count);
    rows += count;
    liveRows += count;
    if (rows > gone.length * Long.SIZE) {
      gone = RowBits.copy(gone, 2 * rows);
    }
  }

  /** Of each key the newest live row goes: one of a delta, or else one of the version. */
  private void hide(KeyColumns wanted, int count) {
    KeyColumns keys = keys();
    for (int i = 0; i < count; i++) {
      int row = byKey.find(keys, rows, at -> !RowBits.get(gone, at), wanted, i);
      if (row >= 0) {
        RowBits.set(gone, row);
        liveRows--;
      } else if (hider(wanted, i) < 0) {
        hidePinned(wanted, i);
      }
    }
  }

  private void hidePinned(KeyColumns wanted, int row) {
    for (int i = 0; i < hidden.length; i++) {
      hidden[i].append(wanted.columns()[i], row, 1);
    }
    hiddenKeys = columns(hidden);
    hiding.add(hiddenKeys, hides, hides + 1);
    hides++;
  }

  private KeyColumns keys() {
    Column[] keys = new Column[key.size()];
    Arrays.setAll(keys, i -> written[key.at(i)].column());
    return new KeyColumns(keys);
  }

  private static KeyColumns columns(GrowingColumn[] growing) {
    Column[] columns = new Column[growing.length];
    Arrays.setAll(columns, i -> growing[i].column());
    return new KeyColumns(columns);
  }

  /** Number below {@link #hides} of the key that takes one row of the version away, or -1. */
  int hider(KeyColumns wanted, int row) {
    return hides == 0 ? -1 : hiding.find(hiddenKeys, hides, null, wanted, row);
  }

  int hides() {
    return hides;
  }

  int liveRows() {
    return liveRows;
  }

  /** Of all written rows. */
  Column column(int ordinal) {
    return written[ordinal].column();
  }

  /** The next live row from a position on, or -1. */
  int nextLive(int from) {
    int row = from;
    while (row < rows && RowBits.get(gone, row)) {
      row++;
    }
    return row < rows ? row : -1;
  }
}
