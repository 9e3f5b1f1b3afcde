package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.rows.Overlay;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.validate.Uniqueness;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What several transactions change together, each made or carried to the same snapshot. Rows
 * collide here as they do in {@link Rebase}; but who collides is not told why: it will be, when it
 * is its turn alone.
 */
final class GroupOverlay {
  private final CommittedView base;

  /** Groups are small: their rows never leave the heap. */
  private final Overlay memory = new Overlay(Long.MAX_VALUE);

  private PendingChanges all;

  GroupOverlay(CommittedView base) {
    this.base = base;
    all = PendingChanges.none(base.schema());
  }

  /** All so far and these, or empty when rows collide. {@link #add} makes it last. */
  Optional<PendingChanges> with(PendingChanges changes) {
    Map<String, RowsView> tables = new TreeMap<>(all.tables());
    for (RowsView rows : changes.tables().values()) {
      if (rows.changed()) {
        RowsView before =
            tables.computeIfAbsent(rows.type().tableKey(), key -> base.rows(rows.type()));
        RowsView joined = joined(before, rows);
        if (joined == null) {
          return Optional.empty();
        }
        tables.put(rows.type().tableKey(), joined);
      }
    }
    return Optional.of(new PendingChanges(all.schema(), false, tables, all.overwritten()));
  }

  void add(PendingChanges joined) {
    all = joined;
  }

  boolean changes(String tableKey) {
    return all.tables().containsKey(tableKey);
  }

  private RowsView joined(RowsView before, RowsView rows) {
    int[] hidden = rows.hiddenRows();
    for (int row : hidden) {
      if (before.isHidden(row)) {
        return null;
      }
    }
    RowsView target = before.removed(hidden, hidden.length);
    int[] positions = new int[rows.pendingSize()];
    int[] origins = new int[rows.pendingSize()];
    int live = 0;
    KeyColumns keys = new KeyColumns(columns(rows, rows.type().keyColumns()));
    for (int row = 0; row < rows.pendingSize(); row++) {
      if (rows.isPendingLive(row)) {
        if (rows.origin(row) < 0 && before.find(keys, row) >= 0) {
          return null;
        }
        positions[live] = row;
        origins[live++] = rows.origin(row);
      }
    }
    int[] all = new int[rows.type().columns().size()];
    Arrays.setAll(all, i -> i);
    return live == 0
        ? target
        : inserted(
            target,
            new ColumnBatch(columns(rows, all), 0, live, positions),
            Arrays.copyOf(origins, live));
  }

  private RowsView inserted(RowsView target, ColumnBatch rows, int[] origins) {
    try {
      Uniqueness.checkUnique(target, rows);
    } catch (OmnigraphException e) {
      return null;
    }
    return target.inserted(rows, origins, memory);
  }

  private static Column[] columns(RowsView rows, int[] ordinals) {
    Column[] columns = new Column[ordinals.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = rows.pendingColumn(ordinals[i]);
    }
    return columns;
  }
}
