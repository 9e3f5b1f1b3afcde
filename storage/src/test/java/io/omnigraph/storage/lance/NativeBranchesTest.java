package io.omnigraph.storage.lance;

import static io.omnigraph.storage.lance.TableStoreTest.PATH;
import static io.omnigraph.storage.lance.TableStoreTest.SCHEMA;
import static io.omnigraph.storage.lance.TableStoreTest.batch;
import static io.omnigraph.storage.lance.TableStoreTest.createTable;
import static io.omnigraph.storage.lance.TableStoreTest.read;
import static io.omnigraph.storage.lance.TableStoreTest.rows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeBranchesTest {
  @TempDir Path root;
  private Storage storage;
  private TableStore store;

  @BeforeEach
  void open() {
    storage = Storage.open(root, new StorageOptions(Durability.FULL, 64 << 20, null));
    store = storage.tables();
    createTable(store, rows(1, 2));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static TableRef ref(String branch, long version) {
    return new TableRef(PATH, branch, version);
  }

  private List<String> rowsOf(String branch, long version) {
    try (TableSnapshot snapshot = store.open(ref(branch, version))) {
      return read(snapshot);
    }
  }

  private CommitOutcome insert(String branch, long version, long... ids) {
    StagedRows staged;
    try (RowStager stager = store.stager(PATH, branch, SCHEMA)) {
      stager.write(rows(ids));
      staged = stager.finish();
    }
    try (TableSnapshot base = store.open(ref(branch, version));
        StagedWrite write =
            store.stage(base, TableChange.insert(staged), Map.of("operation_id", "b"))) {
      assertThat(write.branch()).isEqualTo(branch);
      return store.commit(write);
    }
  }

  @Test
  @DisplayName("SUB-16 a branch starts at its version, counts on and lies under tree")
  void branchStartsAtItsVersionAndCountsOn() {
    insert(null, 1, 3);
    store.createBranch(ref(null, 1), "dev");
    assertThat(store.branches(PATH)).containsExactly("dev");
    assertThat(store.latestVersion(PATH, "dev")).isEqualTo(1);
    assertThat(store.isLatest(ref("dev", 1))).isTrue();
    assertThat(rowsOf("dev", 1)).containsExactly("1=n1", "2=n2");

    assertThat(insert("dev", 1, 10)).isEqualTo(new CommitOutcome.Committed(2));
    assertThat(rowsOf("dev", 2)).containsExactly("1=n1", "2=n2", "10=n10");
    assertThat(rowsOf(null, 2)).containsExactly("1=n1", "2=n2", "3=n3");
    assertThat(store.latestVersion(PATH, null)).isEqualTo(2);
    assertThat(root.resolve(PATH).resolve("tree/dev/_versions")).isDirectory();
    try (TableSnapshot snapshot = store.open(ref("dev", 2))) {
      assertThat(snapshot.commitProperties()).containsEntry("operation_id", "b");
    }
  }

  @Test
  @DisplayName("SUB-06 compare-and-swap of one row works on a branch of a branch")
  void updatesConflictOnABranchOfABranch() {
    store.createBranch(ref(null, 1), "one");
    insert("one", 1, 10);
    store.createBranch(ref("one", 2), "one/two");
    assertThat(rowsOf("one/two", 2)).containsExactly("1=n1", "2=n2", "10=n10");
    ColumnBatch replacement = batch(new long[] {1}, "changed");
    TableChange change =
        new TableChange(false, new long[0], new long[] {0}, replacement, List.of());
    try (TableSnapshot base = store.open(ref("one/two", 2));
        StagedWrite first = store.stage(base, change, Map.of());
        StagedWrite second = store.stage(base, change, Map.of())) {
      assertThat(store.commit(first)).isEqualTo(new CommitOutcome.Committed(3));
      assertThat(store.commit(second)).isInstanceOf(CommitOutcome.Conflict.class);
    }
    assertThat(rowsOf("one/two", 3)).containsExactlyInAnyOrder("1=changed", "2=n2", "10=n10");
    assertThat(rowsOf("one", 2)).containsExactly("1=n1", "2=n2", "10=n10");
  }

  @Test
  @DisplayName("SUB-10 deleting an absent branch succeeds, one with dependents is refused")
  void deletesBranches() {
    assertThatCode(() -> store.deleteBranch(PATH, "dev")).doesNotThrowAnyException();
    store.createBranch(ref(null, 1), "dev");
    store.createBranch(ref("dev", 1), "dev2");
    assertThatThrownBy(() -> store.deleteBranch(PATH, "dev"))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BRANCH_IN_USE));
    store.deleteBranch(PATH, "dev2");
    store.deleteBranch(PATH, "dev");
    assertThat(store.branches(PATH)).isEmpty();
    store.createBranch(ref(null, 1), "dev");
    assertThat(insert("dev", 1, 20)).isEqualTo(new CommitOutcome.Committed(2));
    assertThat(rowsOf("dev", 2)).containsExactly("1=n1", "2=n2", "20=n20");
  }

  @Test
  void existingBranchIsNamed() {
    store.createBranch(ref(null, 1), "dev");
    assertThatThrownBy(() -> store.createBranch(ref(null, 1), "dev"))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BRANCH_EXISTS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "main", "a b", "a..b", "x.lock", "x/", "/x", "a//b", "./a", "a\\b", "ä"})
  void badNamesAreRefusedBeforeAnyFileIsWritten(String name) {
    assertThatThrownBy(() -> store.createBranch(ref(null, 1), name))
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BRANCH_NAME_INVALID));
    assertThat(Files.exists(root.resolve(PATH).resolve("tree"))).isFalse();
    assertThat(Files.exists(root.resolve(PATH).resolve("_refs"))).isFalse();
  }

  @Test
  void deletedTableIsGoneWithItsBranches() {
    store.createBranch(ref(null, 1), "dev");
    store.deleteTable(PATH);
    assertThat(store.exists(PATH)).isFalse();
    assertThat(root.resolve(PATH)).doesNotExist();
    assertThatCode(() -> store.deleteTable(PATH)).doesNotThrowAnyException();
    createTable(store, rows(5));
    assertThat(rowsOf(null, 1)).containsExactly("5=n5");
  }

  @Test
  void aMovedGraphStillReadsItsBranches(@TempDir Path elsewhere) throws Exception {
    store.createBranch(ref(null, 1), "dev");
    insert("dev", 1, 10);
    storage.close();
    Path moved = elsewhere.resolve("moved");
    Files.move(root.resolve("nodes"), Files.createDirectories(moved).resolve("nodes"));
    try (Storage other = Storage.open(moved, StorageOptions.defaults());
        TableSnapshot snapshot = other.tables().open(ref("dev", 2))) {
      assertThat(read(snapshot)).containsExactly("1=n1", "2=n2", "10=n10");
    }
  }

  private Path refFile(String branch) {
    return root.resolve(PATH).resolve("_refs/branches").resolve(branch + ".json");
  }

  private Path tree(String branch) {
    return root.resolve(PATH).resolve("tree").resolve(branch);
  }

  /** Every part of a ref file, and zeros of its length. */
  @Test
  void aBranchWithATornRefIsNotThereAndDisturbsNoOther() throws Exception {
    store.createBranch(ref(null, 1), "good");
    store.createBranch(ref(null, 1), "torn");
    byte[] whole = Files.readAllBytes(refFile("torn"));
    for (int length = 0; length < new String(whole, UTF_8).stripTrailing().length(); length++) {
      Files.write(refFile("torn"), Arrays.copyOf(whole, length));
      assertThat(store.branches(PATH)).as("first %d bytes", length).containsExactly("good");
      Files.write(refFile("torn"), Arrays.copyOf(Arrays.copyOf(whole, length), whole.length));
      assertThat(store.branches(PATH)).as("zeros from %d", length).containsExactly("good");
    }
    store.createBranch(ref(null, 1), "torn");
    assertThat(store.branches(PATH)).containsExactly("good", "torn");
    assertThat(insert("torn", 1, 7)).isEqualTo(new CommitOutcome.Committed(2));
    Files.write(refFile("torn"), new byte[0]);
    store.deleteBranch(PATH, "good");
    assertThat(refFile("torn")).doesNotExist();
    assertThat(tree("torn")).doesNotExist();
  }

  @Test
  void aBranchWithoutAWholeVersionIsNotThere() throws Exception {
    store.createBranch(ref(null, 1), "empty");
    store.createBranch(ref(null, 1), "torn");
    Path version = TableFiles.of(root, PATH, "torn").versionFile(1);
    Files.write(version, Arrays.copyOf(Files.readAllBytes(version), 100));
    Files.delete(TableFiles.of(root, PATH, "empty").versionFile(1));
    try (Storage other = Storage.open(root, StorageOptions.defaults())) {
      assertThat(other.tables().branches(PATH)).isEmpty();
      other.tables().createBranch(ref(null, 1), "torn");
      assertThat(other.tables().branches(PATH)).containsExactly("torn");
      assertThat(tree("empty")).doesNotExist();
    }
    assertThat(rowsOf("torn", 1)).containsExactly("1=n1", "2=n2");
  }

  /** With durability OS a torn branch may be an acknowledged one: it is left for a look at it. */
  @Test
  void withDurabilityOfTheSystemNothingTornIsRemoved() throws Exception {
    store.createBranch(ref(null, 1), "torn");
    Files.write(refFile("torn"), new byte[0]);
    try (Storage other = Storage.open(root, new StorageOptions(Durability.OS, 64 << 20, null))) {
      other.tables().createBranch(ref(null, 1), "other");
      assertThat(other.tables().branches(PATH)).containsExactly("other");
    }
    assertThat(refFile("torn")).exists();
    assertThat(tree("torn")).exists();
  }

  /** A ref that came back after a power cut would name a tree that is half gone. */
  @Test
  @DisplayName("SUB-18 a deleted branch is gone for good before its files are")
  void theRefGoesFirst() throws Exception {
    store.createBranch(ref(null, 1), "dev");
    List<String> whenForced = new ArrayList<>();
    Durable durable =
        new Durable(
            Durability.FULL,
            path -> whenForced.add(Files.exists(refFile("dev")) + " " + Files.exists(tree("dev"))));
    try (LanceTableStore own = new LanceTableStore(root, StorageOptions.defaults(), durable)) {
      own.deleteBranch(PATH, "dev");
    }
    durable.close();
    assertThat(whenForced).containsExactly("false true");
    assertThat(tree("dev")).doesNotExist();
  }
}
