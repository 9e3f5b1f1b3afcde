package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableStoreTest {
  static final TableSchema SCHEMA =
      new TableSchema(
          List.of(
              new ColumnDef("id", ColumnType.of(Kind.INT64), false),
              new ColumnDef("name", ColumnType.of(Kind.STRING), true)));
  static final String PATH = "nodes/0123456789abcdef";

  @TempDir Path root;
  private Storage storage;
  private TableStore store;

  @BeforeEach
  void open() {
    storage = Storage.open(root, new StorageOptions(Durability.FULL, 64 << 20, null));
    store = storage.tables();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  @DisplayName("SUB-03 staged create, append, update, delete and overwrite move HEAD by one")
  void stagedWritesMoveTheHeadByOne() {
    assertThat(store.exists(PATH)).isFalse();
    createTable(store, rows(1, 2, 3));
    assertThat(store.exists(PATH)).isTrue();
    assertThat(read(1)).containsExactly("1=n1", "2=n2", "3=n3");

    StagedRows more = stage(store, rows(4));
    assertThat(store.latestVersion(PATH, null)).isEqualTo(1);
    commit(1, TableChange.insert(more));
    assertThat(read(2)).containsExactly("1=n1", "2=n2", "3=n3", "4=n4");

    commit(2, new TableChange(false, new long[] {1}, new long[0], null, List.of()));
    assertThat(read(3)).containsExactly("1=n1", "3=n3", "4=n4");

    ColumnBatch replacement = batch(new long[] {3}, "three");
    commit(3, new TableChange(false, new long[0], new long[] {2}, replacement, List.of()));
    assertThat(read(4)).containsExactlyInAnyOrder("1=n1", "3=three", "4=n4");

    commit(4, new TableChange(true, new long[0], new long[0], null, List.of()));
    assertThat(read(5)).isEmpty();
    assertThat(read(1)).containsExactly("1=n1", "2=n2", "3=n3");
  }

  @Test
  @DisplayName("SUB-12 properties of a commit are found at its version")
  void keepsCommitProperties() {
    createTable(store, rows(1));
    try (TableSnapshot base = store.open(new TableRef(PATH, null, 1));
        StagedWrite write =
            store.stage(
                base, TableChange.insert(stage(store, rows(2))), Map.of("operation_id", "op-2"))) {
      assertThat(write.rowCountAfter()).isEqualTo(2);
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(2));
    }
    try (TableSnapshot snapshot = store.open(new TableRef(PATH, null, 2))) {
      assertThat(snapshot.commitProperties()).containsEntry("operation_id", "op-2");
      assertThat(snapshot.rowCount()).isEqualTo(2);
    }
  }

  @Test
  void missingVersionIsDamage() {
    createTable(store, rows(1));
    assertThatThrownBy(() -> store.open(new TableRef(PATH, null, 7)))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT));
  }

  private void commit(long version, TableChange change) {
    try (TableSnapshot base = store.open(new TableRef(PATH, null, version));
        StagedWrite write = store.stage(base, change, Map.of())) {
      assertThat(store.isLatest(base.ref())).isTrue();
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(version + 1));
      assertThat(store.isLatest(base.ref())).isFalse();
    }
    try (TableSnapshot next = store.open(new TableRef(PATH, null, version + 1))) {
      assertThat(store.isLatest(next.ref())).isTrue();
    }
  }

  private List<String> read(long version) {
    try (TableSnapshot snapshot = store.open(new TableRef(PATH, null, version))) {
      return read(snapshot);
    }
  }

  static List<String> read(TableSnapshot snapshot) {
    List<String> result = new ArrayList<>();
    try (BatchCursor cursor = snapshot.scan(ScanSpec.of(0, 1))) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int i = 0; i < batch.rowCount(); i++) {
          int p = batch.position(i);
          long id = ((LongColumn) batch.column(0)).values()[p];
          Column name = batch.column(1);
          result.add(id + "=" + (name.isNull(p) ? null : ((BytesColumn) name).text(p)));
        }
      }
    }
    return result;
  }

  static void createTable(TableStore store, ColumnBatch rows) {
    try (StagedWrite write =
        store.stageCreate(PATH, SCHEMA, List.of(stage(store, rows)), Map.of())) {
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(1));
    }
  }

  /** Rows for a change of {@code base}, on whatever branch it is. */
  static StagedRows stage(TableStore store, TableSnapshot base, ColumnBatch... batches) {
    try (RowStager stager = store.stager(base)) {
      for (ColumnBatch batch : batches) {
        stager.write(batch);
      }
      return stager.finish();
    }
  }

  static StagedRows stage(TableStore store, ColumnBatch rows) {
    try (RowStager stager = store.stager(PATH, null, SCHEMA)) {
      stager.write(rows);
      return stager.finish();
    }
  }

  static ColumnBatch rows(long... ids) {
    String[] names = new String[ids.length];
    for (int i = 0; i < ids.length; i++) {
      names[i] = "n" + ids[i];
    }
    return batch(ids, names);
  }

  static ColumnBatch batch(long[] ids, String... names) {
    ColumnBuilder.Bytes texts = new ColumnBuilder.Bytes(names.length);
    for (String name : names) {
      if (name == null) {
        texts.appendNull();
      } else {
        texts.append(name);
      }
    }
    return ColumnBatch.of(new LongColumn(ids, null), texts.build());
  }
}
