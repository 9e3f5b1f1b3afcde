package io.omnigraph.storage.lance;

import static io.omnigraph.storage.lance.TableStoreTest.PATH;
import static io.omnigraph.storage.lance.TableStoreTest.SCHEMA;
import static io.omnigraph.storage.lance.TableStoreTest.read;
import static io.omnigraph.storage.lance.TableStoreTest.rows;
import static io.omnigraph.storage.lance.TableStoreTest.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Checksums;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.ChecksumSource;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With checksums verified at the first reading, no flipped bit gets as far as Lance. */
class FirstReadTest {
  @TempDir Path root;
  private final Map<String, FileSum> recorded = new HashMap<>();

  /** Of a branch that was dropped: known from before, but recorded no more. */
  private final Set<String> dropped = new HashSet<>();

  private final ChecksumSource source =
      new ChecksumSource() {
        @Override
        public Optional<FileSum> find(String table, String file) {
          return Optional.ofNullable(table.equals(PATH) ? recorded.get(file) : null);
        }

        @Override
        public Optional<FileSum> findAnew(String table, String file) {
          recorded.keySet().removeAll(dropped);
          return find(table, file);
        }
      };

  private Storage open(Checksums checksums, long cacheBytes) {
    StorageOptions options = new StorageOptions(Durability.OS, cacheBytes, null);
    Storage storage = Storage.open(root, options.withVerifyChecksums(checksums));
    storage.tables().verifyAgainst(source);
    return storage;
  }

  private void commit(TableStore store, StagedWrite write) {
    store.commit(write);
    write.fileSums().forEach(sum -> recorded.put(sum.path(), sum));
  }

  /** Two fragments, one with deletions; 300 rows, so that pages have some size. */
  private TableRef table() {
    try (Storage storage = open(Checksums.OFF, 64 << 20)) {
      TableStore store = storage.tables();
      StagedRows first = stage(store, rows(LongStream.range(0, 300).toArray()));
      try (StagedWrite create = store.stageCreate(PATH, SCHEMA, List.of(first), Map.of())) {
        commit(store, create);
      }
      change(store, 1, TableChange.insert(stage(store, rows(1000, 1001))));
      change(store, 2, new TableChange(false, new long[] {5, 7}, new long[0], null, List.of()));
    }
    return new TableRef(PATH, null, 3);
  }

  private void change(TableStore store, long base, TableChange change) {
    try (TableSnapshot snapshot = store.open(new TableRef(PATH, null, base));
        StagedWrite write = store.stage(snapshot, change, Map.of())) {
      commit(store, write);
    }
  }

  private static void assertDamageFound(Storage storage, TableRef ref, String file) {
    assertThatThrownBy(
            () -> {
              try (TableSnapshot snapshot = storage.tables().open(ref)) {
                read(snapshot);
              }
            })
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT);
              assertThat(e).hasMessageContaining(PATH).hasMessageContaining(file);
            });
  }

  @Test
  void aBranchMadeAgainUnderANameIsNotComparedWithTheLastOne() {
    table();
    try (Storage storage = open(Checksums.FIRST_READ, 64 << 20)) {
      TableStore store = storage.tables();
      store.createBranch(new TableRef(PATH, null, 3), "b");
      try (TableSnapshot base = store.open(new TableRef(PATH, "b", 3));
          StagedWrite write =
              store.stage(base, TableChange.insert(stage(store, base, rows(5000))), Map.of())) {
        commit(store, write); // makes version 4 of "b"
      }
      store.deleteBranch(PATH, "b");
      recorded.keySet().stream().filter(file -> file.startsWith("tree/b/")).forEach(dropped::add);
      change(store, 3, TableChange.insert(stage(store, rows(6000))));
      store.createBranch(new TableRef(PATH, null, 4), "b"); // its version 4 is another file
      try (TableSnapshot again = store.open(new TableRef(PATH, "b", 4))) {
        assertThat(again.rowCount()).isEqualTo(301);
      }
    }
  }

  /** With a budget of 0 columns stream, otherwise they are read whole; each has its own way. */
  @ParameterizedTest
  @ValueSource(longs = {0, 64 << 20})
  void everyFlippedBitOfEveryFileIsFound(long cacheBytes) throws IOException {
    TableRef ref = table();
    Random random = new Random(42);
    try (Storage storage = open(Checksums.OFF, cacheBytes)) {
      for (String file : storage.tables().referencedFiles(ref)) {
        Path path = root.resolve(PATH).resolve(file);
        byte[] whole = Files.readAllBytes(path);
        for (int at = 0; at < whole.length; at += 1 + random.nextInt(12)) {
          byte[] flipped = whole.clone();
          flipped[at] ^= (byte) (1 << random.nextInt(8));
          Files.write(path, flipped);
          try (Storage damaged = open(Checksums.FIRST_READ, cacheBytes)) {
            assertDamageFound(damaged, ref, file);
          }
        }
        Files.write(path, whole);
      }
    }
    try (Storage storage = open(Checksums.FIRST_READ, cacheBytes);
        TableSnapshot snapshot = storage.tables().open(ref)) {
      assertThat(read(snapshot)).hasSize(300);
    }
  }

  @Test
  void pseudoColumnsAndDeletionsAreGuardedToo() throws IOException {
    TableRef ref = table();
    String deletions =
        recorded.keySet().stream().filter(f -> f.startsWith("_deletions")).findFirst().get();
    Path path = root.resolve(PATH).resolve(deletions);
    byte[] whole = Files.readAllBytes(path);
    whole[whole.length / 2] ^= 4;
    Files.write(path, whole);
    try (Storage storage = open(Checksums.FIRST_READ, 64 << 20);
        TableSnapshot snapshot = storage.tables().open(ref)) {
      TableFragment fragment = snapshot.fragments().get(0);
      assertThatThrownBy(fragment::deletions).hasMessageContaining(deletions);
      assertThatThrownBy(() -> fragment.column(ScanSpec.CREATED_AT_VERSION))
          .hasMessageContaining(deletions);
      TableChange more = new TableChange(false, new long[] {9}, new long[0], null, List.of());
      assertThatThrownBy(() -> storage.tables().stage(snapshot, more, Map.of()))
          .hasMessageContaining(deletions);
    }
  }

  /** Own commits are known before they are recorded anywhere; each file is looked at once. */
  @Test
  void ownCommitsAreKnownAndFilesAreReadOnce() throws IOException {
    try (Storage storage = open(Checksums.FIRST_READ, 0)) {
      TableStore store = storage.tables();
      StagedRows staged = stage(store, rows(1, 2));
      TableRef ref = new TableRef(PATH, null, 1);
      try (StagedWrite create = store.stageCreate(PATH, SCHEMA, List.of(staged), Map.of())) {
        store.commit(create);
        String data = create.fileSums().get(0).path();
        Path path = root.resolve(PATH).resolve(data);
        byte[] whole = Files.readAllBytes(path);
        byte[] flipped = whole.clone();
        flipped[1] ^= 1;
        Files.write(path, flipped);
        assertDamageFound(storage, ref, data);
        Files.write(path, whole);
        try (TableSnapshot snapshot = store.open(ref)) {
          assertThat(read(snapshot)).containsExactly("1=n1", "2=n2");
        }
        // Unused bytes between pages: Lance does not mind, and nobody looks a second time.
        flipped = whole.clone();
        flipped[63] ^= 1;
        Files.write(path, flipped);
        try (TableSnapshot snapshot = store.open(ref)) {
          assertThat(read(snapshot)).hasSize(2);
        }
      }
    }
  }

  @Test
  void whatNobodyRecordedIsRead() {
    TableRef ref = table();
    recorded.clear();
    try (Storage storage = open(Checksums.FIRST_READ, 64 << 20);
        TableSnapshot snapshot = storage.tables().open(ref)) {
      assertThat(read(snapshot)).hasSize(300);
    }
  }
}
