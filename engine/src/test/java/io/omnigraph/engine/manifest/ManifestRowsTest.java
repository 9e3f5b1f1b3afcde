package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifest of a real graph, whole, damaged and from elsewhere. */
class ManifestRowsTest {
  private static final String PERSON = "node:Person";
  private static final String COMPANY = "node:Company";

  @TempDir Path folder;
  private final Ulids ulids = new Ulids();
  private Path root;
  private Storage storage;

  @BeforeEach
  void init() {
    root = folder.resolve("g");
    Graphs.init(root, GraphFixture.T, GraphFixture.options().storage(), Steps.NONE);
    storage = Storage.open(root, GraphFixture.options().storage());
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private LanceManifest manifest(TableStore tables) {
    return new LanceManifest(tables, root.toString(), Steps.NONE);
  }

  private GraphSnapshot publish(LanceManifest manifest, ManifestOp... ops) {
    GraphSnapshot head = manifest.head("main");
    return manifest.publish(
        new PublishRequest("main", List.of(ops), Map.of(), Optional.empty(), lineage(head)));
  }

  private Lineage lineage(GraphSnapshot head) {
    return new Lineage(
        ulids.next(), null, null, ulids.next(), "Mutation", head.schemaHash(), 1, null);
  }

  private record Closing(LanceManifest manifest) implements AutoCloseable {
    @Override
    public void close() {
      manifest.close();
    }
  }

  private static ManifestOp person(GraphSnapshot head, long version) {
    return new ManifestOp.Update(head.entry(PERSON).tableId(), PERSON, version, null, version);
  }

  private void assertRefused(ThrowingCallable call, ErrorCode code, String... texts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(List.of(texts))
                  .allSatisfy(text -> assertThat(e).hasMessageContaining(text));
            });
  }

  private Graph open() {
    return Graphs.open(root, GraphFixture.optionsWithoutLog());
  }

  @Test
  @DisplayName("INIT-15 a fresh graph carries the current storage format")
  void stamp() {
    try (TableSnapshot table = storage.tables().open(new TableRef("__manifest", null, 1))) {
      assertThat(table.schema().metadata())
          .containsEntry(ManifestColumns.FORMAT_KEY, String.valueOf(ManifestColumns.FORMAT));
    }
  }

  @Test
  @DisplayName("PUB-03 a table is opened through a snapshot at its pin, with the declared fields")
  void pinnedTable() {
    try (Graph graph = open();
        Session session = graph.newSession();
        Closing closing = new Closing(manifest(storage.tables()))) {
      LanceManifest manifest = closing.manifest();
      GraphFixture.insert(session, "Person", GraphFixture.row("Eve", 22));
      TableEntry pin = manifest.head("main").entry(PERSON);
      GraphFixture.insert(session, "Person", GraphFixture.row("Fay", 23));
      try (TableSnapshot table = storage.tables().open(pin.ref())) {
        assertThat(table.ref().version()).isEqualTo(pin.version());
        assertThat(table.rowCount()).isEqualTo(1);
        assertThat(table.schema().columns())
            .extracting(ColumnDef::name)
            .containsExactly("name", "age");
      }
    }
  }

  @Test
  @DisplayName("PUB-13 a store that fails the commit leaves the head as it was")
  void failingStore() {
    LanceManifest manifest = manifest(failing(storage.tables()));
    GraphSnapshot before = manifest.head("main");
    assertRefused(
        () -> publish(manifest, person(before, 2)), ErrorCode.STORAGE_FAULT, "no commit today");
    assertThat(manifest.head("main")).isEqualTo(before);
    manifest.close();
    LanceManifest again = manifest(storage.tables());
    assertThat(again.head("main")).isEqualTo(before);
    again.close();
  }

  private static TableStore failing(TableStore tables) {
    return (TableStore)
        Proxy.newProxyInstance(
            TableStore.class.getClassLoader(),
            new Class<?>[] {TableStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                throw new OmnigraphException(
                    ErrorCode.STORAGE_FAULT, "__manifest", "no commit today");
              }
              try {
                return method.invoke(tables, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  @DisplayName("PUB-26 a compacted manifest whose old versions are gone has every graph version")
  void oldVersionsGone() throws IOException {
    LanceManifest writer = manifest(storage.tables());
    Map<Long, GraphSnapshot> published = new HashMap<>();
    published.put(1L, writer.head("main"));
    for (long version = 2; version <= 110; version++) {
      GraphSnapshot next = publish(writer, person(published.get(1L), version));
      published.put(next.seq(), next);
    }
    writer.close();
    deleteOldVersions();
    LanceManifest reader = manifest(storage.tables());
    assertThat(reader.commits("main")).hasSize(110);
    published.forEach((seq, snapshot) -> assertThat(reader.at("main", seq)).isEqualTo(snapshot));
    publish(reader, person(published.get(1L), 111));
    reader.close();
  }

  private void deleteOldVersions() throws IOException {
    List<Path> versions = new ArrayList<>();
    try (Stream<Path> files = Files.list(root.resolve("__manifest/_versions"))) {
      // Names count down: Lance writes 2^64-1 minus the version, so the newest sorts first.
      files.filter(f -> f.toString().endsWith(".manifest")).sorted().forEach(versions::add);
    }
    assertThat(versions).hasSize(110);
    for (Path old : versions.subList(1, versions.size())) {
      Files.delete(old);
    }
  }

  private void replaceManifest(TableSchema schema) {
    storage.control().deletePrefix("__manifest");
    try (StagedWrite create =
        storage.tables().stageCreate("__manifest", schema, List.of(), Map.of())) {
      storage.tables().commit(create);
    }
  }

  @Test
  @DisplayName("PUB-27 a column of a wrong type is named")
  void wrongColumnType() {
    List<ColumnDef> columns = new ArrayList<>(ManifestColumns.SCHEMA.columns());
    columns.set(2, new ColumnDef("seq", ColumnType.of(ColumnType.Kind.STRING), false));
    replaceManifest(new TableSchema(columns, ManifestColumns.SCHEMA.metadata()));
    assertRefused(() -> open().close(), ErrorCode.DATA_CORRUPT, "__manifest", "column seq");
  }

  @Test
  @DisplayName("LIF-13 a format one higher than known is refused with its number")
  void newerFormat() {
    String next = String.valueOf(ManifestColumns.FORMAT + 1);
    replaceManifest(
        new TableSchema(
            ManifestColumns.SCHEMA.columns(), Map.of(ManifestColumns.FORMAT_KEY, next)));
    assertRefused(() -> open().close(), ErrorCode.FORMAT_TOO_NEW, "format " + next, "Upgrade");
    LanceManifest manifest = manifest(storage.tables());
    assertRefused(() -> publish(manifest), ErrorCode.FORMAT_TOO_NEW, next);
    manifest.close();
    assertThat(storage.tables().latestVersion("__manifest", null)).isEqualTo(1);
  }

  @Test
  @DisplayName("LIF-14 a table without a type is inconsistent, on a live handle too")
  void foreignTable() {
    try (Graph graph = open();
        Session live = graph.newSession()) {
      GraphFixture.insert(live, "Person", GraphFixture.row("Eve", 22));
      LanceManifest manifest = manifest(storage.tables());
      publish(
          manifest,
          new ManifestOp.Register(77, "node:Alien", "nodes/alien"),
          new ManifestOp.Update(77, "node:Alien", 1, null, 0));
      manifest.close();
      assertRefused(
          () -> GraphFixture.insert(live, "Person", GraphFixture.row("Fay", 23)),
          ErrorCode.SCHEMA_CONTRACT,
          "node:Alien");
    }
    assertRefused(() -> open().close(), ErrorCode.SCHEMA_CONTRACT, "node:Alien");
  }

  @Test
  @DisplayName("LIF-14 a type without a table is inconsistent")
  void missingTable() {
    LanceManifest manifest = manifest(storage.tables());
    TableEntry person = manifest.head("main").entry(PERSON);
    publish(manifest, new ManifestOp.Tombstone(person.tableId(), PERSON));
    manifest.close();
    assertRefused(() -> open().close(), ErrorCode.SCHEMA_CONTRACT, "node:Person");
  }

  private record StoredRow(String objectType, long rowId, long address, String dataKey) {}

  private List<StoredRow> storedRows(String objectType) {
    return storedRows().stream().filter(row -> row.objectType().equals(objectType)).toList();
  }

  private List<StoredRow> storedRows() {
    long newest = storage.tables().latestVersion("__manifest", null);
    List<StoredRow> rows = new ArrayList<>();
    try (TableSnapshot table = storage.tables().open(new TableRef("__manifest", null, newest))) {
      for (TableFragment fragment : table.fragments()) {
        BytesColumn types = (BytesColumn) fragment.column(ManifestColumns.OBJECT_TYPE);
        LongColumn ids = (LongColumn) fragment.column(ScanSpec.ROW_ID);
        for (int at = 0; at < fragment.physicalRows(); at++) {
          if (!RowBits.get(fragment.deletions(), at)) {
            rows.add(
                new StoredRow(
                    types.text(at),
                    ids.values()[at],
                    LineReader.address(fragment, at),
                    fragment.dataKey()));
          }
        }
      }
    }
    return rows;
  }

  @Test
  @DisplayName("a publish costs the same however many rows there are: the head keeps no row id")
  void headIsNew() {
    try (Closing closing = new Closing(manifest(storage.tables()))) {
      LanceManifest manifest = closing.manifest();
      GraphSnapshot first = manifest.head("main");
      publish(manifest, person(first, 2));
      long newest = storedRows().stream().mapToLong(StoredRow::rowId).max().orElseThrow();
      publish(manifest, person(first, 3));
      assertThat(storedRows(ManifestRow.GRAPH_HEAD))
          .singleElement()
          .satisfies(head -> assertThat(head.rowId()).isGreaterThan(newest));
    }
  }

  @Test
  @DisplayName("rows of many commits lie by table, then those of the commits: alike side by side")
  void alikeSideBySide() {
    try (Closing closing = new Closing(manifest(storage.tables()))) {
      LanceManifest manifest = closing.manifest();
      GraphSnapshot head = manifest.head("main");
      int before = storedRows().size();
      List<PublishRequest.Commit> commits = new ArrayList<>();
      for (int version = 2; version <= 3; version++) {
        commits.add(
            new PublishRequest.Commit(
                List.of(person(head, version), company(head, version)), lineage(head)));
      }
      GraphSnapshot after =
          manifest.publish(new PublishRequest("main", commits, Map.of(), Optional.empty()));
      assertThat(after.entry(PERSON).version()).isEqualTo(3);
      assertThat(after.seq()).isEqualTo(head.seq() + 2);
      List<StoredRow> rows = storedRows();
      assertThat(rows.subList(before, rows.size()))
          .extracting(StoredRow::objectType)
          .containsExactly(
              ManifestRow.TABLE_VERSION,
              ManifestRow.TABLE_VERSION,
              ManifestRow.TABLE_VERSION,
              ManifestRow.TABLE_VERSION,
              ManifestRow.GRAPH_COMMIT,
              ManifestRow.GRAPH_COMMIT);
    }
  }

  @Test
  @DisplayName("what many commits have added in a few large rows is not written again")
  void largeRowsStay() {
    try (Closing closing = new Closing(manifest(storage.tables()))) {
      LanceManifest manifest = closing.manifest();
      Set<String> large = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        publishDeltas(manifest, 100, 500);
        large.addAll(dataKeysOfLarge());
      }
      assertThat(large).hasSize(20);
      assertThat(dataKeysOfLarge()).isEqualTo(large);
    }
  }

  @Test
  @DisplayName("a reader to whom commits are missing refuses, and does not pass them over")
  void missingCommits() {
    try (Closing closing = new Closing(manifest(storage.tables()))) {
      publishDeltas(closing.manifest(), 20, 10);
    }
    long run = storedRows(ManifestRow.GRAPH_COMMITS).get(0).address();
    TableRef newest =
        new TableRef("__manifest", null, storage.tables().latestVersion("__manifest", null));
    try (TableSnapshot open = storage.tables().open(newest);
        StagedWrite write =
            storage
                .tables()
                .stage(
                    open,
                    new TableChange(false, new long[] {run}, new long[0], null, List.of()),
                    Map.of())) {
      storage.tables().commit(write);
    }
    try (Closing closing = new Closing(manifest(storage.tables()))) {
      assertRefused(
          () -> closing.manifest().head("main"),
          ErrorCode.DATA_CORRUPT,
          "of the commits from seq 1 to 21 it has only 2");
    }
  }

  private void publishDeltas(LanceManifest manifest, int count, int bytes) {
    GraphSnapshot head = manifest.head("main");
    List<PublishRequest.Commit> commits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] content = new byte[bytes];
      new Random(i).nextBytes(content);
      content[3] = 0;
      commits.add(
          new PublishRequest.Commit(
              List.of(
                  new ManifestOp.Delta(
                      head.entry(PERSON).tableId(), PERSON, 1, new TableDelta(content))),
              lineage(head)));
    }
    manifest.publish(new PublishRequest("main", commits, Map.of(), Optional.empty()));
  }

  /** Of fragments with runs. */
  private Set<String> dataKeysOfLarge() {
    return storedRows(ManifestRow.GRAPH_COMMITS).stream()
        .map(StoredRow::dataKey)
        .collect(Collectors.toSet());
  }

  private static ManifestOp company(GraphSnapshot head, long version) {
    return new ManifestOp.Update(head.entry(COMPANY).tableId(), COMPANY, version, null, version);
  }
}
