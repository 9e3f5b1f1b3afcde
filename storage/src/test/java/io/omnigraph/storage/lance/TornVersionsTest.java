package io.omnigraph.storage.lance;

import static io.omnigraph.storage.lance.TableStoreTest.PATH;
import static io.omnigraph.storage.lance.TableStoreTest.createTable;
import static io.omnigraph.storage.lance.TableStoreTest.read;
import static io.omnigraph.storage.lance.TableStoreTest.rows;
import static io.omnigraph.storage.lance.TableStoreTest.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.PowerCutDisk;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornVersionsTest {
  @TempDir Path root;
  private Storage storage;
  private TableStore store;

  @BeforeEach
  void open() {
    storage = Storage.open(root, StorageOptions.defaults());
    store = storage.tables();
    createTable(store, rows(1, 2));
    insert(1, 3);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static TableRef main(long version) {
    return new TableRef(PATH, null, version);
  }

  private void insert(long base, long id) {
    try (TableSnapshot snapshot = store.open(main(base));
        StagedWrite write =
            store.stage(
                snapshot,
                TableChange.insert(stage(store, rows(id))),
                Map.of("operation_id", "op" + id))) {
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(base + 1));
    }
  }

  private Path versionFile(long version) {
    return TableFiles.of(root, PATH, null).versionFile(version);
  }

  @Test
  void whatIsWholeIsReadable() {
    assertThat(store.isReadable(main(1))).isTrue();
    assertThat(store.isReadable(main(2))).isTrue();
    assertThat(store.isReadable(main(3))).isFalse();
    assertThat(store.isReadable(new TableRef("nodes/absent", null, 1))).isFalse();
    assertThat(store.commitProperties(main(2))).contains(Map.of("operation_id", "op3"));
    assertThat(store.commitProperties(main(1))).isEqualTo(java.util.Optional.of(Map.of()));
    assertThat(store.commitProperties(main(3))).isEmpty();
  }

  /** Every length that a write in progress can have left, and every page that never arrived. */
  @Test
  void noPartOfAVersionFileIsReadable() throws IOException {
    byte[] whole = Files.readAllBytes(versionFile(2));
    for (int length = 0; length < whole.length; length++) {
      Files.write(versionFile(2), Arrays.copyOf(whole, length));
      assertThat(store.isReadable(main(2))).as("first %d bytes", length).isFalse();
      assertThat(store.commitProperties(main(2))).isEmpty();
      assertThatThrownBy(() -> store.open(main(2)))
          .isInstanceOfSatisfying(
              OmnigraphException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT));
      Files.write(versionFile(2), Arrays.copyOf(Arrays.copyOf(whole, length), whole.length));
      boolean same = Arrays.equals(Files.readAllBytes(versionFile(2)), whole);
      assertThat(store.isReadable(main(2))).as("zeros from %d on", length).isEqualTo(same);
    }
    Files.write(versionFile(2), whole);
    assertThat(store.isReadable(main(2))).isTrue();
  }

  @Test
  void aVersionFileUnderAnothersNameIsNotReadable() throws IOException {
    Files.write(versionFile(3), Files.readAllBytes(versionFile(2)));
    assertThat(store.isReadable(main(3))).isFalse();
  }

  @Test
  void theVersionBeforeATornOneIsTheNewestAgain() throws IOException {
    Files.write(versionFile(3), new byte[100]);
    assertThat(store.isLatest(main(2))).isFalse();
    store.removeTornVersion(main(3));
    assertThat(store.isLatest(main(2))).isTrue();
    insert(2, 4);
    try (TableSnapshot snapshot = store.open(main(3))) {
      assertThat(read(snapshot)).containsExactly("1=n1", "2=n2", "3=n3", "4=n4");
    }
  }

  @Test
  void onlyTheNewestAndOnlyATornOneIsRemoved() throws IOException {
    assertThatThrownBy(() -> store.removeTornVersion(main(2)))
        .isInstanceOf(OmnigraphException.class);
    Files.write(versionFile(1), new byte[0]);
    assertThatThrownBy(() -> store.removeTornVersion(main(1)))
        .isInstanceOf(OmnigraphException.class);
    assertThat(versionFile(1)).exists();
    assertThat(store.isReadable(main(2))).isTrue();
  }

  /** Several versions may wait for one sync; a power cut may take any of them. */
  @Test
  void aMissingVersionBelowATornOneIsNoError() throws IOException {
    Files.write(versionFile(4), new byte[10]);
    assertThat(store.latestVersion(PATH, null)).isEqualTo(4);
    assertThatThrownBy(() -> store.removeTornVersion(main(3)))
        .isInstanceOf(OmnigraphException.class);
    store.removeTornVersion(main(4));
    store.removeTornVersion(main(3));
    assertThat(store.latestVersion(PATH, null)).isEqualTo(2);
    assertThat(store.isReadable(main(2))).isTrue();
  }

  /** Else recovery would remove what it merely cannot read now. */
  @Test
  void whatCannotBeReadIsNotTakenForTorn() throws IOException {
    Files.createDirectory(versionFile(3)); // reading it is a fault, as of a bad disk
    assertThatThrownBy(() -> store.isReadable(main(3))).isInstanceOf(OmnigraphException.class);
    assertThatThrownBy(() -> store.removeTornVersion(main(3)))
        .isInstanceOf(OmnigraphException.class);
    assertThat(versionFile(3)).exists();
  }

  @Test
  void theRemovalIsDurable() throws IOException {
    Path real = root.toRealPath();
    PowerCutDisk disk = new PowerCutDisk(root.resolve("inodes"));
    for (Path folder : TableFiles.of(real, PATH, null).withParents()) {
      disk.force(folder);
    }
    Files.write(versionFile(3), new byte[0]);
    disk.force(versionFile(2).toRealPath().getParent());
    try (Durable durable = new Durable(StorageOptions.Durability.FULL, disk);
        LanceTableStore own = new LanceTableStore(real, StorageOptions.defaults(), durable)) {
      own.removeTornVersion(main(3));
    }
    Path copy = root.resolve("copy");
    disk.survive(real, copy);
    assertThat(TableFiles.of(copy, PATH, null).hasVersion(2)).isTrue();
    assertThat(TableFiles.of(copy, PATH, null).hasVersion(3)).isFalse();
  }
}
