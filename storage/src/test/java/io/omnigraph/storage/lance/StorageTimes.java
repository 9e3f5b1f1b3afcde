package io.omnigraph.storage.lance;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.RowFilter;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.nativelib.NativeLibrary;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Prints how long storage operations take here: a program to run by hand, not a test. */
final class StorageTimes {
  private static final TableSchema SCHEMA =
      new TableSchema(
          List.of(
              new ColumnDef("id", ColumnType.of(Kind.INT64), false),
              new ColumnDef("k", ColumnType.of(Kind.INT64), true),
              new ColumnDef("s", ColumnType.of(Kind.STRING), true)));
  private static final String PATH = "nodes/0000000000000001";

  private interface Step {
    void run() throws Exception;
  }

  private StorageTimes() {}

  public static void main(String[] args) throws Exception {
    Path root =
        Files.createTempDirectory(args.length > 0 ? Path.of(args[0]) : Path.of("/tmp"), "st");
    time("load the native library", 1, () -> NativeLibrary.load(null));
    for (Durability durability : Durability.values()) {
      try (Storage storage =
          Storage.open(
              root.resolve(durability.name()), new StorageOptions(durability, 400L << 20, null))) {
        System.out.println("durability " + durability);
        Files.createDirectories(root.resolve(durability.name()));
        run(storage.tables());
        time("control write", 50, () -> storage.control().write("a/b.json", "{}"));
      }
    }
  }

  private static void run(TableStore store) throws Exception {
    ColumnBatch million = rows(0, 1_000_000);
    time("create with 1 M rows", 1, () -> create(store, million));
    time("stage 1 M rows", 5, () -> stage(store, million));
    time("open", 50, () -> store.open(new TableRef(PATH, null, 1)).close());
    try (TableSnapshot snapshot = store.open(new TableRef(PATH, null, 1))) {
      time("scan 1 M x 3, first and cached", 5, () -> scan(snapshot, ScanSpec.of(0, 1, 2)));
      RowFilter filter = new RowFilter.Compare(1, RowFilter.Operator.EQ, 5L);
      time("scan k = 5", 20, () -> scan(snapshot, new ScanSpec(new int[] {0}, filter, -1)));
    }
    ColumnBatch one = rows(5, 1);
    time("1-row append", 50, () -> commit(store, TableChange.insert(stage(store, one))));
    time(
        "1-row update",
        50,
        () -> {
          long latest = store.latestVersion(PATH, null);
          long[] address = {0};
          try (TableSnapshot s = store.open(new TableRef(PATH, null, latest))) {
            address[0] = (long) s.fragments().get(s.fragments().size() - 1).id() << 32;
          }
          commit(store, new TableChange(false, new long[0], address, one, List.of()));
        });
    long latest = store.latestVersion(PATH, null);
    time("latest version", 50, () -> store.latestVersion(PATH, null));
    TableRef ref = new TableRef(PATH, null, latest);
    time("is latest", 50, () -> store.isLatest(ref));
    try (TableSnapshot s = store.open(ref)) {
      time("scan, 52 fragments", 5, () -> scan(s, ScanSpec.of(0, 1, 2)));
    }
  }

  private static long scan(TableSnapshot snapshot, ScanSpec spec) {
    long rows = 0;
    try (BatchCursor cursor = snapshot.scan(spec)) {
      for (ColumnBatch b = cursor.next(); b != null; b = cursor.next()) {
        rows += b.rowCount();
      }
    }
    return rows;
  }

  private static void create(TableStore store, ColumnBatch rows) {
    try (StagedWrite write =
        store.stageCreate(PATH, SCHEMA, List.of(stage(store, rows)), Map.of())) {
      store.commit(write);
    }
  }

  private static void commit(TableStore store, TableChange change) {
    long latest = store.latestVersion(PATH, null);
    try (TableSnapshot base = store.open(new TableRef(PATH, null, latest));
        StagedWrite write = store.stage(base, change, Map.of("operation_id", "x"))) {
      store.commit(write);
    }
  }

  private static StagedRows stage(TableStore store, ColumnBatch rows) {
    try (RowStager stager = store.stager(PATH, null, SCHEMA)) {
      stager.write(rows);
      return stager.finish();
    }
  }

  private static ColumnBatch rows(long from, int count) {
    long[] ids = new long[count];
    long[] ks = new long[count];
    ColumnBuilder.Bytes texts = new ColumnBuilder.Bytes(count);
    for (int i = 0; i < count; i++) {
      ids[i] = (from + i) * 7919 % 1_000_003;
      ks[i] = ids[i] % 1000;
      texts.append("string value " + ids[i]);
    }
    return ColumnBatch.of(new LongColumn(ids, null), new LongColumn(ks, null), texts.build());
  }

  private static void time(String what, int times, Step step) throws Exception {
    double[] millis = new double[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      step.run();
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    double first = millis[0];
    Arrays.sort(millis);
    System.out.printf(
        "%-40s first %8.2f  p50 %8.2f  p95 %8.2f ms%n",
        what, first, millis[times / 2], millis[(int) (times * 0.95)]);
  }
}
