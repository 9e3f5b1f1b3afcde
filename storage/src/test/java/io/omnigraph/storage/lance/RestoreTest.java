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
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreTest {
  @TempDir Path root;
  private Storage storage;
  private TableStore store;

  @BeforeEach
  void open() {
    storage = Storage.open(root, new StorageOptions(Durability.OS, 64 << 20, null));
    store = storage.tables();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static TableRef main(long version) {
    return new TableRef(PATH, null, version);
  }

  private CommitOutcome restore(TableRef head, long version) {
    try (StagedWrite write = store.stageRestore(head, version, Map.of("operation_id", "r"))) {
      assertThat(write.baseVersion()).isEqualTo(head.version());
      assertThat(write.branch()).isEqualTo(head.branch());
      CommitOutcome outcome = store.commit(write);
      if (outcome instanceof CommitOutcome.Committed made) {
        try (TableSnapshot after = store.open(head.at(made.version()))) {
          assertThat(after.rowCount()).isEqualTo(write.rowCountAfter());
        }
      }
      return outcome;
    }
  }

  private CommitOutcome change(TableRef base, TableChange change) {
    try (TableSnapshot snapshot = store.open(base);
        StagedWrite write = store.stage(snapshot, change, Map.of("operation_id", "c"))) {
      return store.commit(write);
    }
  }

  private List<String> rowsOf(TableRef ref) {
    try (TableSnapshot snapshot = store.open(ref)) {
      return read(snapshot);
    }
  }

  @Test
  @DisplayName("REC-41 version 1 restored at HEAD 2, twice: HEAD 3, then 4, content of version 1")
  void restoresTwice() {
    createTable(store, rows(1, 2));
    change(main(1), TableChange.insert(stage(store, rows(3))));
    assertThat(restore(main(2), 1)).isEqualTo(new CommitOutcome.Committed(3));
    assertThat(rowsOf(main(3))).containsExactly("1=n1", "2=n2");
    assertThat(restore(main(3), 1)).isEqualTo(new CommitOutcome.Committed(4));
    assertThat(rowsOf(main(4))).containsExactly("1=n1", "2=n2");
    assertThat(store.commitProperties(main(4))).contains(Map.of("operation_id", "r"));
    assertThat(store.isLatest(main(4))).isTrue();
  }

  @Test
  void aHeadThatMovedIsAConflict() {
    createTable(store, rows(1));
    try (StagedWrite late = store.stageRestore(main(1), 1, Map.of())) {
      change(main(1), TableChange.insert(stage(store, rows(2))));
      assertThat(store.commit(late)).isInstanceOf(CommitOutcome.Conflict.class);
    }
    assertThat(rowsOf(main(2))).containsExactly("1=n1", "2=n2");
    assertThat(store.isLatest(main(2))).isTrue();
  }

  @Test
  void aVersionThatIsNotThereCannotBeRestored() {
    createTable(store, rows(1));
    assertThatThrownBy(() -> store.stageRestore(main(1), 9, Map.of()))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT));
  }

  /**
   * Lance counts row ids on from the restored version, so that no cache may be keyed by them across
   * versions; fragment ids count on from the newest.
   */
  @Test
  void rowIdsOfHiddenRowsAreGivenAgain() {
    createTable(store, rows(1, 2));
    change(main(1), TableChange.insert(stage(store, rows(3, 4))));
    Map<Long, Long> hidden = idsByRowId(main(2));
    restore(main(2), 1);
    change(main(3), TableChange.insert(stage(store, rows(5, 6))));
    Map<Long, Long> after = idsByRowId(main(4));
    assertThat(after.keySet()).isEqualTo(hidden.keySet());
    assertThat(after.values()).containsExactlyInAnyOrder(1L, 2L, 5L, 6L);
    assertThat(fragmentIds(main(2))).containsExactly(0, 1);
    assertThat(fragmentIds(main(4))).containsExactly(0, 2);
    assertThat(rowsOf(main(2))).containsExactly("1=n1", "2=n2", "3=n3", "4=n4");
  }

  private List<Integer> fragmentIds(TableRef ref) {
    try (TableSnapshot snapshot = store.open(ref)) {
      return snapshot.fragments().stream().map(TableFragment::id).toList();
    }
  }

  private Map<Long, Long> idsByRowId(TableRef ref) {
    Map<Long, Long> ids = new HashMap<>();
    try (TableSnapshot snapshot = store.open(ref);
        BatchCursor cursor = snapshot.scan(ScanSpec.of(0, ScanSpec.ROW_ID))) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int i = 0; i < batch.rowCount(); i++) {
          int p = batch.position(i);
          ids.put(((LongColumn) batch.column(1)).values()[p], value(batch, 0, p));
        }
      }
    }
    return ids;
  }

  private static long value(ColumnBatch batch, int column, int position) {
    return ((LongColumn) batch.column(column)).values()[position];
  }

  /**
   * Random histories on main and a branch, with restores among them: every version keeps its rows,
   * row ids and addresses, whatever is cached, and a store without caches sees the same.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void restoresInRandomHistories(long seed) {
    Random random = new Random(seed);
    createTable(store, rows(1, 2, 3));
    Map<TableRef, List<String>> history = new HashMap<>();
    history.put(main(1), everything(store, main(1)));
    TableRef[] heads = {main(1), null};
    for (int step = 0; step < 25; step++) {
      int line = heads[1] != null && random.nextBoolean() ? 1 : 0;
      if (heads[1] == null && step == 8) {
        store.createBranch(heads[0], "b");
        heads[1] = new TableRef(PATH, "b", heads[0].version());
        history.put(heads[1], history.get(heads[0]));
        continue;
      }
      heads[line] = step(random, heads[line], history, 100L * step + 10);
    }
    for (Map.Entry<TableRef, List<String>> version : history.entrySet()) {
      assertThat(everything(store, version.getKey())).isEqualTo(version.getValue());
    }
    try (Storage fresh = Storage.open(root, new StorageOptions(Durability.OS, 0, null))) {
      for (Map.Entry<TableRef, List<String>> version : history.entrySet()) {
        assertThat(everything(fresh.tables(), version.getKey())).isEqualTo(version.getValue());
      }
    }
  }

  private TableRef step(
      Random random, TableRef head, Map<TableRef, List<String>> history, long firstId) {
    TableRef next = head.at(head.version() + 1);
    if (random.nextInt(3) == 0) {
      List<TableRef> targets = new ArrayList<>(history.keySet());
      targets.removeIf(ref -> !java.util.Objects.equals(ref.branch(), head.branch()));
      targets.sort(java.util.Comparator.comparingLong(TableRef::version));
      TableRef target = targets.get(random.nextInt(targets.size()));
      assertThat(restore(head, target.version()))
          .isEqualTo(new CommitOutcome.Committed(next.version()));
      assertThat(everything(store, next)).isEqualTo(history.get(target));
    } else {
      assertThat(change(head, randomChange(random, head, firstId)))
          .isEqualTo(new CommitOutcome.Committed(next.version()));
    }
    history.put(next, everything(store, next));
    return next;
  }

  private TableChange randomChange(Random random, TableRef head, long firstId) {
    StagedRows rows;
    try (RowStager stager = store.stager(PATH, head.branch(), SCHEMA)) {
      stager.write(rows(firstId, firstId + 1));
      rows = stager.finish();
    }
    long[] live = addresses(head);
    int kind = live.length == 0 ? 0 : random.nextInt(4);
    long[] one = live.length == 0 ? new long[0] : new long[] {live[random.nextInt(live.length)]};
    return switch (kind) {
      case 0 -> TableChange.insert(rows);
      case 1 -> new TableChange(false, one, new long[0], null, List.of());
      case 2 ->
          new TableChange(
              false, new long[0], one, batch(new long[] {firstId + 5}, "r"), List.of(rows));
      default -> new TableChange(true, new long[0], new long[0], null, List.of(rows));
    };
  }

  private long[] addresses(TableRef ref) {
    try (TableSnapshot snapshot = store.open(ref)) {
      return described(snapshot).stream()
          .mapToLong(row -> Long.parseLong(row.substring(row.lastIndexOf('@') + 1)))
          .sorted()
          .toArray();
    }
  }

  private static List<String> everything(TableStore store, TableRef ref) {
    try (TableSnapshot snapshot = store.open(ref)) {
      return described(snapshot);
    }
  }

  /** Each row as id=name#rowid!created@address. */
  private static List<String> described(TableSnapshot snapshot) {
    List<String> names = read(snapshot);
    List<String> result = new ArrayList<>();
    ScanSpec spec = ScanSpec.of(ScanSpec.ROW_ID, ScanSpec.CREATED_AT_VERSION, ScanSpec.ROW_ADDRESS);
    try (BatchCursor cursor = snapshot.scan(spec)) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int i = 0; i < batch.rowCount(); i++) {
          int p = batch.position(i);
          result.add(
              names.get(result.size())
                  + ("#" + value(batch, 0, p) + "!" + value(batch, 1, p))
                  + ("@" + value(batch, 2, p)));
        }
      }
    }
    return result;
  }
}
