package io.omnigraph.storage.lance;

import static io.omnigraph.storage.lance.TableStoreTest.PATH;
import static io.omnigraph.storage.lance.TableStoreTest.SCHEMA;
import static io.omnigraph.storage.lance.TableStoreTest.batch;
import static io.omnigraph.storage.lance.TableStoreTest.createTable;
import static io.omnigraph.storage.lance.TableStoreTest.read;
import static io.omnigraph.storage.lance.TableStoreTest.rows;
import static io.omnigraph.storage.lance.TableStoreTest.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitTest {
  @TempDir Path root;
  private Storage storage;
  private TableStore store;

  @BeforeEach
  void open() {
    storage = Storage.open(root, new StorageOptions(Durability.OS, 64 << 20, null));
    store = storage.tables();
    createTable(store, rows(1, 2, 3));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private TableRef version(long version) {
    return new TableRef(PATH, null, version);
  }

  private StagedWrite update(TableSnapshot base, long address, String name, long... inserted) {
    List<StagedRows> more =
        inserted.length == 0 ? List.of() : List.of(stage(store, rows(inserted)));
    ColumnBatch replacement = batch(new long[] {address + 1}, name);
    return store.stage(
        base,
        new TableChange(false, new long[0], new long[] {address}, replacement, more),
        Map.of());
  }

  @Test
  @DisplayName("SUB-06 SUB-07 of two updates of one row from one base the second fails as a whole")
  void secondUpdateOfOneRowConflicts() {
    try (TableSnapshot base = store.open(version(1));
        StagedWrite first = update(base, 0, "first", 10);
        StagedWrite second = update(base, 0, "second", 20)) {
      assertThat(store.commit(first)).isEqualTo(new CommitOutcome.Committed(2));
      assertThat(store.commit(second)).isInstanceOf(CommitOutcome.Conflict.class);
    }
    assertThat(store.latestVersion(PATH, null)).isEqualTo(2);
    try (TableSnapshot after = store.open(version(2))) {
      assertThat(read(after)).containsExactlyInAnyOrder("1=first", "2=n2", "3=n3", "10=n10");
    }
  }

  @Test
  void racingUpdatesOfOneRowAreWonByExactlyOne() throws Exception {
    int threads = 6;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      for (long round = 1; round <= 5; round++) {
        race(executor, threads, round);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private void race(ExecutorService executor, int threads, long baseVersion) throws Exception {
    List<StagedWrite> writes = new ArrayList<>();
    try (TableSnapshot base = store.open(version(baseVersion))) {
      long head = ((long) base.fragments().get(base.fragments().size() - 1).id()) << 32;
      for (int t = 0; t < threads; t++) {
        ColumnBatch replacement = batch(new long[] {99}, "t" + t);
        writes.add(
            store.stage(
                base,
                new TableChange(false, new long[0], new long[] {head}, replacement, List.of()),
                Map.of()));
      }
    }
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Callable<CommitOutcome>> tasks = new ArrayList<>();
    for (StagedWrite write : writes) {
      tasks.add(
          () -> {
            start.await();
            return store.commit(write);
          });
    }
    int won = 0;
    for (Future<CommitOutcome> outcome : executor.invokeAll(tasks)) {
      won += outcome.get() instanceof CommitOutcome.Committed ? 1 : 0;
      assertThat(outcome.get()).isNotInstanceOf(CommitOutcome.Unknown.class);
    }
    writes.forEach(StagedWrite::close);
    assertThat(won).isEqualTo(1);
    assertThat(store.latestVersion(PATH, null)).isEqualTo(baseVersion + 1);
  }

  @Test
  @DisplayName("SUB-14 a stale append is refused, although Lance would re-base it")
  void staleAppendIsRefused() {
    try (TableSnapshot base = store.open(version(1));
        StagedWrite first = store.stage(base, TableChange.insert(stage(store, rows(7))), Map.of());
        StagedWrite second =
            store.stage(base, TableChange.insert(stage(store, rows(7))), Map.of())) {
      assertThat(store.commit(first)).isEqualTo(new CommitOutcome.Committed(2));
      assertThat(store.commit(second)).isInstanceOf(CommitOutcome.Conflict.class);
    }
    assertThat(store.latestVersion(PATH, null)).isEqualTo(2);
  }

  @Test
  void staleOverwriteIsRefused() {
    try (TableSnapshot base = store.open(version(1));
        StagedWrite append =
            store.stage(base, TableChange.insert(stage(store, rows(7))), Map.of());
        StagedWrite overwrite =
            store.stage(
                base, new TableChange(true, new long[0], new long[0], null, List.of()), Map.of())) {
      assertThat(store.commit(append)).isEqualTo(new CommitOutcome.Committed(2));
      assertThat(store.commit(overwrite)).isInstanceOf(CommitOutcome.Conflict.class);
    }
    try (TableSnapshot after = store.open(version(2))) {
      assertThat(read(after)).hasSize(4);
    }
  }

  @Test
  void createOnAnExistingTableIsRefused() throws Exception {
    try (StagedWrite again = store.stageCreate(PATH, SCHEMA, List.of(), Map.of())) {
      assertThat(store.commit(again)).isInstanceOf(CommitOutcome.Conflict.class);
    }
    try (TableSnapshot base = store.open(version(1));
        StagedWrite write =
            store.stage(base, TableChange.insert(stage(store, rows(7))), Map.of())) {
      store.commit(write);
    }
    Files.delete(TableFiles.of(root.toAbsolutePath().normalize(), PATH, null).versionFile(1));
    try (StagedWrite again = store.stageCreate(PATH, SCHEMA, List.of(), Map.of())) {
      assertThat(store.commit(again)).isInstanceOf(CommitOutcome.Conflict.class);
    }
  }

  @Test
  void aWriteAndItsRowsCommitOnce() {
    StagedRows rows = stage(store, rows(7));
    try (TableSnapshot base = store.open(version(1));
        StagedWrite write = store.stage(base, TableChange.insert(rows), Map.of())) {
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(2));
      assertThatThrownBy(() -> store.commit(write)).isInstanceOf(OmnigraphException.class);
    }
    try (TableSnapshot base = store.open(version(2))) {
      assertThatThrownBy(() -> store.stage(base, TableChange.insert(rows), Map.of()))
          .isInstanceOf(OmnigraphException.class);
    }
    assertThat(store.latestVersion(PATH, null)).isEqualTo(2);
  }

  @Test
  void rowsOfALostCommitCanBeStagedAgain() {
    StagedRows rows = stage(store, rows(8));
    try (TableSnapshot base = store.open(version(1));
        StagedWrite first = store.stage(base, TableChange.insert(stage(store, rows(7))), Map.of());
        StagedWrite second = store.stage(base, TableChange.insert(rows), Map.of())) {
      store.commit(first);
      assertThat(store.commit(second)).isInstanceOf(CommitOutcome.Conflict.class);
    }
    try (TableSnapshot base = store.open(version(2));
        StagedWrite again = store.stage(base, TableChange.insert(rows), Map.of())) {
      assertThat(store.commit(again)).isEqualTo(new CommitOutcome.Committed(3));
    }
    try (TableSnapshot after = store.open(version(3))) {
      assertThat(read(after)).containsExactly("1=n1", "2=n2", "3=n3", "7=n7", "8=n8");
    }
  }

  @Test
  void addressesThatAreNoLiveRowsAreRefusedBeforeLanceSeesThem() {
    try (TableSnapshot base = store.open(version(1));
        StagedWrite write = delete(base, 1)) {
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(2));
    }
    try (TableSnapshot base = store.open(version(2))) {
      for (long[] wrong :
          new long[][] {{3}, {1}, {-1}, {0, 0}, {7L << 32}, {0x8000_0000L}, {0, 999_999}}) {
        assertThatThrownBy(() -> delete(base, wrong))
            .as("%s", wrong[0])
            .isInstanceOf(OmnigraphException.class);
      }
      assertThatThrownBy(() -> delete(base)).isInstanceOf(OmnigraphException.class);
    }
  }

  private StagedWrite delete(TableSnapshot base, long... addresses) {
    return store.stage(
        base, new TableChange(false, addresses, new long[0], null, List.of()), Map.of());
  }

  @Test
  void deletingEveryRowDropsTheFragment() {
    try (TableSnapshot base = store.open(version(1));
        StagedWrite write = delete(base, 0, 1, 2)) {
      assertThat(write.rowCountAfter()).isZero();
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(2));
    }
    try (TableSnapshot after = store.open(version(2))) {
      assertThat(after.fragments()).isEmpty();
      assertThat(read(after)).isEmpty();
    }
  }

  @Test
  void aNullInANotNullColumnIsRefused() {
    ColumnBatch nulls =
        ColumnBatch.of(
            io.omnigraph.storage.column.Columns.nulls(
                io.omnigraph.storage.column.ColumnType.Layout.LONG, 1),
            batch(new long[] {1}, "x").column(1));
    try (RowStager stager = store.stager(PATH, null, SCHEMA)) {
      assertThatThrownBy(() -> stager.write(nulls))
          .isInstanceOfSatisfying(
              OmnigraphException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_NULL_VIOLATION));
    }
  }

  @Test
  void aTornVersionFileIsDamageAndTheOneBeforeStillOpens() throws Exception {
    try (TableSnapshot base = store.open(version(1));
        StagedWrite write = delete(base, 1)) {
      store.commit(write);
    }
    Path manifest = TableFiles.of(root.toAbsolutePath().normalize(), PATH, null).versionFile(2);
    Files.write(manifest, new byte[10]);
    assertThatThrownBy(() -> store.open(version(2)))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT));
    try (TableSnapshot before = store.open(version(1))) {
      assertThat(read(before)).hasSize(3);
    }
  }

  @Test
  void aMissingDataFileIsDamage() throws Exception {
    try (var files = Files.list(root.resolve(PATH).resolve("data"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    try (TableSnapshot snapshot = store.open(version(1))) {
      assertThatThrownBy(() -> read(snapshot))
          .isInstanceOfSatisfying(
              OmnigraphException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT));
    }
  }

  @Test
  void aLargeStageIsCutIntoFragmentsAndKeepsItsOrder() {
    int count = 2_200_000;
    long[] ids = new long[count];
    int[] codes = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = i;
    }
    ColumnBatch rows =
        ColumnBatch.of(
            new io.omnigraph.storage.column.LongColumn(ids, null),
            new io.omnigraph.storage.column.BytesColumn(
                new int[] {0, 1}, new byte[] {'x'}, codes, null));
    StagedRows staged = stage(store, rows);
    assertThat(staged.rowCount()).isEqualTo(count);
    assertThat(staged.sizeBytes()).isPositive();
    try (TableSnapshot base = store.open(version(1));
        StagedWrite write =
            store.stage(
                base,
                new TableChange(true, new long[0], new long[0], null, List.of(staged)),
                Map.of())) {
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(2));
    }
    try (TableSnapshot after = store.open(version(2))) {
      assertThat(after.rowCount()).isEqualTo(count);
      assertThat(after.fragments()).hasSize(3);
      long next = 0;
      for (var fragment : after.fragments()) {
        long[] values = ((io.omnigraph.storage.column.LongColumn) fragment.column(0)).values();
        for (long value : values) {
          if (value != next++) {
            throw new AssertionError(value + " at " + (next - 1));
          }
        }
      }
      assertThat(next).isEqualTo(count);
    }
  }

  @Test
  void anAbandonedStagerLeavesTheTableAsItWas() {
    try (RowStager stager = store.stager(PATH, null, SCHEMA)) {
      for (int i = 0; i < 100; i++) {
        stager.write(rows(new long[2_000]));
      }
    }
    assertThat(store.latestVersion(PATH, null)).isEqualTo(1);
  }
}
