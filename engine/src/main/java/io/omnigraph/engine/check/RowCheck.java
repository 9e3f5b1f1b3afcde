package io.omnigraph.engine.check;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.validate.RowRules;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.List;

/** One table by itself: its columns, how many rows it has, and what each row must satisfy. */
final class RowCheck {
  private final Findings findings;

  RowCheck(Findings findings) {
    this.findings = findings;
  }

  /** Whether the stored columns are those of the type; nothing else can be checked if not. */
  boolean hasColumnsOf(TableType type, TableSnapshot snapshot) {
    List<ColumnDef> stored = snapshot.schema().columns();
    List<ColumnDef> wanted = type.storedSchema().columns();
    for (int i = 0; i < Math.max(stored.size(), wanted.size()); i++) {
      String is = i < stored.size() ? shown(stored.get(i)) : "nothing";
      String due = i < wanted.size() ? shown(wanted.get(i)) : "nothing";
      if (!is.equals(due)) {
        findings.add(
            FindingKind.TABLE_COLUMNS,
            type.tableKey(),
            snapshot.ref().path(),
            "column %d is %s, the schema says %s".formatted(i + 1, is, due));
        return false;
      }
    }
    return true;
  }

  private static String shown(ColumnDef column) {
    return column.name() + " " + column.type().kind();
  }

  void run(CheckedTable table) {
    countRows(table);
    RowRules rules = new RowRules(table.type());
    int[] all = new int[table.type().columns().size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    long[] rows = new long[1];
    table.forEach(
        all,
        batch -> {
          rows[0] += batch.rowCount();
          checkValues(table, rules, batch);
        });
    if (!table.entry().deltas().isEmpty()) {
      countWithDeltas(table, rows[0]);
    } else if (rows[0] != table.snapshot().rowCount()) {
      tellCount(table, "a scan gives " + rows[0] + " rows, its version counts", table.snapshot());
    }
  }

  private void countWithDeltas(CheckedTable table, long rows) {
    if (rows != table.entry().rowCount()) {
      findings.add(
          FindingKind.ROW_COUNT,
          table.key(),
          table.entry().deltas().commitId(),
          "with %d deltas version %d has %d rows, the manifest says %d"
              .formatted(
                  table.entry().deltas().length(),
                  table.entry().version(),
                  rows,
                  table.entry().rowCount()));
    }
  }

  private void countRows(CheckedTable table) {
    TableSnapshot snapshot = table.snapshot();
    long live = 0;
    for (TableFragment fragment : snapshot.fragments()) {
      live += fragment.liveRows();
    }
    if (live != table.pinnedRows()) {
      findings.add(
          FindingKind.ROW_COUNT,
          table.key(),
          snapshot.ref().path(),
          "version %d has %d rows, the manifest says %d"
              .formatted(snapshot.ref().version(), live, table.pinnedRows()));
    } else if (live != snapshot.rowCount()) {
      tellCount(table, "its fragments have " + live + " rows, its version counts", snapshot);
    }
  }

  private void tellCount(CheckedTable table, String what, TableSnapshot snapshot) {
    findings.add(
        FindingKind.ROW_COUNT,
        table.key(),
        snapshot.ref().path(),
        what + " " + snapshot.rowCount());
  }

  private void checkValues(CheckedTable table, RowRules rules, ColumnBatch batch) {
    ColumnBatch rest = batch;
    while (rest.rowCount() > 0 && !findings.isFull(FindingKind.ROW_VALUE, table.key())) {
      int row = rules.firstBroken(rest);
      if (row < 0) {
        return;
      }
      tellValue(table, rules, one(rest, row));
      rest = after(rest, row);
    }
  }

  private void tellValue(CheckedTable table, RowRules rules, ColumnBatch row) {
    try {
      rules.check(row);
    } catch (OmnigraphException e) {
      String key = table.shownKey(row, row.position(0));
      findings.add(FindingKind.ROW_VALUE, table.key(), key, e.getMessage());
    }
  }

  private static ColumnBatch one(ColumnBatch batch, int row) {
    return new ColumnBatch(batch.columns(), batch.position(row), 1, null);
  }

  private static ColumnBatch after(ColumnBatch batch, int row) {
    int count = batch.rowCount() - row - 1;
    if (batch.selection() == null) {
      return new ColumnBatch(batch.columns(), batch.from() + row + 1, count, null);
    }
    int[] selection = java.util.Arrays.copyOfRange(batch.selection(), row + 1, row + 1 + count);
    return new ColumnBatch(batch.columns(), 0, count, selection);
  }
}
