package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.ShownKey;
import io.omnigraph.engine.rows.Overlay;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.rows.StoredTable;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.validate.Uniqueness;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Carries pending changes from one snapshot of a branch to a newer one. Rows collide, not tables:
 * it fails only when a key that was written here was also written by somebody else since, or a
 * unique value was taken.
 */
final class Rebase {
  private final CommittedView before;
  private final CommittedView after;
  private final Culprit culprit;
  private final Overlay overlay;

  /**
   * @param overlay of the transaction whose changes are carried
   * @param culprit for messages
   */
  Rebase(CommittedView before, CommittedView after, Overlay overlay, Culprit culprit) {
    this.overlay = overlay;
    this.before = before;
    this.after = after;
    this.culprit = culprit;
  }

  /**
   * @throws OmnigraphException COMMIT_CONFLICT naming the key
   */
  PendingChanges apply(PendingChanges changes) {
    boolean schemaMoved = !before.snapshot().schemaHash().equals(after.snapshot().schemaHash());
    if (changes.schemaChanged() || schemaMoved) {
      throw new OmnigraphException(
          ErrorCode.COMMIT_CONFLICT,
          "The schema",
          after.branch(),
          schemaMoved
              ? "another schema was accepted by " + culprit.schemaChange()
              : "a schema change is not carried past " + culprit.rowChange(view -> true));
    }
    for (String key : changes.overwritten()) {
      if (!before.snapshot().hasContentOf(after.snapshot(), key)) {
        throw new OmnigraphException(
            ErrorCode.COMMIT_CONFLICT,
            "Table " + Committer.name(key),
            after.branch(),
            "it is overwritten here as a whole; " + culprit.tableChange(key));
      }
    }
    Map<String, RowsView> tables = new TreeMap<>();
    changes.tables().forEach((key, rows) -> tables.put(key, rows.changed() ? rebased(rows) : rows));
    tables.values().removeIf(rows -> !rows.changed());
    return new PendingChanges(after.schema(), false, tables, changes.overwritten());
  }

  private RowsView rebased(RowsView rows) {
    RowsView fresh = after.rows(rows.type());
    if (fresh.stored() == rows.stored()) {
      return rows;
    }
    RowsView target = hide(rows, fresh);
    return append(rows, fresh, target);
  }

  private RowsView hide(RowsView rows, RowsView fresh) {
    StoredTable old = rows.stored();
    KeyColumns keys = storedKeys(rows);
    int[] hidden = rows.hiddenRows();
    for (int i = 0; i < hidden.length; i++) {
      int row = hidden[i];
      int now = fresh.find(keys, row);
      if (now < 0 || !old.isSameRow(row, fresh.stored(), now)) {
        throw collision(
            rows.type(),
            keys,
            row,
            culprit.rowChange(view -> isOther(old, keys, row, view.rows(rows.type()))));
      }
      hidden[i] = now;
    }
    return fresh.removed(hidden, hidden.length);
  }

  /** Whether a stored row is gone or replaced in a newer state. */
  private static boolean isOther(StoredTable old, KeyColumns keys, int row, RowsView newer) {
    int now = newer.find(keys, row);
    return now < 0 || !old.isSameRow(row, newer.stored(), now);
  }

  private RowsView append(RowsView rows, RowsView fresh, RowsView target) {
    int[] positions = new int[rows.pendingSize()];
    int[] origins = new int[rows.pendingSize()];
    int count = 0;
    KeyColumns stored = storedKeys(rows);
    KeyColumns pending = pendingKeys(rows);
    for (int row = 0; row < rows.pendingSize(); row++) {
      if (!rows.isPendingLive(row)) {
        continue;
      }
      int origin = rows.origin(row);
      if (origin < 0 && fresh.find(pending, row) >= 0) {
        int lost = row;
        throw collision(
            rows.type(),
            pending,
            row,
            culprit.rowChange(view -> view.rows(rows.type()).find(pending, lost) >= 0));
      }
      positions[count] = row;
      origins[count++] = origin < 0 ? -1 : fresh.find(stored, origin);
    }
    RowsView result = target;
    int chunk = rows.chunkRows();
    for (int from = 0; from < count; from += chunk) {
      int to = Math.min(count, from + chunk);
      ColumnBatch batch = rows.pendingBatch(positions, from, to);
      checkUnique(result, batch);
      result = result.inserted(batch, Arrays.copyOfRange(origins, from, to), overlay);
    }
    return result;
  }

  private void checkUnique(RowsView target, ColumnBatch batch) {
    try {
      Uniqueness.checkUnique(target, batch);
    } catch (OmnigraphException e) {
      throw new OmnigraphException(
              ErrorCode.COMMIT_CONFLICT,
              target.type().name(),
              after.branch(),
              e.getMessage() + " " + culprit.tableChange(target.type().tableKey()))
          .causedBy(e);
    }
  }

  private static KeyColumns storedKeys(RowsView rows) {
    int[] ordinals = rows.type().keyColumns();
    Column[] keys = new Column[ordinals.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = rows.stored().column(ordinals[i]);
    }
    return new KeyColumns(keys);
  }

  private static KeyColumns pendingKeys(RowsView rows) {
    int[] ordinals = rows.type().keyColumns();
    Column[] keys = new Column[ordinals.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = rows.pendingColumn(ordinals[i]);
    }
    return new KeyColumns(keys);
  }

  private OmnigraphException collision(TableType type, KeyColumns keys, int row, String by) {
    String key = ShownKey.of(Uniqueness.properties(type, type.keyColumns()), keys, row);
    return new OmnigraphException(
        ErrorCode.COMMIT_CONFLICT, type.name() + " \"" + key + "\"", after.branch(), by);
  }
}
