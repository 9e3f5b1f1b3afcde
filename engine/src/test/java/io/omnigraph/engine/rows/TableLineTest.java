package io.omnigraph.engine.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.control.LocalControlStore;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers of rows over commits that carry rows from fragment to fragment. */
class TableLineTest {
  private static final String PATH = "nodes/0123456789abcdef";
  private static final TableType TYPE = Schemas.compile(GraphFixture.T).table("Person").get();
  private static final OrdinalList KEY = new OrdinalList(TYPE.keyColumns());

  private static TableEntry entry(long version) {
    return new TableEntry(1, TYPE.tableKey(), PATH, version, null, 0, version);
  }

  /** A version of the table, what it must hold, and which write made each row. */
  private record Version(StoredTable table, Map<String, Integer> ages, Map<String, Long> writes) {}

  private static final class Person implements AutoCloseable {
    final Storage storage;
    final TableCache cache;
    final Map<String, Integer> ages = new TreeMap<>();
    final Map<String, Long> writes = new HashMap<>();
    long version = 1;
    int nextName;

    Person(Path root) {
      storage = Storage.open(root, GraphFixture.options().storage());
      cache = new TableCache(storage.tables());
      try (StagedWrite create =
          storage.tables().stageCreate(PATH, TYPE.storedSchema(), List.of(), Map.of())) {
        storage.tables().commit(create);
      }
    }

    Version open() {
      StoredTable table = cache.open(entry(version), TYPE, LanceManifest.MAIN);
      return new Version(table, new TreeMap<>(ages), new HashMap<>(writes));
    }

    void commit(StoredTable now, List<String> deleted, List<String> replaced, int inserts) {
      Map<Long, String> byAddress = new TreeMap<>();
      for (String name : replaced) {
        byAddress.put(now.addressOf(find(now, name)), name);
      }
      List<Object[]> replacements = new ArrayList<>();
      byAddress.values().forEach(name -> replacements.add(written(name)));
      List<Object[]> inserted = new ArrayList<>();
      for (int i = 0; i < inserts; i++) {
        inserted.add(written("p" + nextName++));
      }
      TableChange change =
          new TableChange(
              false,
              deleted.stream().mapToLong(n -> now.addressOf(find(now, n))).sorted().toArray(),
              byAddress.keySet().stream().mapToLong(a -> a).toArray(),
              replacements.isEmpty() ? null : batch(replacements),
              inserts == 0 ? List.of() : List.of(stage(batch(inserted))));
      try (TableSnapshot base = storage.tables().open(new TableRef(PATH, null, version));
          StagedWrite write = storage.tables().stage(base, change, Map.of())) {
        assertThat(storage.tables().commit(write))
            .isEqualTo(new CommitOutcome.Committed(version + 1));
      }
      version++;
      ages.keySet().removeAll(deleted);
      writes.keySet().removeAll(deleted);
    }

    private Object[] written(String name) {
      writes.put(name, version);
      ages.put(name, (int) (version * 1_000) + ages.size());
      return new Object[] {name, ages.get(name)};
    }

    private static ColumnBatch batch(List<Object[]> rows) {
      return GraphFixture.rows(TYPE, rows.toArray(Object[][]::new));
    }

    private StagedRows stage(ColumnBatch rows) {
      try (RowStager stager = storage.tables().stager(PATH, null, TYPE.storedSchema())) {
        stager.write(rows);
        return stager.finish();
      }
    }

    @Override
    public void close() {
      cache.close();
      storage.close();
    }
  }

  private static int find(StoredTable table, String name) {
    byte[] key = name.getBytes(StandardCharsets.UTF_8);
    Column wanted = new BytesColumn(new int[] {0, key.length}, key, null);
    int row = table.find(KEY, table, new KeyColumns(wanted), 0);
    assertThat(row).isEqualTo(table.find(KEY, table, key));
    return row;
  }

  private static void check(Version version) {
    StoredTable table = version.table();
    Column ages = table.column(1);
    Map<String, Integer> found = new TreeMap<>();
    for (int row = 0; row < table.limit(); row++) {
      if (table.isLive(row)) {
        String name = ((BytesColumn) table.column(0)).text(row);
        assertThat(found.put(name, ((IntColumn) ages).values()[row])).isNull();
        assertThat(find(table, name)).isEqualTo(row);
        long address = table.addressOf(row);
        assertThat(table.placementOf((int) (address >>> 32)).number((int) address)).isEqualTo(row);
      }
    }
    assertThat(found).isEqualTo(version.ages());
  }

  /** What two versions say of each other must be what the writes between them say. */
  private static void compare(Version older, Version newer) {
    Set<String> fresh = new HashSet<>();
    int[] ranges = newer.table().newRanges(older.table());
    for (int i = 0; i < ranges.length; i += 2) {
      for (int row = ranges[i]; row < ranges[i + 1]; row++) {
        fresh.add(((BytesColumn) newer.table().column(0)).text(row));
      }
    }
    newer
        .writes()
        .forEach(
            (name, write) -> {
              int now = find(newer.table(), name);
              boolean same = write.equals(older.writes().get(name));
              if (older.writes().containsKey(name)) {
                int was = find(older.table(), name);
                assertThat(older.table().isSameRow(was, newer.table(), now)).isEqualTo(same);
              }
              if (!same) {
                assertThat(fresh).contains(name);
              }
            });
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void versionsAgreeWithTheModel(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Path root = Files.createTempDirectory("line");
    try (Person person = new Person(root)) {
      List<Version> kept = new ArrayList<>();
      boolean skips = random.nextBoolean();
      Version now = person.open();
      for (int step = 0; step < 70; step++) {
        List<String> names = new ArrayList<>(now.ages().keySet());
        Collections.shuffle(names, random);
        int deletes = Math.min(names.size(), Math.max(0, random.nextInt(8) - 6));
        int updates = Math.min(names.size() - deletes, Math.max(0, random.nextInt(6) - 3));
        person.commit(
            now.table(),
            names.subList(0, deletes),
            names.subList(deletes, deletes + updates),
            deletes + updates == 0 ? 1 : random.nextInt(3));
        Version before = now;
        now = skips && random.nextBoolean() ? apart(person) : person.open();
        compare(before, now);
        if (random.nextInt(4) == 0) {
          check(now);
        }
        if (random.nextInt(5) == 0) {
          kept.add(now);
        }
      }
      check(now);
      for (Version version : kept) {
        check(version);
        compare(version, now);
      }
    } finally {
      LocalControlStore.deleteTree(root);
    }
  }

  /** The same version, but seen by another cache: the line of the first one misses it. */
  private static Version apart(Person person) {
    TableCache other = new TableCache(person.storage.tables());
    StoredTable table = other.open(entry(person.version), TYPE, LanceManifest.MAIN);
    return new Version(table, new TreeMap<>(person.ages), new HashMap<>(person.writes));
  }

  @Test
  void carriedRowsKeepTheirNumbers(@TempDir Path root) {
    try (Person person = new Person(root)) {
      Version now = person.open();
      StoredTable first = null;
      for (int i = 0; i < 150; i++) {
        person.commit(now.table(), List.of(), List.of(), 1);
        now = person.open();
        first = first == null ? now.table() : first;
        assertThat(now.table().sharesNumbersWith(first)).isTrue();
        assertThat(now.table().limit()).isEqualTo(i + 1);
        assertThat(now.table().live()).isNull();
        assertThat(find(now.table(), "p" + i)).isEqualTo(i);
        assertThat(find(now.table(), "p" + i / 2)).isEqualTo(i / 2);
      }
      assertThat(now.table().pin().placements().length).isLessThan(40);
      assertThat(now.table().newRanges(first)).containsExactly(1, 150);
    }
  }

  @Test
  void rowsOfAVersionThatWasUndoneAreNotMistakenForOthers(@TempDir Path root) {
    try (Person person = new Person(root)) {
      Version now = person.open();
      for (int i = 0; i < 20; i++) {
        person.commit(now.table(), List.of(), List.of(), 1);
        now = person.open();
      }
      long wanted = person.version;
      Version old = new Version(now.table(), new TreeMap<>(person.ages), person.writes);
      TableCache other = new TableCache(person.storage.tables());
      person.commit(now.table(), List.of("p3"), List.of("p2", "p17"), 2);
      Map<String, Integer> changed = new TreeMap<>(person.ages);
      StoredTable later = other.open(entry(person.version), TYPE, LanceManifest.MAIN);
      check(new Version(later, changed, person.writes));
      TableRef head = new TableRef(PATH, null, person.version);
      try (StagedWrite undo = person.storage.tables().stageRestore(head, wanted, Map.of())) {
        assertThat(person.storage.tables().commit(undo))
            .isEqualTo(new CommitOutcome.Committed(person.version + 1));
      }
      TableEntry restored = entry(person.version + 1);
      check(new Version(other.open(restored, TYPE, LanceManifest.MAIN), old.ages(), old.writes()));
      check(
          new Version(
              person.cache.open(restored, TYPE, LanceManifest.MAIN), old.ages(), old.writes()));
      other.close();
    }
  }
}
