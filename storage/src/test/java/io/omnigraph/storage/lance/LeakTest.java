package io.omnigraph.storage.lance;

import static io.omnigraph.storage.lance.TableStoreTest.PATH;
import static io.omnigraph.storage.lance.TableStoreTest.SCHEMA;
import static io.omnigraph.storage.lance.TableStoreTest.createTable;
import static io.omnigraph.storage.lance.TableStoreTest.read;
import static io.omnigraph.storage.lance.TableStoreTest.rows;
import static io.omnigraph.storage.lance.TableStoreTest.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LeakTest {
  @TempDir Path root;

  private static StorageOptions options(long budget) {
    return new StorageOptions(Durability.OS, budget, null);
  }

  /** The allocator's own close fails when a buffer is still held. */
  @Test
  void nothingIsHeldAfterCloseWhateverWasAbandoned() {
    for (long budget : new long[] {0, 64 << 20}) {
      try (Storage storage = Storage.open(root.resolve("b" + budget), options(budget))) {
        TableStore store = storage.tables();
        createTable(store, rows(new long[5_000]));
        TableSnapshot unclosed = store.open(new TableRef(PATH, null, 1));
        BatchCursor halfRead = unclosed.scan(ScanSpec.of(0, 1, ScanSpec.ROW_ID));
        assertThat(halfRead.next()).isNotNull();
        StagedWrite uncommitted =
            store.stage(unclosed, TableChange.insert(stage(store, rows(1))), Map.of());
        assertThat(uncommitted.baseVersion()).isEqualTo(1);
        try (RowStager stager = store.stager(PATH, null, SCHEMA)) {
          stager.write(rows(new long[300_000]));
        }
      }
    }
  }

  @Test
  void aClosedSnapshotAndAClosedStoreSayWhatTheyAre() {
    Storage storage = Storage.open(root, options(0));
    createTable(storage.tables(), rows(1));
    TableSnapshot snapshot = storage.tables().open(new TableRef(PATH, null, 1));
    snapshot.close();
    snapshot.close();
    assertThatThrownBy(() -> snapshot.scan(ScanSpec.of(0)))
        .isInstanceOf(OmnigraphException.class)
        .hasMessageContaining(PATH);
    storage.close();
    storage.close();
    assertThatThrownBy(() -> storage.tables().open(new TableRef(PATH, null, 1)))
        .isInstanceOf(OmnigraphException.class);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void openFilesDoNotGrowWithWork() throws IOException {
    try (Storage storage = Storage.open(root, options(0))) {
      TableStore store = storage.tables();
      createTable(store, rows(1, 2, 3));
      work(store, 20);
      long before = openFiles();
      work(store, 100);
      assertThat(openFiles()).isLessThanOrEqualTo(before + 10);
    }
  }

  @Test
  void branchesThatCameAndWentHoldNothing() {
    try (Storage storage = Storage.open(root, options(64 << 20))) {
      LanceTableStore store = (LanceTableStore) storage.tables();
      createTable(store, rows(1, 2, 3));
      TableRef main = new TableRef(PATH, null, 1);
      int before = store.openVersions();
      for (int i = 0; i < 3; i++) {
        String branch = "job-" + i;
        store.createBranch(main, branch);
        try (TableSnapshot base = store.open(new TableRef(PATH, branch, 1));
            StagedWrite write =
                store.stage(base, TableChange.insert(stage(store, base, rows(9 + i))), Map.of())) {
          assertThat(store.commit(write)).isInstanceOf(CommitOutcome.Committed.class);
        }
        store.deleteBranch(PATH, branch);
      }
      assertThat(store.openVersions()).isEqualTo(before);
    }
  }

  private static void work(TableStore store, int rounds) {
    for (int i = 0; i < rounds; i++) {
      long latest = store.latestVersion(PATH, null);
      try (TableSnapshot base = store.open(new TableRef(PATH, null, latest));
          StagedWrite write =
              store.stage(
                  base,
                  new TableChange(true, new long[0], new long[0], null, List.of()),
                  Map.of())) {
        read(base);
        store.commit(write);
      }
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
