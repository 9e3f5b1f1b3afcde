package io.omnigraph.storage.lance;

import io.omnigraph.storage.nativelib.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.lance.CommitBuilder;
import org.lance.Dataset;
import org.lance.Fragment;
import org.lance.FragmentMetadata;
import org.lance.Transaction;
import org.lance.WriteParams;
import org.lance.fragment.RowIdMeta;
import org.lance.ipc.LanceScanner;
import org.lance.ipc.ScanOptions;
import org.lance.operation.Append;
import org.lance.operation.Delete;
import org.lance.operation.Operation;
import org.lance.operation.Update;
import org.lance.schema.LanceField;

/** Lance without our code: what the guard tests need to ask it directly. */
final class LanceFixture implements AutoCloseable {
  static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("id", FieldType.notNullable(new ArrowType.Int(64, true)), null),
              new Field("s", FieldType.nullable(new ArrowType.Utf8()), null)));

  final RootAllocator allocator;
  private final Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private int tables;

  LanceFixture(Path directory) {
    NativeLibrary.load(null);
    this.directory = directory;
    allocator = new RootAllocator();
  }

  <T extends AutoCloseable> T keep(T closeable) {
    open.add(closeable);
    return closeable;
  }

  /** Version 1 is empty, version 2 has rows 0..9, version 3 rows 10..19 in a second fragment. */
  Dataset table() {
    Dataset empty = emptyTable(directory.resolve("t" + tables++).toString(), null);
    Dataset first = commit(empty, append(empty, rows("s", range(0, 10))));
    return commit(first, append(first, rows("s", range(10, 20))));
  }

  Dataset emptyTable(String uri, String storageVersion) {
    var builder =
        Dataset.write()
            .allocator(allocator)
            .schema(SCHEMA)
            .uri(uri)
            .mode(WriteParams.WriteMode.CREATE)
            .enableStableRowIds(true);
    return keep(
        (storageVersion == null ? builder : builder.dataStorageVersion(storageVersion)).execute());
  }

  static long[] range(long from, long to) {
    return java.util.stream.LongStream.range(from, to).toArray();
  }

  VectorSchemaRoot rows(String prefix, long... ids) {
    VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
    root.allocateNew();
    for (int i = 0; i < ids.length; i++) {
      ((BigIntVector) root.getVector(0)).setSafe(i, ids[i]);
      ((VarCharVector) root.getVector(1))
          .setSafe(i, (prefix + ids[i]).getBytes(StandardCharsets.UTF_8));
    }
    root.setRowCount(ids.length);
    return root;
  }

  List<FragmentMetadata> stage(Dataset dataset, VectorSchemaRoot root) {
    try (root) {
      return Fragment.write()
          .datasetUri(dataset.uri())
          .allocator(allocator)
          .data(root)
          .mode(WriteParams.WriteMode.APPEND)
          .execute();
    }
  }

  Operation append(Dataset dataset, VectorSchemaRoot root) {
    return Append.builder().fragments(stage(dataset, root)).build();
  }

  Dataset commit(Dataset at, Operation operation) {
    return commit(at, operation, Map.of(), 0);
  }

  Dataset commit(Dataset at, Operation operation, Map<String, String> properties, int retries) {
    Transaction.Builder builder =
        new Transaction.Builder().readVersion(at.version()).operation(operation);
    if (!properties.isEmpty()) {
      builder.transactionProperties(properties);
    }
    try (Transaction transaction = builder.build()) {
      CommitBuilder commit = new CommitBuilder(at);
      if (retries > 0) {
        commit.maxRetries(retries);
      }
      return keep(commit.execute(transaction));
    }
  }

  private record Cut(List<FragmentMetadata> changed, List<Long> emptied) {}

  private Cut cut(Dataset dataset, long... addresses) {
    TreeMap<Integer, List<Integer>> byFragment = new TreeMap<>();
    for (long address : addresses) {
      byFragment
          .computeIfAbsent((int) (address >>> 32), id -> new ArrayList<>())
          .add((int) address);
    }
    Cut cut = new Cut(new ArrayList<>(), new ArrayList<>());
    byFragment.forEach(
        (id, offsets) -> {
          FragmentMetadata left = dataset.getFragment(id).deleteRows(offsets);
          if (left == null) {
            cut.emptied.add((long) id);
          } else {
            cut.changed.add(left);
          }
        });
    return cut;
  }

  Operation delete(Dataset dataset, long... addresses) {
    Cut cut = cut(dataset, addresses);
    return Delete.builder()
        .updatedFragments(cut.changed)
        .deletedFragmentIds(cut.emptied)
        .predicate("by address")
        .build();
  }

  /** Deletes rows, replaces others under their ids and inserts more, in one operation. */
  Operation change(
      Dataset dataset,
      long[] deletedAndReplaced,
      long[] rowIds,
      VectorSchemaRoot replacements,
      VectorSchemaRoot inserted) {
    Cut cut = cut(dataset, deletedAndReplaced);
    FragmentMetadata fresh = stage(dataset, replacements).get(0);
    List<FragmentMetadata> added = new ArrayList<>();
    added.add(
        new FragmentMetadata(
            fresh.getId(),
            fresh.getFiles(),
            fresh.getPhysicalRows(),
            null,
            RowIdMeta.fromRowIds(rowIds)));
    if (inserted != null) {
      added.addAll(stage(dataset, inserted));
    }
    return Update.builder()
        .updatedFragments(cut.changed)
        .removedFragmentIds(cut.emptied)
        .newFragments(added)
        .fieldsForPreservingFragBitmap(
            dataset.getLanceSchema().fields().stream().mapToLong(LanceField::getId).toArray())
        .updateMode(Optional.of(Update.UpdateMode.RewriteRows))
        .build();
  }

  /** Rows as text, columns joined by blanks. */
  List<String> scan(Dataset dataset, ScanOptions options) {
    List<String> rows = new ArrayList<>();
    try (LanceScanner scanner = dataset.newScan(options);
        ArrowReader reader = scanner.scanBatches()) {
      while (reader.loadNextBatch()) {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        for (int i = 0; i < root.getRowCount(); i++) {
          StringBuilder row = new StringBuilder();
          for (FieldVector vector : root.getFieldVectors()) {
            row.append(row.length() == 0 ? "" : " ").append(vector.getObject(i));
          }
          rows.add(row.toString());
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  List<String> ids(Dataset dataset) {
    return scan(dataset, new ScanOptions.Builder().columns(List.of("id")).build());
  }

  @Override
  public void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    allocator.close();
  }
}
