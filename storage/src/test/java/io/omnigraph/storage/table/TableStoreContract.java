package io.omnigraph.storage.table;

import static io.omnigraph.storage.table.TableRows.SCHEMA;
import static io.omnigraph.storage.table.TableRows.batch;
import static io.omnigraph.storage.table.TableRows.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.RowFilter;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link TableStore} promises. A subclass supplies a new, empty store. */
public abstract class TableStoreContract {
  private static final String PATH = "nodes/0123456789abcdef";
  private static final long[] NONE = {};

  private TableStore store;

  protected abstract TableStore newStore();

  @BeforeEach
  final void openStore() {
    store = newStore();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  private static TableRef ref(String branch, long version) {
    return new TableRef(PATH, branch, version);
  }

  private StagedRows staged(String branch, ColumnBatch rows) {
    try (RowStager stager = store.stager(PATH, branch, SCHEMA)) {
      stager.write(rows);
      return stager.finish();
    }
  }

  private void create(long... ids) {
    try (StagedWrite write =
        store.stageCreate(PATH, SCHEMA, List.of(staged(null, rows(ids))), Map.of("by", "create"))) {
      assertThat(write.baseVersion()).isZero();
      assertThat(write.rowCountAfter()).isEqualTo(ids.length);
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(1));
    }
  }

  private StagedWrite stage(TableRef base, TableChange change) {
    try (TableSnapshot snapshot = store.open(base)) {
      return store.stage(snapshot, change, Map.of("by", "change of " + base.version()));
    }
  }

  private CommitOutcome commit(TableRef base, TableChange change) {
    try (StagedWrite write = stage(base, change)) {
      return store.commit(write);
    }
  }

  private CommitOutcome insert(String branch, long version, long... ids) {
    return commit(ref(branch, version), TableChange.insert(staged(branch, rows(ids))));
  }

  private static TableChange delete(long... addresses) {
    return new TableChange(false, addresses, NONE, null, List.of());
  }

  private static TableChange replace(long address, ColumnBatch by) {
    return new TableChange(false, NONE, new long[] {address}, by, List.of());
  }

  private List<String> read(String branch, long version, int... columns) {
    try (TableSnapshot snapshot = store.open(ref(branch, version))) {
      return TableRows.read(
          snapshot, columns.length == 0 ? ScanSpec.of(0, 1) : ScanSpec.of(columns));
    }
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  // Versions.

  @Test
  void aCreateMakesVersionOne() {
    assertThat(store.exists(PATH)).isFalse();
    assertThat(store.latestVersion(PATH, null)).isZero();
    create(1, 2);
    assertThat(store.exists(PATH)).isTrue();
    assertThat(store.latestVersion(PATH, null)).isEqualTo(1);
    try (TableSnapshot snapshot = store.open(ref(null, 1))) {
      assertThat(snapshot.ref()).isEqualTo(ref(null, 1));
      assertThat(snapshot.schema()).isEqualTo(SCHEMA);
      assertThat(snapshot.rowCount()).isEqualTo(2);
      assertThat(snapshot.isIntact()).isTrue();
      assertThat(snapshot.commitProperties()).containsEntry("by", "create");
    }
  }

  @Test
  void anEmptyTableHasNoFragments() {
    try (StagedWrite write = store.stageCreate(PATH, SCHEMA, List.of(), Map.of())) {
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(1));
    }
    try (TableSnapshot snapshot = store.open(ref(null, 1))) {
      assertThat(snapshot.fragments()).isEmpty();
      assertThat(snapshot.rowCount()).isZero();
    }
    assertThat(insert(null, 1, 5)).isEqualTo(new CommitOutcome.Committed(2));
    assertThat(read(null, 2, 0, ScanSpec.ROW_ID, ScanSpec.ROW_ADDRESS)).containsExactly("5=0=0");
  }

  @Test
  void aStagedWriteIsInvisibleAndACommitMovesTheHeadByOne() {
    create(1);
    try (StagedWrite write = stage(ref(null, 1), TableChange.insert(staged(null, rows(2))))) {
      assertThat(store.latestVersion(PATH, null)).isEqualTo(1);
      assertThat(store.isLatest(ref(null, 1))).isTrue();
      assertThat(write.rowCountAfter()).isEqualTo(2);
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(2));
    }
    assertThat(store.isLatest(ref(null, 1))).isFalse();
    assertThat(store.isLatest(ref(null, 2))).isTrue();
    assertThat(store.isLatest(ref(null, 3))).isFalse();
    assertThat(read(null, 1)).containsExactly("1=n1");
    assertThat(read(null, 2)).containsExactly("1=n1", "2=n2");
  }

  @Test
  void aVersionThatIsNotThereIsDamage() {
    assertCode(() -> store.open(ref(null, 1)), ErrorCode.DATA_CORRUPT);
    create(1);
    assertCode(() -> store.open(ref(null, 2)), ErrorCode.DATA_CORRUPT);
    assertCode(() -> store.open(ref("dev", 1)), ErrorCode.DATA_CORRUPT);
  }

  @Test
  void aSnapshotDoesNotMove() {
    create(1, 2);
    try (TableSnapshot old = store.open(ref(null, 1))) {
      commit(ref(null, 1), delete(0));
      insert(null, 2, 3);
      assertThat(TableRows.read(old)).containsExactly("1=n1", "2=n2");
      assertThat(old.rowCount()).isEqualTo(2);
    }
  }

  // Rows.

  @Test
  void aReplacedRowKeepsItsIdAndSaysWhenItWasMade() {
    create(1, 2, 3);
    insert(null, 1, 4);
    commit(ref(null, 2), replace(1, batch(new long[] {2}, "two")));
    assertThat(
            read(
                null,
                3,
                0,
                1,
                ScanSpec.ROW_ID,
                ScanSpec.CREATED_AT_VERSION,
                ScanSpec.UPDATED_AT_VERSION))
        .containsExactly("1=n1=0=1=1", "3=n3=2=1=1", "4=n4=3=2=2", "2=two=1=1=3");
  }

  @Test
  void deletionsReplacementsAndInsertsAreOneCommit() {
    create(1, 2, 3);
    TableChange change =
        new TableChange(
            false,
            new long[] {0},
            new long[] {2},
            batch(new long[] {3}, (String) null),
            List.of(staged(null, rows(7, 8))));
    assertThat(commit(ref(null, 1), change)).isEqualTo(new CommitOutcome.Committed(2));
    assertThat(read(null, 2, 0, 1, ScanSpec.ROW_ID, ScanSpec.ROW_ADDRESS))
        .containsExactly(
            "2=n2=1=1",
            "3=null=2=" + (1L << 32),
            "7=n7=3=" + (2L << 32),
            "8=n8=4=" + (2L << 32 | 1));
  }

  @Test
  void fragmentsOfInsertedRowsComeLastInTheOrderGiven() {
    create(1, 2);
    TableChange change =
        new TableChange(
            false,
            new long[] {1},
            NONE,
            null,
            List.of(staged(null, rows(9)), staged(null, rows(7)), staged(null, rows(8))));
    assertThat(commit(ref(null, 1), change)).isEqualTo(new CommitOutcome.Committed(2));
    assertThat(read(null, 2, 0, ScanSpec.ROW_ID, ScanSpec.ROW_ADDRESS))
        .containsExactly("1=0=0", "9=2=" + (1L << 32), "7=3=" + (2L << 32), "8=4=" + (3L << 32));
  }

  @Test
  void anOverwriteKeepsNothing() {
    create(1, 2);
    TableChange change = new TableChange(true, NONE, NONE, null, List.of(staged(null, rows(9))));
    assertThat(commit(ref(null, 1), change)).isEqualTo(new CommitOutcome.Committed(2));
    assertThat(read(null, 2)).containsExactly("9=n9");
    TableChange empty = new TableChange(true, NONE, NONE, null, List.of());
    assertThat(commit(ref(null, 2), empty)).isEqualTo(new CommitOutcome.Committed(3));
    assertThat(read(null, 3)).isEmpty();
    assertThat(read(null, 1)).containsExactly("1=n1", "2=n2");
  }

  @Test
  void fragmentsShowDeletionsAndEmptiedOnesGo() {
    create(1, 2);
    insert(null, 1, 3);
    commit(ref(null, 2), delete(1, 1L << 32));
    try (TableSnapshot snapshot = store.open(ref(null, 3))) {
      assertThat(snapshot.fragments()).hasSize(1);
      TableFragment fragment = snapshot.fragments().get(0);
      assertThat(fragment.id()).isZero();
      assertThat(fragment.physicalRows()).isEqualTo(2);
      assertThat(fragment.liveRows()).isEqualTo(1);
      assertThat(fragment.deletions()).containsExactly(0b10);
      assertThat(fragment.column(0).length()).isEqualTo(2);
      assertThat(snapshot.rowCount()).isEqualTo(1);
    }
    try (TableSnapshot before = store.open(ref(null, 2));
        TableSnapshot after = store.open(ref(null, 3))) {
      assertThat(after.fragments().get(0).dataKey())
          .isEqualTo(before.fragments().get(0).dataKey())
          .isNotEqualTo(before.fragments().get(1).dataKey());
      assertThat(before.fragments().get(0).deletions()).isNull();
    }
  }

  @Test
  void aScanFiltersAndStops() {
    create(1, 2, 3, 4);
    commit(ref(null, 1), replace(3, batch(new long[] {4}, (String) null)));
    RowFilter above = new RowFilter.Compare(0, RowFilter.Operator.GT, 1L);
    RowFilter named = new RowFilter.In(1, List.of((Object) "n2".getBytes(StandardCharsets.UTF_8)));
    int[] id = {0};
    try (TableSnapshot snapshot = store.open(ref(null, 2))) {
      assertThat(TableRows.read(snapshot, new ScanSpec(id, above, -1)))
          .containsExactly("2", "3", "4");
      assertThat(TableRows.read(snapshot, new ScanSpec(id, above, 2))).containsExactly("2", "3");
      assertThat(TableRows.read(snapshot, new ScanSpec(id, null, 0))).isEmpty();
      assertThat(TableRows.read(snapshot, new ScanSpec(id, named, -1))).containsExactly("2");
      assertThat(TableRows.read(snapshot, new ScanSpec(id, new RowFilter.IsNull(1), -1)))
          .containsExactly("4");
      RowFilter either = new RowFilter.Or(List.of(named, new RowFilter.IsNull(1)));
      assertThat(TableRows.read(snapshot, new ScanSpec(id, either, -1))).containsExactly("2", "4");
      RowFilter both = new RowFilter.And(List.of(above, new RowFilter.IsNotNull(1)));
      assertThat(TableRows.read(snapshot, new ScanSpec(id, both, -1))).containsExactly("2", "3");
    }
  }

  @Test
  void aScanLeavesHiddenRowsOut() {
    create(1, 2, 3, 4);
    insert(null, 1, 5, 6);
    commit(ref(null, 2), delete(1));
    RowFilter above = new RowFilter.Compare(0, RowFilter.Operator.GT, 1L);
    int[] id = {0};
    try (TableSnapshot snapshot = store.open(ref(null, 3))) {
      int first = snapshot.fragments().get(0).id();
      ScanSpec.HiddenRows hidden = fragment -> fragment == first ? new long[] {0b0101} : null;
      assertThat(TableRows.read(snapshot, new ScanSpec(id, null, -1, hidden)))
          .containsExactly("4", "5", "6");
      assertThat(TableRows.read(snapshot, new ScanSpec(id, above, 2, hidden)))
          .containsExactly("4", "5");
      ScanSpec.HiddenRows all = fragment -> fragment == first ? new long[] {0b1111} : null;
      assertThat(TableRows.read(snapshot, new ScanSpec(id, null, 1, all))).containsExactly("5");
      assertThat(TableRows.read(snapshot)).hasSize(5);
    }
  }

  // Commits that do not fit.

  @Test
  void anyWriteOnAnOldBaseConflicts() {
    create(1, 2);
    StagedWrite append = stage(ref(null, 1), TableChange.insert(staged(null, rows(3))));
    StagedWrite delete = stage(ref(null, 1), delete(0));
    StagedWrite overwrite = stage(ref(null, 1), new TableChange(true, NONE, NONE, null, List.of()));
    insert(null, 1, 4);
    for (StagedWrite write : List.of(append, delete, overwrite)) {
      try (write) {
        assertThat(store.commit(write)).isInstanceOf(CommitOutcome.Conflict.class);
      }
    }
    assertThat(store.latestVersion(PATH, null)).isEqualTo(2);
    assertThat(read(null, 2)).containsExactly("1=n1", "2=n2", "4=n4");
  }

  @Test
  void aCreateWhereATableIsConflicts() {
    StagedRows rows = staged(null, rows(1));
    try (StagedWrite late = store.stageCreate(PATH, SCHEMA, List.of(rows), Map.of())) {
      create(5);
      assertThat(store.commit(late)).isInstanceOf(CommitOutcome.Conflict.class);
    }
    assertThat(read(null, 1)).containsExactly("5=n5");
  }

  @Test
  void aWriteIsCommittedOnceAndItsRowsToo() {
    create(1);
    StagedRows rows = staged(null, rows(2));
    try (StagedWrite write = stage(ref(null, 1), TableChange.insert(rows))) {
      store.commit(write);
      assertCode(() -> store.commit(write), ErrorCode.INTERNAL);
    }
    assertCode(() -> stage(ref(null, 2), TableChange.insert(rows)), ErrorCode.INTERNAL);
    assertThat(store.latestVersion(PATH, null)).isEqualTo(2);
  }

  @Test
  void aChangeThatDoesNotFitTogetherIsRefused() {
    create(1, 2);
    assertCode(() -> stage(ref(null, 1), delete()), ErrorCode.INTERNAL);
    assertCode(
        () -> stage(ref(null, 1), new TableChange(true, new long[] {0}, NONE, null, List.of())),
        ErrorCode.INTERNAL);
    assertCode(() -> stage(ref(null, 1), replace(0, rows(1, 2))), ErrorCode.INTERNAL);
    store.createBranch(ref(null, 1), "dev");
    StagedRows elsewhere = staged("dev", rows(3));
    assertCode(() -> stage(ref(null, 1), TableChange.insert(elsewhere)), ErrorCode.INTERNAL);
  }

  // Going back.

  @Test
  void aRestoreIsANewVersionWithOldContent() {
    create(1, 2);
    insert(null, 1, 3);
    commit(ref(null, 2), delete(0));
    try (StagedWrite write = store.stageRestore(ref(null, 3), 1, Map.of("by", "restore"))) {
      assertThat(write.rowCountAfter()).isEqualTo(2);
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(4));
    }
    assertThat(read(null, 4, 0, ScanSpec.ROW_ID, ScanSpec.ROW_ADDRESS))
        .containsExactly("1=0=0", "2=1=1");
    assertThat(store.commitProperties(ref(null, 4))).contains(Map.of("by", "restore"));
    insert(null, 4, 9);
    assertThat(read(null, 5, 0, ScanSpec.ROW_ID, ScanSpec.ROW_ADDRESS))
        .containsExactly("1=0=0", "2=1=1", "9=2=" + (2L << 32));
  }

  @Test
  void aRestoreFromAnOldHeadConflictsAndOneToNothingIsRefused() {
    create(1);
    assertCode(() -> store.stageRestore(ref(null, 1), 9, Map.of()), ErrorCode.DATA_CORRUPT);
    try (StagedWrite write = store.stageRestore(ref(null, 1), 1, Map.of())) {
      insert(null, 1, 2);
      assertThat(store.commit(write)).isInstanceOf(CommitOutcome.Conflict.class);
    }
    assertThat(read(null, 2)).containsExactly("1=n1", "2=n2");
  }

  @Test
  void propertiesOfACommitAreFoundWithoutOpeningIt() {
    create(1);
    insert(null, 1, 2);
    assertThat(store.commitProperties(ref(null, 1))).contains(Map.of("by", "create"));
    assertThat(store.commitProperties(ref(null, 2))).contains(Map.of("by", "change of 1"));
    assertThat(store.commitProperties(ref(null, 3))).isEmpty();
  }

  @Test
  void whatMadeABranchHasNoProperties() {
    create(1);
    store.createBranch(ref(null, 1), "dev");
    assertThat(store.commitProperties(ref("dev", 1))).isEmpty();
    try (TableSnapshot snapshot = store.open(ref("dev", 1))) {
      assertThat(snapshot.commitProperties()).isEmpty();
    }
    insert("dev", 1, 2);
    assertThat(store.commitProperties(ref("dev", 2))).contains(Map.of("by", "change of 1"));
  }

  @Test
  void aWholeVersionIsReadableAndCannotBeRemoved() {
    create(1);
    assertThat(store.isReadable(ref(null, 1))).isTrue();
    assertThat(store.isReadable(ref(null, 2))).isFalse();
    assertThat(store.isReadable(ref("dev", 1))).isFalse();
    assertCode(() -> store.removeTornVersion(ref(null, 1)), ErrorCode.INTERNAL);
    store.removeTornVersion(ref(null, 2)); // of several torn ones some may have no file
    assertThat(read(null, 1)).containsExactly("1=n1");
  }

  // Branches.

  @Test
  void aBranchStartsAtItsVersionAndCountsOn() {
    create(1);
    insert(null, 1, 2);
    store.createBranch(ref(null, 1), "dev");
    assertThat(store.branches(PATH)).containsExactly("dev");
    assertThat(store.latestVersion(PATH, "dev")).isEqualTo(1);
    assertThat(store.isLatest(ref("dev", 1))).isTrue();
    assertThat(read("dev", 1)).containsExactly("1=n1");
    assertThat(insert("dev", 1, 10)).isEqualTo(new CommitOutcome.Committed(2));
    assertThat(read("dev", 2, 0, ScanSpec.ROW_ID)).containsExactly("1=0", "10=1");
    assertThat(read(null, 2)).containsExactly("1=n1", "2=n2");
    assertCode(() -> store.open(ref("dev", 3)), ErrorCode.DATA_CORRUPT);
  }

  @Test
  void aBranchOfABranchHasOnlyWhatCameBefore() {
    create(1);
    store.createBranch(ref(null, 1), "one");
    insert("one", 1, 10);
    store.createBranch(ref("one", 2), "one/two");
    insert("one", 2, 11);
    commit(ref("one/two", 2), replace(0, batch(new long[] {1}, "changed")));
    assertThat(read("one/two", 3)).containsExactly("10=n10", "1=changed");
    assertThat(read("one", 3)).containsExactly("1=n1", "10=n10", "11=n11");
    assertCode(() -> store.open(ref("one/two", 1)), ErrorCode.DATA_CORRUPT);
  }

  @Test
  void aBranchIsMadeOnceAndFromWhatIsThere() {
    create(1);
    store.createBranch(ref(null, 1), "dev");
    assertCode(() -> store.createBranch(ref(null, 1), "dev"), ErrorCode.BRANCH_EXISTS);
    assertCode(() -> store.createBranch(ref(null, 9), "new"), ErrorCode.DATA_CORRUPT);
    assertThat(store.branches(PATH)).containsExactly("dev");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "main", "a b", "a..b", "x.lock", "x/", "/x", "a//b", "./a", "ä"})
  void badNamesAreRefused(String name) {
    create(1);
    assertCode(() -> store.createBranch(ref(null, 1), name), ErrorCode.BRANCH_NAME_INVALID);
    assertThat(store.branches(PATH)).isEmpty();
  }

  @Test
  void aDeletedBranchIsGoneAndOneWithDependentsStays() {
    create(1);
    assertThatCode(() -> store.deleteBranch(PATH, "dev")).doesNotThrowAnyException();
    store.createBranch(ref(null, 1), "dev");
    store.createBranch(ref("dev", 1), "dev2");
    assertCode(() -> store.deleteBranch(PATH, "dev"), ErrorCode.BRANCH_IN_USE);
    store.deleteBranch(PATH, "dev2");
    store.deleteBranch(PATH, "dev");
    assertThat(store.branches(PATH)).isEmpty();
    assertThat(store.latestVersion(PATH, "dev")).isZero();
    assertThat(store.branches("nodes/none")).isEmpty();
  }

  @Test
  void aBranchMadeAgainIsAnotherOne() {
    create(1);
    store.createBranch(ref(null, 1), "dev");
    insert("dev", 1, 2);
    try (TableSnapshot old = store.open(ref("dev", 2))) {
      assertThat(old.isIntact()).isTrue();
      store.deleteBranch(PATH, "dev");
      assertThat(old.isIntact()).isFalse();
      store.createBranch(ref(null, 1), "dev");
      insert("dev", 1, 3);
      assertThat(old.isIntact()).isFalse();
    }
    assertThat(read("dev", 2)).containsExactly("1=n1", "3=n3");
  }

  @Test
  void aDeletedTableIsGoneWithItsBranches() {
    create(1);
    store.createBranch(ref(null, 1), "dev");
    store.deleteTable(PATH);
    assertThat(store.exists(PATH)).isFalse();
    assertThat(store.branches(PATH)).isEmpty();
    assertThatCode(() -> store.deleteTable(PATH)).doesNotThrowAnyException();
    create(5);
    assertThat(read(null, 1)).containsExactly("5=n5");
  }

  @Test
  void aClosedStoreOpensNothing() {
    create(1);
    store.close();
    assertCode(() -> store.open(ref(null, 1)), ErrorCode.CONNECTION_CLOSED);
    assertThatCode(store::close).doesNotThrowAnyException();
  }
}
