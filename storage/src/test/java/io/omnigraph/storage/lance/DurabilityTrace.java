package io.omnigraph.storage.lance;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One of each durable step, with marks between them, to be run under strace. */
final class DurabilityTrace {
  private static final String PATH = TableStoreTest.PATH;

  private DurabilityTrace() {}

  public static void main(String[] args) throws Exception {
    Path root = Files.createTempDirectory("trace");
    try (Storage storage = Storage.open(root, StorageOptions.defaults())) {
      TableStore store = storage.tables();
      mark("stage rows of a new table");
      StagedRows rows = TableStoreTest.stage(store, TableStoreTest.rows(1, 2, 3));
      mark("commit create");
      try (StagedWrite write =
          store.stageCreate(PATH, TableStoreTest.SCHEMA, List.of(rows), Map.of())) {
        store.commit(write);
      }
      mark("stage rows");
      StagedRows more = TableStoreTest.stage(store, TableStoreTest.rows(4));
      mark("stage change with deletions");
      try (TableSnapshot base = store.open(new TableRef(PATH, null, 1));
          StagedWrite write =
              store.stage(
                  base,
                  new TableChange(
                      false,
                      new long[] {0},
                      new long[] {1},
                      TableStoreTest.batch(new long[] {2}, "two"),
                      List.of(more)),
                  Map.of())) {
        mark("commit change");
        store.commit(write);
      }
      mark("create branch");
      store.createBranch(new TableRef(PATH, null, 2), "dev");
      mark("delete branch");
      store.deleteBranch(PATH, "dev");
      mark("control write, new folder");
      storage.control().write("__recovery/1.json", "{}");
      mark("control write");
      storage.control().write("__recovery/1.json", "{}");
      mark("control write if absent");
      storage.control().writeIfAbsent("__recovery/2.json", "{}");
      mark("control delete");
      storage.control().delete("__recovery/1.json");
      mark("end");
    }
  }

  /** Shows up in the trace as a look-up of a file that is not there. */
  private static void mark(String step) {
    Files.exists(Path.of("/MARK " + step));
  }
}
