package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lance.CommitBuilder;
import org.lance.Dataset;
import org.lance.FragmentMetadata;
import org.lance.Transaction;
import org.lance.compaction.CompactionOptions;
import org.lance.fragment.RowIdMeta;
import org.lance.index.Index;
import org.lance.index.IndexOptions;
import org.lance.index.IndexParams;
import org.lance.index.IndexType;
import org.lance.index.scalar.BTreeIndexParams;
import org.lance.ipc.ScanOptions;
import org.lance.merge.MergeInsertParams;
import org.lance.operation.CreateIndex;
import org.lance.operation.Operation;
import org.lance.operation.Overwrite;
import org.lance.operation.Project;
import org.lance.operation.Restore;
import org.lance.operation.Update;

/** What our protocol relies on in lance-core; to be run on every upgrade of it. */
class LanceFactsTest {
  @TempDir Path directory;
  private LanceFixture lance;

  @BeforeEach
  void open() {
    lance = new LanceFixture(directory);
  }

  @AfterEach
  void close() throws Exception {
    lance.close(); // Fails when memory of a reader or batch is still held.
  }

  private static Operation restore(long version) {
    return new Restore.Builder().version(version).build();
  }

  private Operation update(Dataset dataset, String prefix, long... more) {
    return lance.change(
        dataset,
        new long[] {1},
        new long[] {1},
        lance.rows(prefix, 1),
        more.length == 0 ? null : lance.rows("more", more));
  }

  private IndexOptions btree(Dataset dataset, boolean staged) {
    IndexParams params =
        IndexParams.builder().setScalarIndexParams(BTreeIndexParams.builder().build()).build();
    var options =
        IndexOptions.builder(List.of("id"), IndexType.BTREE, params).withIndexName("id_ix");
    if (staged) {
      options.withFragmentIds(
          dataset.getFragments().stream().map(fragment -> fragment.getId()).toList());
    }
    return options.build();
  }

  @Test
  @DisplayName("SUB-01 a staged restore makes a new version with the old content")
  void restoreMakesANewVersion() {
    Dataset head = lance.table();
    Dataset restored = lance.commit(head, restore(2));
    assertThat(restored.version()).isEqualTo(4);
    assertThat(restored.countRows()).isEqualTo(10);
  }

  @Test
  @DisplayName("SUB-02 a restore hides a concurrent append without a conflict")
  void restoreHidesAConcurrentAppend() {
    Dataset head = lance.table();
    lance.commit(head, lance.append(head, lance.rows("x", 50)));
    Dataset restored = lance.commit(head, restore(3));
    assertThat(restored.version()).isEqualTo(5);
    assertThat(lance.ids(restored)).doesNotContain("50");
  }

  @Test
  @DisplayName("SUB-03 every staged operation leaves HEAD alone until its commit")
  void stagedOperationsLeaveTheHeadAlone() {
    Dataset head = lance.table();
    List<Field> fields = new ArrayList<>(LanceFixture.SCHEMA.getFields());
    fields.add(new Field("extra", FieldType.nullable(new ArrowType.Int(32, true)), null));
    List<Operation> operations =
        List.of(
            lance.append(head, lance.rows("x", 50)),
            lance.delete(head, 3),
            update(head, "u"),
            Overwrite.builder()
                .fragments(lance.stage(head, lance.rows("o", 9)))
                .schema(LanceFixture.SCHEMA)
                .build(),
            restore(2),
            Project.builder().schema(new Schema(fields)).build());
    assertThat(head.latestVersion()).isEqualTo(3);
    for (Operation operation : operations) {
      Dataset base = lance.table();
      assertThat(lance.commit(base, restage(base, operation)).version()).isEqualTo(4);
    }
  }

  /** The same kind of operation, staged for another table. */
  private Operation restage(Dataset base, Operation operation) {
    return switch (operation.getClass().getSimpleName()) {
      case "Append" -> lance.append(base, lance.rows("x", 50));
      case "Delete" -> lance.delete(base, 3);
      case "Update" -> update(base, "u");
      case "Overwrite" ->
          Overwrite.builder()
              .fragments(lance.stage(base, lance.rows("o", 9)))
              .schema(LanceFixture.SCHEMA)
              .build();
      default -> operation;
    };
  }

  @Test
  @DisplayName("SUB-03 a scalar index can be staged")
  void scalarIndexCanBeStaged() {
    Dataset head = lance.table();
    Index made = head.createIndex(btree(head, true));
    assertThat(head.latestVersion()).isEqualTo(3);
    Dataset next =
        lance.commit(
            head,
            CreateIndex.builder()
                .withNewIndices(List.of(made))
                .withRemovedIndices(List.of())
                .build());
    assertThat(next.version()).isEqualTo(4);
    assertThat(next.listIndexes()).containsExactly("id_ix");
    assertThat(next.countRows("id = 7")).isEqualTo(1);
  }

  @Test
  @DisplayName("SUB-04 an overwrite with no fragment empties the table")
  void emptyOverwrite() {
    Dataset head = lance.table();
    Dataset next =
        lance.commit(
            head, Overwrite.builder().fragments(List.of()).schema(LanceFixture.SCHEMA).build());
    assertThat(next.version()).isEqualTo(4);
    assertThat(next.countRows()).isZero();
  }

  @Test
  @DisplayName("SUB-05 an overwrite keeps stable row ids on and replaces all fragments")
  void overwriteKeepsStableRowIds() {
    Dataset head = lance.table();
    Dataset next =
        lance.commit(
            head,
            Overwrite.builder()
                .fragments(lance.stage(head, lance.rows("o", 9)))
                .schema(LanceFixture.SCHEMA)
                .build());
    assertThat(next.hasStableRowIds()).isTrue();
    assertThat(next.getFragments()).hasSize(1);
    assertThat(lance.ids(next)).containsExactly("9");
  }

  @Test
  @DisplayName("SUB-06 an update beside a compaction of its fragment conflicts")
  void updateBesideCompactionConflicts() throws Exception {
    Dataset head = lance.table();
    Operation staged = update(head, "u");
    try (Dataset other = Dataset.open().allocator(lance.allocator).uri(head.uri()).build()) {
      other.compact(CompactionOptions.builder().withNumThreads(1).build());
    }
    assertConflict(head, staged);
  }

  @Test
  @DisplayName("SUB-07 the loser of two updates of one row leaves none of its inserts")
  void loserLeavesNothing() {
    Dataset head = lance.table();
    Operation first = update(head, "a", 100);
    Operation second = update(head, "b", 200);
    Dataset next = lance.commit(head, first);
    assertConflict(head, second);
    assertThat(lance.ids(next)).contains("100").doesNotContain("200");
  }

  private void assertConflict(Dataset at, Operation operation) {
    assertThatThrownBy(() -> lance.commit(at, operation))
        .satisfies(
            e -> assertThat(LanceFailures.meaning(e)).isEqualTo(LanceFailures.Meaning.CONFLICT))
        .hasMessageStartingWith("Retryable commit conflict");
  }

  @Test
  @DisplayName("SUB-08 delete by predicate, merge insert and add columns commit at once")
  void theseCommitAtOnce() throws Exception {
    Dataset head = lance.table();
    head.delete("id = 1");
    assertThat(head.latestVersion()).isEqualTo(4);
    head.addColumns(
        List.of(new Field("extra", FieldType.nullable(new ArrowType.Int(32, true)), null)));
    assertThat(head.latestVersion()).isEqualTo(5);
    Dataset other = lance.table();
    try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(lance.allocator)) {
      export(lance.rows("m", 2), stream);
      try (Dataset merged =
          other
              .mergeInsert(new MergeInsertParams(List.of("id")).withMatchedUpdateAll(), stream)
              .dataset()) {
        assertThat(merged.version()).isEqualTo(4);
      }
    }
  }

  private void export(VectorSchemaRoot root, ArrowArrayStream stream) throws Exception {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (root;
        ArrowStreamWriter writer = new ArrowStreamWriter(root, null, bytes)) {
      writer.writeBatch();
    }
    ArrowStreamReader reader =
        new ArrowStreamReader(
            new java.io.ByteArrayInputStream(bytes.toByteArray()), lance.allocator);
    Data.exportArrayStream(lance.allocator, reader, stream);
  }

  @Test
  @DisplayName("SUB-09 one update deletes, replaces and inserts, exactly, beside an index")
  void oneUpdateDoesAllThree() {
    Dataset table = lance.table();
    table.createIndex(btree(table, false));
    long version = table.version();
    Operation change =
        lance.change(
            table,
            new long[] {1, 2, (1L << 32) + 5},
            new long[] {2, 15},
            lance.rows("new", 2000, 15),
            lance.rows("ins", 100));
    Dataset next = lance.commit(table, change);
    assertThat(next.version()).isEqualTo(version + 1);
    assertThat(next.countRows()).isEqualTo(20);
    assertThat(next.countRows("id = 2")).isZero();
    assertThat(next.countRows("id = 2000")).isEqualTo(1);
    assertThat(next.countRows("id = 1")).isZero();
    List<String> rows =
        lance.scan(
            next,
            new ScanOptions.Builder()
                .columns(
                    List.of("id", "s", "_row_created_at_version", "_row_last_updated_at_version"))
                .filter("id in (2000, 15, 100, 3)")
                .withRowId(true)
                .build());
    long now = version + 1;
    assertThat(rows)
        .containsExactlyInAnyOrder(
            "3 s3 2 2 3",
            "2000 new2000 2 " + now + " 2",
            "15 new15 3 " + now + " 15",
            "100 ins100 " + now + " " + now + " 20");
  }

  @Test
  @DisplayName("an update may put another file in a fragment's place, with ids and row versions")
  void updateReplacesFragmentInPlace() {
    Dataset table = lance.table();
    ScanOptions all =
        new ScanOptions.Builder()
            .columns(List.of("id", "s", "_row_created_at_version", "_row_last_updated_at_version"))
            .withRowId(true)
            .build();
    FragmentMetadata written = lance.stage(table, lance.rows("s", 0, 12, 19)).get(0);
    FragmentMetadata merged =
        new FragmentMetadata(
            0,
            written.getFiles(),
            written.getPhysicalRows(),
            null,
            RowIdMeta.fromRowIds(new long[] {0, 12, 19}),
            RowVersions.same(3, 2),
            RowVersions.same(3, 3));
    Operation update =
        Update.builder()
            .updatedFragments(List.of(merged))
            .removedFragmentIds(List.of(1L))
            .newFragments(lance.stage(table, lance.rows("n", 100)))
            .updateMode(Optional.of(Update.UpdateMode.RewriteRows))
            .build();
    Dataset next = lance.commit(table, update);
    assertThat(lance.scan(next, all))
        .containsExactly("0 s0 2 3 0", "12 s12 2 3 12", "19 s19 2 3 19", "100 n100 4 4 20");
    assertThat(next.countRows()).isEqualTo(4);
    assertThat(next.getFragments().get(0).metadata().getLastUpdatedAtVersionMeta())
        .isEqualTo(RowVersions.same(3, 3));
  }

  @Test
  @DisplayName("SUB-11 a compaction reserves fragment ids and rewrites, keeping rows and row ids")
  void compactionKeepsRowsAndIds() {
    Dataset table = lance.table();
    ScanOptions withIds = new ScanOptions.Builder().columns(List.of("id")).withRowId(true).build();
    List<String> before = lance.scan(table, withIds);
    try (Dataset other = Dataset.open().allocator(lance.allocator).uri(table.uri()).build()) {
      other.compact(CompactionOptions.builder().withNumThreads(1).build());
      assertThat(other.version()).isEqualTo(5);
      assertThat(other.getFragments()).hasSize(1);
      assertThat(lance.scan(other, withIds)).isEqualTo(before);
    }
  }

  @Test
  @DisplayName("SUB-12 every staged operation carries properties; calls that commit at once cannot")
  void stagedOperationsCarryProperties() {
    Dataset table = lance.table();
    List<Operation> operations =
        List.of(
            lance.append(table, lance.rows("x", 50)),
            Overwrite.builder().fragments(List.of()).schema(LanceFixture.SCHEMA).build(),
            restore(2));
    Dataset head = table;
    for (Operation operation : operations) {
      head = lance.commit(head, operation, Map.of("operation_id", "op" + head.version()), 0);
      try (Transaction read = head.readTransaction().orElseThrow()) {
        assertThat(read.transactionProperties().orElseThrow())
            .containsEntry("operation_id", "op" + (head.version() - 1));
      }
    }
    Dataset other = lance.table();
    other.delete("id = 1");
    try (Transaction read = other.readTransaction().orElseThrow()) {
      assertThat(read.transactionProperties().orElse(Map.of())).isEmpty();
    }
  }

  @Test
  @DisplayName("SUB-13 a scan of the table does not see staged fragments")
  void scansDoNotSeeStagedFragments() {
    Dataset table = lance.table();
    lance.stage(table, lance.rows("x", 50));
    assertThat(lance.ids(table)).hasSize(20).doesNotContain("50");
  }

  @Test
  @DisplayName("SUB-14 a stale append is re-based without complaint, also with one attempt")
  void staleAppendIsRebased() {
    Dataset table = lance.table();
    Operation first = lance.append(table, lance.rows("x", 50));
    Operation second = lance.append(table, lance.rows("x", 50));
    lance.commit(table, first);
    Dataset next = lance.commit(table, second, Map.of(), 1);
    assertThat(next.version()).isEqualTo(5);
    assertThat(lance.ids(next).stream().filter("50"::equals)).hasSize(2);
  }

  @Test
  @DisplayName("SUB-17 a staged create on an existing path overwrites it")
  void stagedCreateOverwrites() {
    Dataset table = lance.table();
    try (Transaction create =
            new Transaction.Builder()
                .readVersion(0)
                .operation(
                    Overwrite.builder().fragments(List.of()).schema(LanceFixture.SCHEMA).build())
                .build();
        Dataset next =
            new CommitBuilder(table.uri(), lance.allocator).useStableRowIds(true).execute(create)) {
      assertThat(next.version()).isEqualTo(4);
      assertThat(next.countRows()).isZero();
    }
  }

  @Test
  @DisplayName("SUB-17 a fragment staged as 2.1 is refused by a table of 2.2")
  void otherStorageVersionIsRefused() {
    Dataset table = lance.emptyTable(directory.resolve("v22").toString(), "2.2");
    assertThatThrownBy(() -> lance.commit(table, lance.append(table, lance.rows("x", 1))))
        .isInstanceOf(Exception.class);
    assertThat(table.latestVersion()).isEqualTo(1);
  }

  @Test
  void versionFilesCountDownAndAreContiguous() throws Exception {
    Dataset table = lance.table();
    Path root = directory.toAbsolutePath().normalize();
    TableFiles files = TableFiles.of(root, root.relativize(Path.of(table.uri())).toString(), null);
    assertThat(files.latestVersion()).isEqualTo(3);
    for (long version = 1; version <= 3; version++) {
      assertThat(files.versionFile(version)).exists();
    }
    assertThat(files.hasVersion(4)).isFalse();
  }
}
