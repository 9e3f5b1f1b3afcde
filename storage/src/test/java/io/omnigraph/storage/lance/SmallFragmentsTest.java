package io.omnigraph.storage.lance;

import static io.omnigraph.storage.lance.TableStoreTest.PATH;
import static io.omnigraph.storage.lance.TableStoreTest.createTable;
import static io.omnigraph.storage.lance.TableStoreTest.read;
import static io.omnigraph.storage.lance.TableStoreTest.rows;
import static io.omnigraph.storage.lance.TableStoreTest.stage;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFragmentsTest {
  private static final int FRAGMENTS = 40;

  @TempDir Path root;

  private Storage open(long budget) {
    return Storage.open(root, new StorageOptions(Durability.OS, budget, null));
  }

  /** Fragments of 1 to 3 rows; one has a deletion, one is large. */
  private List<String> write() {
    List<String> expected = new ArrayList<>();
    try (Storage storage = open(1 << 20)) {
      TableStore store = storage.tables();
      createTable(store, rows(0));
      expected.add("0=n0");
      List<StagedRows> staged = new ArrayList<>();
      long next = 1;
      for (int f = 1; f < FRAGMENTS; f++) {
        int count = f == 20 ? 20_000 : 1 + f % 3;
        long[] ids = LongStream.range(next, next + count).toArray();
        staged.add(stage(store, rows(ids)));
        for (long id : ids) {
          expected.add(id + "=n" + id);
        }
        next += count;
      }
      commit(store, 1, new TableChange(false, new long[0], new long[0], null, staged));
      commit(store, 2, new TableChange(false, new long[] {2L << 32}, new long[0], null, List.of()));
      expected.remove("3=n3");
    }
    return expected;
  }

  private static void commit(TableStore store, long base, TableChange change) {
    try (TableSnapshot snapshot = store.open(new TableRef(PATH, null, base));
        StagedWrite write = store.stage(snapshot, change, Map.of())) {
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(base + 1));
    }
  }

  @Test
  void readTogetherTheyGiveTheSameRows() {
    List<String> expected = write();
    for (long budget : new long[] {0, 2_000, 1 << 20}) {
      try (Storage storage = open(budget);
          TableSnapshot snapshot = storage.tables().open(new TableRef(PATH, null, 3))) {
        assertThat(read(snapshot)).as("budget %s", budget).isEqualTo(expected);
      }
    }
  }

  @Test
  void oneMissReadsItsNeighboursToo() {
    write();
    try (Storage storage = open(1 << 20);
        TableSnapshot snapshot = storage.tables().open(new TableRef(PATH, null, 3))) {
      assertThat(snapshot.fragments().get(0).column(0).length()).isEqualTo(1);
      int[] id = {0};
      for (LanceFragment fragment : ((LanceSnapshot) snapshot).table().fragments()) {
        boolean together = fragment.id() != 2 && fragment.id() != 20;
        assertThat(fragment.isCached(id)).as("fragment %s", fragment.id()).isEqualTo(together);
        assertThat(fragment.isCached(new int[] {1})).isFalse();
      }
    }
  }

  @Test
  void fewLargeRowsAreReadByThemselves() {
    Random random = new Random(1);
    try (Storage storage = open(64 << 20)) {
      TableStore store = storage.tables();
      createTable(store, rows(0));
      List<StagedRows> staged = new ArrayList<>();
      for (int length : new int[] {2, 2 << 20, 2}) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
          text[i] = (byte) (' ' + random.nextInt(95)); // seven bits that do not compress to less
        }
        String name = new String(text, StandardCharsets.US_ASCII);
        staged.add(stage(store, TableStoreTest.batch(new long[] {length}, name)));
      }
      commit(store, 1, new TableChange(false, new long[0], new long[0], null, staged));
    }
    try (Storage storage = open(64 << 20);
        TableSnapshot snapshot = storage.tables().open(new TableRef(PATH, null, 2))) {
      assertThat(snapshot.fragments().get(0).column(1).length()).isEqualTo(1);
      assertThat(((LanceSnapshot) snapshot).table().fragments())
          .extracting(fragment -> fragment.isCached(new int[] {1}))
          .containsExactly(true, true, false, true);
    }
  }
}
