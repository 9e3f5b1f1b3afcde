package io.omnigraph.storage.lance;

import static io.omnigraph.storage.lance.TableStoreTest.PATH;
import static io.omnigraph.storage.lance.TableStoreTest.createTable;
import static io.omnigraph.storage.lance.TableStoreTest.rows;
import static io.omnigraph.storage.lance.TableStoreTest.stage;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentScanTest {
  private static final int ROWS = 20_000;

  @TempDir Path root;

  /** The budget holds a few of the columns, so that threads read, evict and share all the time. */
  @Test
  void threadsShareSnapshotsAndAScarceCache() throws Exception {
    long budget = 3L * 8 * ROWS;
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try (Storage storage = Storage.open(root, new StorageOptions(Durability.OS, budget, null))) {
      TableStore store = storage.tables();
      long[] expected = versions(store);
      List<Callable<Void>> readers = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int first = t;
        readers.add(
            () -> {
              for (int i = 0; i < 40; i++) {
                int version = 1 + (first + i) % expected.length;
                assertThat(sum(store, version)).isEqualTo(expected[version - 1]);
              }
              return null;
            });
      }
      for (Future<Void> reader : executor.invokeAll(readers)) {
        reader.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  /** Sums of the ids at versions 1, 2, ... */
  private static long[] versions(TableStore store) {
    createTable(store, rows(LongStream.range(0, ROWS).toArray()));
    long[] sums = new long[4];
    sums[0] = (long) ROWS * (ROWS - 1) / 2;
    for (int v = 1; v < sums.length; v++) {
      try (TableSnapshot base = store.open(new TableRef(PATH, null, v));
          StagedWrite write =
              store.stage(
                  base,
                  new TableChange(
                      false,
                      new long[] {v},
                      new long[0],
                      null,
                      List.of(stage(store, rows(LongStream.range(0, ROWS).toArray())))),
                  Map.of())) {
        store.commit(write);
      }
      sums[v] = sums[v - 1] - v + sums[0];
    }
    return sums;
  }

  private static long sum(TableStore store, long version) {
    long sum = 0;
    try (TableSnapshot snapshot = store.open(new TableRef(PATH, null, version));
        BatchCursor cursor = snapshot.scan(ScanSpec.of(0, ScanSpec.ROW_ID))) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        long[] ids = ((LongColumn) batch.column(0)).values();
        for (int i = 0; i < batch.rowCount(); i++) {
          sum += ids[batch.position(i)];
        }
      }
    }
    return sum;
  }
}
