package io.omnigraph.storage.lance;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A child process that counts the one row of a table up, against others that do the same. */
final class CounterProcess {
  private CounterProcess() {}

  public static void main(String[] args) {
    int left = Integer.parseInt(args[1]);
    try (Storage storage =
        Storage.open(Path.of(args[0]), new StorageOptions(Durability.OS, 1 << 20, null))) {
      while (left > 0) {
        left -= increment(storage.tables()) ? 1 : 0;
      }
    }
  }

  private static boolean increment(TableStore store) {
    long latest = store.latestVersion(TableStoreTest.PATH, null);
    try (TableSnapshot base = store.open(new TableRef(TableStoreTest.PATH, null, latest))) {
      long[] row = row(base);
      ColumnBatch next = TableStoreTest.rows(row[0] + 1);
      try (StagedWrite write =
          store.stage(
              base,
              new TableChange(false, new long[0], new long[] {row[1]}, next, List.of()),
              Map.of())) {
        CommitOutcome outcome = store.commit(write);
        if (outcome instanceof CommitOutcome.Unknown unknown) {
          throw new IllegalStateException(unknown.cause());
        }
        return outcome instanceof CommitOutcome.Committed;
      }
    }
  }

  /** Counter and address of the one row. */
  static long[] row(TableSnapshot snapshot) {
    try (BatchCursor cursor = snapshot.scan(ScanSpec.of(0, ScanSpec.ROW_ADDRESS))) {
      ColumnBatch batch = cursor.next();
      int position = batch.position(0);
      return new long[] {
        ((LongColumn) batch.column(0)).values()[position],
        ((LongColumn) batch.column(1)).values()[position]
      };
    }
  }
}
