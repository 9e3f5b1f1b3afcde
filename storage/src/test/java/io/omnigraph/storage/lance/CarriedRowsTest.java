package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random small commits on a store that merges all the time, against rows in a map. */
class CarriedRowsTest {
  private static final String PATH = "nodes/00000000000000bb";
  private static final TableSchema SCHEMA =
      new TableSchema(
          List.of(
              new ColumnDef("id", ColumnType.of(Kind.INT64), false),
              new ColumnDef("text", ColumnType.of(Kind.STRING), true)));

  /** Merges whenever three fragments are there, of up to forty rows. */
  private static final FragmentTiers EAGER =
      new FragmentTiers(3, 1, 40, 1 << 20, 1 << 20, 60, 1 << 22);

  /** A row and what a scan is to say of it. */
  private record Row(String text, long rowId, long updated) {}

  private static final class Table implements AutoCloseable {
    final Durable durable = new Durable(Durability.OS);
    final TableStore store;
    final Map<Long, Row> model = new TreeMap<>();
    String branch;
    long version;
    long nextId;

    Table(Path root, FragmentTiers tiers, long cacheBytes) {
      store =
          new LanceTableStore(
              root, new StorageOptions(Durability.OS, cacheBytes, null), durable, tiers);
    }

    StagedRows stage(List<Long> ids, List<String> texts) {
      try (TableSnapshot base = version == 0 ? null : open();
          RowStager stager = base == null ? store.stager(PATH, null, SCHEMA) : store.stager(base)) {
        stager.write(batch(ids, texts));
        return stager.finish();
      }
    }

    static ColumnBatch batch(List<Long> ids, List<String> texts) {
      ColumnBuilder id = ColumnBuilder.of(ColumnType.Layout.LONG, ids.size());
      ColumnBuilder text = ColumnBuilder.of(ColumnType.Layout.BYTES, ids.size());
      for (int i = 0; i < ids.size(); i++) {
        id.appendBoxed(ids.get(i));
        String value = texts.get(i);
        text.appendBoxed(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
      }
      return new ColumnBatch(new Column[] {id.build(), text.build()}, 0, ids.size(), null);
    }

    void create() {
      try (StagedWrite write =
          store.stageCreate(
              PATH, SCHEMA, List.of(stage(List.of(0L), List.of("first"))), Map.of())) {
        assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(1));
      }
      version = 1;
      nextId = 1;
      model.put(0L, new Row("first", 0, 1));
    }

    TableSnapshot open() {
      return store.open(new TableRef(PATH, branch, version));
    }

    /** A few inserts, updates and deletes; at least one of them. */
    void change(Random random) {
      List<Long> ids = new ArrayList<>(model.keySet());
      Collections.shuffle(ids, random);
      int deletes = Math.min(ids.size(), Math.max(0, random.nextInt(6) - 3));
      int updates = Math.min(ids.size() - deletes, Math.max(0, random.nextInt(6) - 3));
      int inserts = Math.max(deletes + updates == 0 ? 1 : 0, random.nextInt(5) - 1);
      change(random, ids.subList(0, deletes), ids.subList(deletes, deletes + updates), inserts);
    }

    void change(Random random, List<Long> deleted, List<Long> updated, int inserts) {
      Map<Long, Long> addresses = addresses();
      List<Long> replaced = new ArrayList<>(updated);
      replaced.sort((a, b) -> Long.compare(addresses.get(a), addresses.get(b)));
      List<String> texts = new ArrayList<>();
      replaced.forEach(id -> texts.add(text(random)));
      List<Long> inserted = new ArrayList<>();
      List<String> insertedTexts = new ArrayList<>();
      for (int i = 0; i < inserts; i++) {
        inserted.add(nextId++);
        insertedTexts.add(text(random));
      }
      TableChange change =
          new TableChange(
              false,
              deleted.stream().mapToLong(addresses::get).sorted().toArray(),
              replaced.stream().mapToLong(addresses::get).toArray(),
              replaced.isEmpty() ? null : batch(replaced, texts),
              inserts == 0 ? List.of() : List.of(stage(inserted, insertedTexts)));
      try (TableSnapshot base = open();
          StagedWrite write = store.stage(base, change, Map.of())) {
        assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(version + 1));
      }
      version++;
      deleted.forEach(model::remove);
      for (int i = 0; i < replaced.size(); i++) {
        long id = replaced.get(i);
        model.put(id, new Row(texts.get(i), model.get(id).rowId(), version));
      }
      for (int i = 0; i < inserts; i++) {
        model.put(inserted.get(i), new Row(insertedTexts.get(i), inserted.get(i), version));
      }
    }

    private static String text(Random random) {
      return random.nextInt(5) == 0 ? null : "t".repeat(random.nextInt(9)) + random.nextInt(100);
    }

    Map<Long, Long> addresses() {
      Map<Long, Long> addresses = new TreeMap<>();
      try (TableSnapshot snapshot = open();
          BatchCursor cursor = snapshot.scan(ScanSpec.of(0, ScanSpec.ROW_ADDRESS))) {
        for (ColumnBatch b = cursor.next(); b != null; b = cursor.next()) {
          for (int i = 0; i < b.rowCount(); i++) {
            addresses.put(longAt(b, 0, i), longAt(b, 1, i));
          }
        }
      }
      return addresses;
    }

    static long longAt(ColumnBatch batch, int column, int i) {
      return ((LongColumn) batch.column(column)).values()[batch.position(i)];
    }

    /** What is stored, and that no version says that a row is older than it is. */
    void check(TableStore reader) {
      Map<Long, Row> found = new TreeMap<>();
      try (TableSnapshot snapshot = reader.open(new TableRef(PATH, branch, version));
          BatchCursor cursor =
              snapshot.scan(
                  ScanSpec.of(
                      0,
                      1,
                      ScanSpec.ROW_ID,
                      ScanSpec.UPDATED_AT_VERSION,
                      ScanSpec.CREATED_AT_VERSION))) {
        assertThat(snapshot.rowCount()).isEqualTo(model.size());
        for (ColumnBatch b = cursor.next(); b != null; b = cursor.next()) {
          for (int i = 0; i < b.rowCount(); i++) {
            long id = longAt(b, 0, i);
            Column texts = b.column(1);
            String text =
                texts.isNull(b.position(i)) ? null : ((BytesColumn) texts).text(b.position(i));
            long updated = longAt(b, 3, i);
            assertThat(updated).isBetween(model.get(id).updated(), version);
            assertThat(longAt(b, 4, i)).isLessThanOrEqualTo(updated);
            Row row = new Row(text, longAt(b, 2, i), model.get(id).updated());
            assertThat(found.put(id, row)).isNull();
          }
        }
      }
      assertThat(found).isEqualTo(model);
    }

    int[] fragmentRows() {
      try (TableSnapshot snapshot = open()) {
        return snapshot.fragments().stream().mapToInt(TableFragment::liveRows).toArray();
      }
    }

    @Override
    public void close() {
      store.close();
      durable.close();
    }
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void valuesAndRowIdsSurviveMerges(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Path root = Files.createTempDirectory("carried");
    try (Table table = new Table(root, EAGER, random.nextBoolean() ? 0 : 64 << 20);
        Table stranger = new Table(root, FragmentTiers.DEFAULT, 0)) {
      table.create();
      for (int step = 0; step < 40; step++) {
        if (step == 25 && random.nextBoolean()) {
          table.store.createBranch(new TableRef(PATH, null, table.version), "side");
          table.branch = "side";
        }
        table.change(random);
        table.check(table.store);
        if (step % 10 == 9) {
          table.check(stranger.store);
        }
        assertThat(table.fragmentRows().length).isLessThanOrEqualTo(2 * 3 + 60);
      }
    } finally {
      io.omnigraph.storage.control.LocalControlStore.deleteTree(root);
    }
  }

  @Test
  @DisplayName("sixteen one-row commits leave one fragment, in order and under their row ids")
  void mergesInOrder(@TempDir Path root) {
    Random random = new Random(7);
    try (Table table = new Table(root, FragmentTiers.DEFAULT, 64 << 20)) {
      table.create();
      for (int i = 0; i < 15; i++) {
        table.change(random, List.of(), List.of(), 1);
      }
      assertThat(table.fragmentRows()).hasSize(16).containsOnly(1);
      table.change(random, List.of(), List.of(), 1);
      assertThat(table.fragmentRows()).containsExactly(16, 1);
      table.check(table.store);
      List<Long> order = new ArrayList<>();
      Map<Long, Long> addresses = table.addresses();
      addresses.entrySet().stream()
          .sorted(Map.Entry.comparingByValue())
          .forEach(entry -> order.add(entry.getKey()));
      assertThat(order).isSorted();
      try (TableSnapshot snapshot = table.open()) {
        TableFragment carried = snapshot.fragments().get(0);
        assertThat(carried.id()).isZero();
        assertThat(carried.newestRowVersion()).isEqualTo(table.version - 1);
        assertThat(snapshot.fragments().get(1).newestRowVersion()).isEqualTo(table.version);
      }
    }
  }

  @Test
  @DisplayName("a commit that deletes and replaces rows of the fragments it merges loses none")
  void mergesFragmentsThatItChanges(@TempDir Path root) {
    Random random = new Random(7);
    try (Table table = new Table(root, FragmentTiers.DEFAULT, 64 << 20)) {
      table.create();
      for (int i = 0; i < 17; i++) {
        table.change(random, List.of(), List.of(), 1);
      }
      for (int i = 0; i < 14; i++) {
        table.change(random, List.of(), List.of(), 2);
      }
      int before = table.fragmentRows().length;
      table.change(random, List.of(3L, 20L), List.of(5L, 24L), 2);
      table.check(table.store);
      assertThat(table.fragmentRows().length).isLessThan(before);
      table.change(random, List.of(4L), List.of(), 0);
      table.check(table.store);
    }
  }

  @Test
  @DisplayName("merging asks for no file that was just written")
  void readsNothingBack(@TempDir Path root) throws Exception {
    Random random = new Random(7);
    try (Table table = new Table(root, FragmentTiers.DEFAULT, 64 << 20)) {
      table.create();
      table.check(table.store);
      for (int i = 0; i < 15; i++) {
        table.change(random, List.of(), List.of(), 1);
      }
      try (var files = Files.list(root.resolve(PATH).resolve("data"))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          byte[] nothing = new byte[(int) Files.size(file)];
          Arrays.fill(nothing, (byte) 1);
          Files.write(file, nothing);
        }
      }
      table.change(random, List.of(), List.of(), 1);
      assertThat(table.fragmentRows()).containsExactly(16, 1);
      table.check(table.store);
    }
  }
}
