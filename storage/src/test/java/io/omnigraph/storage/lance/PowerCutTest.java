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
import io.omnigraph.storage.control.LocalControlStore;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.PowerCutDisk;
import io.omnigraph.storage.file.Unsynced;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.StoredFile;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After each acknowledged step, what was not synced is dropped and the rest opened elsewhere. */
class PowerCutTest {
  private static final String PATH_FOLDER = Path.of(PATH).getFileName().toString();

  @TempDir Path directory;
  private PowerCutDisk disk;
  private final AtomicReference<String> failing = new AtomicReference<>();
  private final AtomicReference<Consumer<Path>> watcher = new AtomicReference<>(path -> {});
  private Path root;
  private Durable durable;
  private LanceTableStore store;
  private int cuts;

  @BeforeEach
  void open() throws IOException {
    root = directory.toRealPath().resolve("graph");
    java.nio.file.Files.createDirectories(root);
    disk = new PowerCutDisk(directory.resolve("inodes"));
    durable =
        new Durable(
            Durability.FULL,
            path -> {
              if (failing.get() != null && path.toString().contains(failing.get())) {
                throw new IOException("Input/output error");
              }
              watcher.get().accept(path);
              disk.force(path);
            });
    store = new LanceTableStore(root, StorageOptions.defaults(), durable);
  }

  @AfterEach
  void close() {
    store.close();
    durable.close();
  }

  private List<String> afterPowerCut(TableRef ref) {
    Path copy = directory.resolve("cut" + cuts++);
    disk.survive(root, copy);
    try (Storage survivor = Storage.open(copy, StorageOptions.defaults());
        TableSnapshot snapshot = survivor.tables().open(ref)) {
      assertThat(survivor.tables().isLatest(ref)).isTrue();
      return read(snapshot);
    }
  }

  private static TableRef main(long version) {
    return new TableRef(PATH, null, version);
  }

  private void commit(TableRef base, TableChange change) {
    try (TableSnapshot snapshot = store.open(base);
        StagedWrite write = store.stage(snapshot, change, Map.of("operation_id", "x"))) {
      assertThat(store.commit(write)).isInstanceOf(CommitOutcome.Committed.class);
    }
  }

  @Test
  @DisplayName("SUB-18 acknowledged commits survive a power cut: create, append, update, delete")
  void acknowledgedCommitsSurvive() {
    createTable(store, rows(1, 2, 3));
    assertThat(afterPowerCut(main(1))).containsExactly("1=n1", "2=n2", "3=n3");

    commit(main(1), TableChange.insert(stage(store, rows(4, 5))));
    assertThat(afterPowerCut(main(2))).containsExactly("1=n1", "2=n2", "3=n3", "4=n4", "5=n5");

    commit(
        main(2),
        new TableChange(
            false,
            new long[] {0},
            new long[] {1},
            batch(new long[] {2}, "two"),
            List.of(stage(store, rows(6)))));
    assertThat(afterPowerCut(main(3)))
        .containsExactlyInAnyOrder("2=two", "3=n3", "4=n4", "5=n5", "6=n6");

    commit(main(3), new TableChange(false, new long[] {2}, new long[0], null, List.of()));
    assertThat(afterPowerCut(main(4))).containsExactlyInAnyOrder("2=two", "4=n4", "5=n5", "6=n6");
  }

  @Test
  @DisplayName("SUB-18 a table created empty survives, and so do its first rows and deletions")
  void firstFilesInNewFoldersSurvive() {
    try (StagedWrite create = store.stageCreate(PATH, SCHEMA, List.of(), Map.of())) {
      assertThat(store.commit(create)).isEqualTo(new CommitOutcome.Committed(1));
    }
    assertThat(afterPowerCut(main(1))).isEmpty();
    commit(main(1), TableChange.insert(stage(store, rows(1, 2))));
    assertThat(afterPowerCut(main(2))).containsExactly("1=n1", "2=n2");
    commit(main(2), new TableChange(false, new long[] {1}, new long[0], null, List.of()));
    assertThat(afterPowerCut(main(3))).containsExactly("1=n1");
  }

  /** The folder was made by a statement that came to nothing. */
  @Test
  @DisplayName("SUB-18 a folder that is there already survives with the first commit that needs it")
  void foldersThatOthersMadeSurvive() {
    try (StagedWrite create = store.stageCreate(PATH, SCHEMA, List.of(), Map.of())) {
      store.commit(create);
    }
    stage(store, rows(9));
    commit(main(1), TableChange.insert(stage(store, rows(1, 2))));
    assertThat(afterPowerCut(main(2))).containsExactly("1=n1", "2=n2");
    try (TableSnapshot base = store.open(main(2));
        StagedWrite given =
            store.stage(
                base,
                new TableChange(false, new long[] {0}, new long[0], null, List.of()),
                Map.of())) {
      assertThat(given.baseVersion()).isEqualTo(2);
    }
    commit(main(2), new TableChange(false, new long[] {1}, new long[0], null, List.of()));
    assertThat(afterPowerCut(main(3))).containsExactly("1=n1");
  }

  @Test
  @DisplayName("SUB-18 a table that was removed does not come back")
  void removedTablesStayAway() throws IOException {
    createTable(store, rows(1));
    disk.forceTree(root);
    store.deleteTable(PATH);
    Path copy = directory.resolve("removed");
    disk.survive(root, copy);
    try (Storage survivor = Storage.open(copy, StorageOptions.defaults())) {
      assertThat(survivor.tables().exists(PATH)).isFalse();
    }
  }

  @Test
  @DisplayName("SUB-18 a version that somebody else committed is kept by a file of its own")
  void aVersionIsKeptThoughItsSyncHasFailed() {
    createTable(store, rows(1));
    Unsynced never = new Unsynced();
    try (TableSnapshot base = store.open(main(1));
        StagedWrite write =
            store.stage(base, TableChange.insert(stage(store, rows(2))), Map.of())) {
      assertThat(store.commit(write, never)).isEqualTo(new CommitOutcome.Committed(2));
    }
    disk.failFor(path -> path.toString().endsWith(".manifest"));
    assertThatThrownBy(() -> store.sync(never)).isInstanceOf(OmnigraphException.class);
    disk.failFor(path -> false);
    try (TableSnapshot open = store.open(main(2))) {
      store.syncVersion(main(2));
      assertThat(open.isIntact()).isTrue();
    }
    assertThat(afterPowerCut(main(2))).containsExactly("1=n1", "2=n2");
    try (TableSnapshot same = store.open(main(2))) {
      assertThat(read(same)).containsExactly("1=n1", "2=n2");
    }
    assertThat(store.files(PATH)).noneMatch(file -> file.kind() == StoredFile.Kind.UNFINISHED);
  }

  @Test
  void aVersionThatIsNotWholeIsNotKept() throws IOException {
    createTable(store, rows(1));
    Path file = TableFiles.of(root, PATH, null).versionFile(1);
    byte[] bytes = java.nio.file.Files.readAllBytes(file);
    java.nio.file.Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> store.syncVersion(main(1))).hasMessageContaining("is torn");
    assertThat(file).hasSize(bytes.length / 2);
    assertThat(store.files(PATH)).noneMatch(f -> f.kind() == StoredFile.Kind.UNFINISHED);
  }

  @Test
  @DisplayName("SUB-18 a fork that could not be brought to the disk is not there")
  void aForkWhoseSyncFailsIsTakenBack() {
    createTable(store, rows(1));
    disk.failFor(path -> path.toString().endsWith(".json"));
    assertThatThrownBy(() -> store.createBranch(main(1), "b"))
        .isInstanceOf(OmnigraphException.class);
    disk.failFor(path -> false);
    assertThat(store.branches(PATH)).isEmpty();
    store.createBranch(main(1), "b");
    assertThat(afterPowerCut(new TableRef(PATH, "b", 1))).containsExactly("1=n1");
  }

  @Test
  @DisplayName("SUB-18 so many deletions that Lance keeps them as a bitmap survive")
  void manyDeletionsSurvive() {
    createTable(store, rows(java.util.stream.LongStream.range(0, 40_000).toArray()));
    long[] even = java.util.stream.LongStream.range(0, 20_000).map(i -> 2 * i).toArray();
    commit(main(1), new TableChange(false, even, new long[0], null, List.of()));
    commit(main(2), new TableChange(false, new long[] {1}, new long[0], null, List.of()));
    assertThat(afterPowerCut(main(3))).hasSize(19_999).startsWith("3=n3", "5=n5");
  }

  @Test
  @DisplayName("SUB-18 a fork survives, and so does the first commit on it")
  void forksSurvive() {
    createTable(store, rows(1, 2));
    store.createBranch(main(1), "a/b");
    TableRef fork = new TableRef(PATH, "a/b", 1);
    assertThat(afterPowerCut(fork)).containsExactly("1=n1", "2=n2");

    StagedRows staged;
    try (RowStager stager = store.stager(PATH, "a/b", SCHEMA)) {
      stager.write(rows(3));
      staged = stager.finish();
    }
    commit(fork, new TableChange(false, new long[] {0}, new long[0], null, List.of(staged)));
    assertThat(afterPowerCut(fork.at(2))).containsExactly("2=n2", "3=n3");
    Path copy = directory.resolve("list");
    disk.survive(root, copy);
    try (Storage survivor = Storage.open(copy, StorageOptions.defaults())) {
      assertThat(survivor.tables().branches(PATH)).containsExactly("a/b");
    }
  }

  @Test
  @DisplayName("SUB-18 staged files are durable before a commit can name them")
  void stagedFilesAreDurableFirst() throws IOException {
    createTable(store, rows(1, 2));
    StagedRows staged = stage(store, rows(7));
    try (TableSnapshot base = store.open(main(1));
        StagedWrite write =
            store.stage(
                base,
                new TableChange(false, new long[] {0}, new long[0], null, List.of(staged)),
                Map.of())) {
      assertThat(write.unsynced().isEmpty()).isFalse();
      store.sync(write.unsynced());
      assertThat(write.unsynced().isEmpty()).isTrue();
      Path copy = directory.resolve("staged");
      disk.survive(root, copy);
      for (String folder : List.of("data", "_deletions")) {
        try (var files = java.nio.file.Files.list(root.resolve(PATH).resolve(folder))) {
          for (Path file : (Iterable<Path>) files::iterator) {
            assertThat(copy.resolve(PATH).resolve(folder).resolve(file.getFileName()))
                .hasSameBinaryContentAs(file);
          }
        }
      }
      assertThat(write.baseVersion()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("SUB-18 a commit brings staged files to the disk before it names them")
  void aCommitSyncsStagedFilesFirst() {
    createTable(store, rows(1, 2));
    List<String> early = new CopyOnWriteArrayList<>();
    watcher.set(
        path -> {
          if (store.latestVersion(PATH, null) == 1) {
            early.add(path.getParent().getFileName() + "/" + suffix(path));
          }
        });
    commit(
        main(1),
        new TableChange(false, new long[] {0}, new long[0], null, List.of(stage(store, rows(7)))));
    watcher.set(path -> {});
    assertThat(early)
        .contains(
            "data/lance", "_deletions/arrow", PATH_FOLDER + "/data", PATH_FOLDER + "/_deletions");
  }

  private static String suffix(Path path) {
    String name = path.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  @Test
  @DisplayName("SUB-18 files of several commits survive the one sync that they share")
  void commitsThatShareASyncSurvive() {
    createTable(store, rows(1));
    Unsynced later = new Unsynced();
    for (int version = 1; version <= 2; version++) {
      try (TableSnapshot snapshot = store.open(main(version));
          StagedWrite write =
              store.stage(
                  snapshot, TableChange.insert(stage(store, rows(version + 1))), Map.of())) {
        assertThat(store.commit(write, later)).isEqualTo(new CommitOutcome.Committed(version + 1));
      }
    }
    store.sync(later);
    assertThat(afterPowerCut(main(3))).containsExactly("1=n1", "2=n2", "3=n3");
  }

  @Test
  void otherFilesAreDurableBeforeAControlFileHasItsName() throws IOException {
    LocalControlStore control = new LocalControlStore(root, durable);
    control.write("__recovery/00.json", "first");
    Path other = java.nio.file.Files.writeString(root.resolve("other"), "bytes");
    Unsynced others = new Unsynced();
    others.add(other);
    others.add(root);
    List<String> before = new CopyOnWriteArrayList<>();
    watcher.set(
        path -> {
          if (!control.exists("__recovery/01.json")) {
            before.add(path.getFileName().toString());
          }
        });
    control.write("__recovery/01.json", "armed", others);
    assertThat(before).contains("other").hasSize(3);
    Path copy = directory.resolve("others");
    disk.survive(root, copy);
    assertThat(copy.resolve("other")).hasContent("bytes");
    assertThat(copy.resolve("__recovery/01.json")).hasContent("armed");
  }

  @Test
  void controlFilesSurvive() {
    LocalControlStore control = new LocalControlStore(root, durable);
    control.write("__recovery/01.json", "armed");
    control.writeIfAbsent("__schemas/deep/x.pg", "schema");
    control.write("__recovery/01.json", "confirmed");
    control.rename("__schemas/deep/x.pg", "_schema.pg");
    Path copy = directory.resolve("control");
    disk.survive(root, copy);
    LocalControlStore survivor = new LocalControlStore(copy, durable);
    assertThat(survivor.read("__recovery/01.json")).contains("confirmed");
    assertThat(survivor.read("_schema.pg")).contains("schema");
  }

  @Test
  void aFailedSyncOfTheVersionFileIsUnknownAndIsNotRepeated() {
    createTable(store, rows(1));
    try (TableSnapshot base = store.open(main(1));
        StagedWrite write =
            store.stage(base, TableChange.insert(stage(store, rows(2))), Map.of())) {
      failing.set(".manifest");
      assertThat(store.commit(write)).isInstanceOf(CommitOutcome.Unknown.class);
      failing.set(null);
      assertThatThrownBy(() -> store.commit(write)).isInstanceOf(OmnigraphException.class);
    }
    assertThat(store.latestVersion(PATH, null)).isEqualTo(2);
  }

  @Test
  void aFailedSyncOfStagedFilesFailsTheCommitAndMovesNothing() {
    createTable(store, rows(1));
    try (TableSnapshot base = store.open(main(1));
        StagedWrite write =
            store.stage(base, TableChange.insert(stage(store, rows(2))), Map.of())) {
      failing.set(".lance");
      assertThatThrownBy(() -> store.commit(write)).isInstanceOf(OmnigraphException.class);
      failing.set(null);
      assertThat(store.latestVersion(PATH, null)).isEqualTo(1);
      assertThatThrownBy(() -> store.commit(write)).isInstanceOf(OmnigraphException.class);
    }
    assertThat(store.latestVersion(PATH, null)).isEqualTo(1);
  }
}
