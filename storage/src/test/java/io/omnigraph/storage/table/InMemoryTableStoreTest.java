package io.omnigraph.storage.table;

import static io.omnigraph.storage.table.TableRows.SCHEMA;
import static io.omnigraph.storage.table.TableRows.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.table.InMemoryTableStore.Inside;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InMemoryTableStoreTest extends TableStoreContract {
  private final InMemoryTables disk = new InMemoryTables();
  private Runnable meanwhile = () -> {};

  @Override
  protected TableStore newStore() {
    return new InMemoryTableStore(
        disk,
        place -> {
          Runnable now = meanwhile;
          meanwhile = () -> {};
          if (place == Inside.COMMIT_AFTER_LOOK) {
            now.run();
          }
        });
  }

  private static StagedWrite stage(TableStore store, TableChange change) {
    try (TableSnapshot base = store.open(new TableRef("t", null, 1))) {
      return store.stage(base, change, Map.of());
    }
  }

  private static TableChange change(TableStore store, boolean overwrite, long[] deleted) {
    try (RowStager stager = store.stager("t", null, SCHEMA)) {
      stager.write(rows(deleted.length == 0 ? new long[] {7} : new long[0]));
      return new TableChange(overwrite, deleted, new long[0], null, List.of(stager.finish()));
    }
  }

  /** What becomes of {@code second} when {@code first} is committed between its look and commit. */
  private CommitOutcome race(boolean overwrites, long[] firstDeletes, long[] secondDeletes) {
    TableStore store = newStore();
    try (RowStager stager = store.stager("t", null, SCHEMA)) {
      stager.write(rows(1, 2));
      store.commit(store.stageCreate("t", SCHEMA, List.of(stager.finish()), Map.of()));
    }
    StagedWrite first = stage(store, change(store, overwrites, firstDeletes));
    StagedWrite second = stage(store, change(store, false, secondDeletes));
    meanwhile = () -> store.commit(first);
    return store.commit(second);
  }

  @Test
  void aCommitThatSlipsInIsRebasedOverOrCollidesAsInLance() {
    long[] none = {};
    assertThat(race(false, none, none)).isInstanceOf(CommitOutcome.Unknown.class);
    assertThat(newStore().latestVersion("t", null)).isEqualTo(3);
    disk.removeFolder("t");
    assertThat(race(false, new long[] {0}, new long[] {1}))
        .isInstanceOf(CommitOutcome.Conflict.class);
    disk.removeFolder("t");
    assertThat(race(false, new long[] {0}, none)).isInstanceOf(CommitOutcome.Unknown.class);
    disk.removeFolder("t");
    assertThat(race(true, none, none)).isInstanceOf(CommitOutcome.Conflict.class);
  }

  @Test
  void aTornVersionIsTheNewestUntilItIsRemoved() {
    TableStore store = newStore();
    race(false, new long[0], new long[0]);
    disk.tearNewest("t", null);
    TableRef torn = new TableRef("t", null, 3);
    assertThat(store.latestVersion("t", null)).isEqualTo(3);
    assertThat(store.isReadable(torn)).isFalse();
    assertThat(store.commitProperties(torn)).isEmpty();
    store.removeTornVersion(torn);
    assertThat(store.latestVersion("t", null)).isEqualTo(2);
    assertThat(store.isReadable(torn.at(2))).isTrue();
  }
}
