package io.omnigraph.storage.lance;

import static io.omnigraph.storage.lance.TableStoreTest.PATH;
import static io.omnigraph.storage.lance.TableStoreTest.SCHEMA;
import static io.omnigraph.storage.lance.TableStoreTest.batch;
import static io.omnigraph.storage.lance.TableStoreTest.rows;
import static io.omnigraph.storage.lance.TableStoreTest.stage;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.FileFault;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.StoredFile;
import io.omnigraph.storage.table.StoredFile.Kind;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What commits say of their files, against what lies on the disk. */
class InventoryTest {
  @TempDir Path root;
  private Storage storage;
  private TableStore store;
  private final List<FileSum> recorded = new ArrayList<>();

  private void open(Durability durability) {
    storage = Storage.open(root, new StorageOptions(durability, 64 << 20, null));
    store = storage.tables();
    try (StagedWrite create =
        store.stageCreate(PATH, SCHEMA, List.of(stage(store, rows(1, 2, 3))), Map.of())) {
      commit(create);
    }
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private void commit(StagedWrite write) {
    List<FileSum> before = write.fileSums();
    assertThat(before).noneMatch(sum -> sum.path().contains("_versions"));
    assertThat(store.commit(write)).isInstanceOf(CommitOutcome.Committed.class);
    // Files are summed while they are brought to the disk, which the commit does.
    List<FileSum> after = write.fileSums();
    assertThat(after).containsAll(before).doesNotHaveDuplicates();
    assertThat(after).filteredOn(sum -> sum.path().contains("_versions")).hasSize(1);
    recorded.addAll(write.fileSums());
  }

  private TableRef change(TableRef base, TableChange change) {
    try (TableSnapshot snapshot = store.open(base);
        StagedWrite write = store.stage(snapshot, change, Map.of())) {
      commit(write);
      TableRef made = base.at(base.version() + 1);
      assertThat(store.sumsSince(made, base.version()))
          .containsExactlyInAnyOrderElementsOf(write.fileSums());
      return made;
    }
  }

  private StagedRows onBranch(String branch, long... ids) {
    try (RowStager stager = store.stager(PATH, branch, SCHEMA)) {
      stager.write(rows(ids));
      return stager.finish();
    }
  }

  /** Append, update, delete, overwrite and restore on main, two commits on a branch. */
  private List<TableRef> history() {
    List<TableRef> made = new ArrayList<>(List.of(new TableRef(PATH, null, 1)));
    made.add(change(made.get(0), TableChange.insert(stage(store, rows(4, 5)))));
    made.add(
        change(
            made.get(1),
            new TableChange(
                false,
                new long[] {0},
                new long[] {1},
                batch(new long[] {2}, "two"),
                List.of(stage(store, rows(6))))));
    store.createBranch(made.get(2), "a/b");
    TableRef fork = new TableRef(PATH, "a/b", 3);
    made.add(fork);
    made.add(change(fork, TableChange.insert(onBranch("a/b", 10))));
    made.add(
        change(
            fork.at(4),
            new TableChange(false, new long[] {2, 1L << 32}, new long[0], null, List.of())));
    made.add(
        change(
            made.get(2),
            new TableChange(true, new long[0], new long[0], null, List.of(stage(store, rows(7))))));
    try (StagedWrite restore = store.stageRestore(new TableRef(PATH, null, 4), 2, Map.of())) {
      commit(restore);
    }
    made.add(new TableRef(PATH, null, 5));
    return made;
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void commitsNameEachOfTheirFilesWithItsSum(Durability durability) throws IOException {
    open(durability);
    List<TableRef> versions = history();
    for (FileSum sum : recorded) {
      byte[] bytes = Files.readAllBytes(root.resolve(PATH).resolve(sum.path()));
      CRC32C crc = new CRC32C();
      crc.update(bytes);
      assertThat(sum).isEqualTo(new FileSum(sum.path(), bytes.length, (int) crc.getValue()));
    }
    Set<String> named = recorded.stream().map(FileSum::path).collect(Collectors.toSet());
    assertThat(named).hasSize(recorded.size());
    Set<String> needed = new TreeSet<>();
    versions.forEach(version -> needed.addAll(store.referencedFiles(version)));
    // A fork's first version file was made by no commit.
    needed.remove(path("a/b", 3));
    assertThat(named).isEqualTo(needed);
    assertThat(store.verify(PATH, recorded)).isEmpty();
  }

  private String path(String branch, long version) {
    TableFiles files = TableFiles.of(root, PATH, branch);
    return files.relative(files.versionFile(version));
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void everyFileHasAKindAndVersionsAreFound(Durability durability) throws IOException {
    open(durability);
    List<TableRef> versions = history();
    StagedRows nobodys = stage(store, rows(99));
    Path folder = root.resolve(PATH);
    Files.write(folder.resolve("data/.tmp123"), new byte[1]);
    Files.write(folder.resolve("_versions/18446744073709551000.manifest#1"), new byte[1]);
    Map<Kind, List<StoredFile>> files =
        store.files(PATH).stream().collect(Collectors.groupingBy(StoredFile::kind));
    assertThat(files.get(Kind.VERSION))
        .extracting(StoredFile::version)
        .containsExactlyInAnyOrderElementsOf(versions);
    assertThat(files.get(Kind.UNFINISHED)).hasSize(2);
    assertThat(files.get(Kind.REFERENCE)).hasSize(1);
    assertThat(files.get(Kind.OTHER))
        .allMatch(file -> file.path().endsWith("latest_version_hint.json"));
    Set<String> needed = new TreeSet<>();
    versions.forEach(version -> needed.addAll(store.referencedFiles(version)));
    List<StoredFile> rowsAndDeletions = new ArrayList<>(files.get(Kind.DATA));
    rowsAndDeletions.addAll(files.get(Kind.DELETION));
    rowsAndDeletions.removeIf(file -> needed.contains(file.path()));
    assertThat(rowsAndDeletions).hasSize(1);
    assertThat(rowsAndDeletions.get(0).size()).isEqualTo(nobodys.sizeBytes());
    assertThat(store.files("nodes/absent")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void whatDiffersIsNamed(Durability durability) throws IOException {
    open(durability);
    history();
    for (FileSum sum : recorded) {
      Path file = root.resolve(PATH).resolve(sum.path());
      byte[] whole = Files.readAllBytes(file);
      byte[] flipped = whole.clone();
      flipped[whole.length / 2] ^= 1;
      Files.write(file, flipped);
      assertOnlyFault(sum, FileFault.Kind.SUM);
      Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));
      assertOnlyFault(sum, FileFault.Kind.SIZE);
      Files.delete(file);
      assertOnlyFault(sum, FileFault.Kind.MISSING);
      Files.write(file, whole);
    }
    assertThat(store.verify(PATH, recorded)).isEmpty();
  }

  private void assertOnlyFault(FileSum sum, FileFault.Kind kind) {
    List<FileFault> faults = store.verify(PATH, recorded);
    assertThat(faults).hasSize(1);
    assertThat(faults.get(0).expected()).isEqualTo(sum);
    assertThat(faults.get(0).kind()).isEqualTo(kind);
    assertThat(faults.get(0).text()).contains(sum.path());
  }
}
