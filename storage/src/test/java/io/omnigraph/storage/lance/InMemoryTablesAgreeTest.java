package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.InMemoryTableStore;
import io.omnigraph.storage.table.InMemoryTables;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableRows;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same random work on Lance's tables and on those in memory looks the same afterwards. */
class InMemoryTablesAgreeTest {
  private static final String PATH = "nodes/a";
  private static final int STEPS = 120;

  @TempDir Path root;
  private final List<TableStore> stores = new ArrayList<>();
  private Random random;
  private long nextId;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agree(long seed) {
    random = new Random(seed);
    stores.add(
        new LanceTableStore(
            root, new StorageOptions(Durability.OS, 64 << 20, null), new Durable(Durability.OS)));
    stores.add(new InMemoryTableStore(new InMemoryTables(), place -> {}));
    try {
      for (TableStore store : stores) {
        try (StagedWrite write =
            store.stageCreate(PATH, TableRows.SCHEMA, List.of(), Map.of("step", "create"))) {
          store.commit(write);
        }
      }
      for (int step = 0; step < STEPS; step++) {
        step(step);
        same(this::shape);
      }
    } finally {
      stores.forEach(TableStore::close);
    }
  }

  private interface Work {
    Object on(TableStore store);
  }

  /** Both give the same answer, or fail with the same code. */
  private Object same(Work work) {
    List<Object> answers = new ArrayList<>();
    for (TableStore store : stores) {
      try {
        answers.add(work.on(store));
      } catch (OmnigraphException e) {
        answers.add(e.code());
      }
    }
    assertThat(answers.get(1)).isEqualTo(answers.get(0));
    return answers.get(0);
  }

  private void step(int step) {
    List<String> branches = new ArrayList<>(stores.get(0).branches(PATH));
    branches.add(null);
    String branch = branches.get(random.nextInt(branches.size()));
    long latest = stores.get(1).latestVersion(PATH, branch);
    boolean stale = random.nextInt(8) == 0;
    TableRef base = new TableRef(PATH, branch, stale ? latest - 1 : latest);
    String name = "b" + random.nextInt(3) + (random.nextBoolean() ? "" : "/c");
    switch (random.nextInt(11)) {
      case 0 -> same(store -> branch(store, base, name));
      case 1 ->
          same(
              store -> {
                store.deleteBranch(PATH, name);
                return "deleted";
              });
      case 2 -> restore(base, 1 + random.nextInt((int) Math.max(1, latest)), step);
      default -> change(base, step);
    }
  }

  private static Object branch(TableStore store, TableRef from, String name) {
    store.createBranch(from, name);
    return store.latestVersion(PATH, name);
  }

  private void restore(TableRef head, long version, int step) {
    same(
        store -> {
          Map<String, String> properties = Map.of("step", String.valueOf(step));
          try (StagedWrite write = store.stageRestore(head, version, properties)) {
            return store.commit(write).getClass().getSimpleName() + write.rowCountAfter();
          }
        });
  }

  private void change(TableRef base, int step) {
    boolean overwrite = random.nextInt(12) == 0;
    TreeSet<Long> live = new TreeSet<>();
    try (TableSnapshot snapshot = stores.get(1).open(base)) {
      TableRows.read(snapshot, ScanSpec.of(ScanSpec.ROW_ADDRESS))
          .forEach(address -> live.add(Long.valueOf(address)));
    } catch (OmnigraphException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT);
      return;
    }
    List<Long> deleted = new ArrayList<>();
    List<Long> replaced = new ArrayList<>();
    if (!overwrite) {
      for (long address : live) {
        int dice = random.nextInt(6);
        if (dice == 0) {
          deleted.add(address);
        } else if (dice == 1) {
          replaced.add(address);
        }
      }
    }
    long[] values = ids(replaced.size());
    long[] inserted = ids(random.nextInt(4));
    same(
        store -> {
          List<StagedRows> rows = List.of(stage(store, base.branch(), inserted));
          TableChange change =
              new TableChange(
                  overwrite,
                  array(deleted),
                  array(replaced),
                  replaced.isEmpty() ? null : TableRows.rows(values),
                  rows);
          return commit(store, base, change, step);
        });
  }

  private long[] ids(int count) {
    long[] ids = new long[count];
    Arrays.setAll(ids, i -> nextId++);
    return ids;
  }

  private static long[] array(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static StagedRows stage(TableStore store, String branch, long[] ids) {
    try (RowStager stager = store.stager(PATH, branch, TableRows.SCHEMA)) {
      stager.write(TableRows.rows(ids));
      return stager.finish();
    }
  }

  private static Object commit(TableStore store, TableRef base, TableChange change, int step) {
    Map<String, String> properties = Map.of("step", String.valueOf(step));
    try (TableSnapshot snapshot = store.open(base);
        StagedWrite write = store.stage(snapshot, change, properties)) {
      CommitOutcome outcome = store.commit(write);
      return outcome instanceof CommitOutcome.Committed committed
          ? committed.version() + ": " + write.rowCountAfter()
          : outcome.getClass().getSimpleName();
    }
  }

  /** All there is to see of all branches. */
  private Object shape(TableStore store) {
    List<String> shape = new ArrayList<>();
    List<String> branches = new ArrayList<>(store.branches(PATH));
    branches.add(null);
    for (String branch : branches) {
      long latest = store.latestVersion(PATH, branch);
      shape.add(branch + " at " + latest);
      try (TableSnapshot snapshot = store.open(new TableRef(PATH, branch, latest))) {
        shape.add(snapshot.rowCount() + " rows " + snapshot.commitProperties());
        for (TableFragment fragment : snapshot.fragments()) {
          shape.add(
              fragment.id()
                  + " has "
                  + fragment.liveRows()
                  + " of "
                  + fragment.physicalRows()
                  + Arrays.toString(fragment.deletions()));
        }
        shape.addAll(
            TableRows.read(
                snapshot,
                ScanSpec.of(
                    0,
                    1,
                    ScanSpec.ROW_ID,
                    ScanSpec.ROW_ADDRESS,
                    ScanSpec.CREATED_AT_VERSION,
                    ScanSpec.UPDATED_AT_VERSION)));
      }
    }
    return shape;
  }
}
