package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.table.TableRef;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.lance.Dataset;
import org.lance.Fragment;
import org.lance.Transaction;
import org.lance.schema.LanceField;

/**
 * One native handle of one exact version, shared by all snapshots of that version and closed with
 * the last. What is immutable is asked for once.
 */
final class OpenTable {
  /** What Lance writes when it is not told. */
  private static final String FILE_FORMAT = "2.1";

  private final TableRef ref;
  private final TableFiles files;
  private final Dataset dataset;
  private final LanceRuntime runtime;
  private final ColumnCache cache;
  private final Schema arrowSchema;
  private final TableSchema schema;
  private final long rowCount;
  private volatile Object stamp;
  private List<LanceFragment> fragments;
  private int[] fieldIds;
  private Boolean plainFields;
  private Optional<Map<String, String>> transactionProperties;
  private int users; // guarded by the pool

  /**
   * @param stamp of the version's file, taken before the dataset was opened
   */
  OpenTable(
      TableRef ref,
      TableFiles files,
      Object stamp,
      Dataset dataset,
      LanceRuntime runtime,
      ColumnCache cache) {
    this(ref, files, stamp, dataset, runtime, cache, dataset.getSchema(), null);
  }

  /** The version that a commit of rows on top of {@code base} made. */
  OpenTable(TableRef ref, Object stamp, Dataset dataset, OpenTable base) {
    this(ref, base.files, stamp, dataset, base.runtime, base.cache, base.arrowSchema, base.schema);
    fieldIds = base.fieldIds();
    plainFields = base.hasPlainFields();
  }

  private OpenTable(
      TableRef ref,
      TableFiles files,
      Object stamp,
      Dataset dataset,
      LanceRuntime runtime,
      ColumnCache cache,
      Schema arrowSchema,
      TableSchema schema) {
    this.stamp = stamp;
    this.ref = ref;
    this.files = files;
    this.dataset = dataset;
    this.runtime = runtime;
    this.cache = cache;
    this.arrowSchema = arrowSchema;
    this.schema = schema == null ? ArrowSchemas.fromArrow(arrowSchema) : schema;
    rowCount = dataset.countRows();
  }

  TableRef ref() {
    return ref;
  }

  TableFiles files() {
    return files;
  }

  Dataset dataset() {
    return dataset;
  }

  LanceRuntime runtime() {
    return runtime;
  }

  ColumnCache cache() {
    return cache;
  }

  Schema arrowSchema() {
    return arrowSchema;
  }

  TableSchema schema() {
    return schema;
  }

  long rowCount() {
    return rowCount;
  }

  synchronized List<LanceFragment> fragments() {
    if (fragments == null) {
      List<LanceFragment> found = new ArrayList<>();
      for (Fragment fragment : dataset.getFragments()) {
        found.add(new LanceFragment(this, fragment.metadata()));
      }
      fragments = List.copyOf(found);
    }
    return fragments;
  }

  /** Lance's ids of the columns, in schema order. */
  synchronized int[] fieldIds() {
    if (fieldIds == null) {
      fieldIds = dataset.getLanceSchema().fields().stream().mapToInt(LanceField::getId).toArray();
    }
    return fieldIds;
  }

  /** Whether files written without a look at the table fit it: ids are positions, same format. */
  synchronized boolean hasPlainFields() {
    if (plainFields == null) {
      int[] ids = fieldIds();
      plainFields =
          FILE_FORMAT.equals(dataset.getLanceFileFormatVersion())
              && Arrays.equals(ids, IntStream.range(0, ids.length).toArray());
    }
    return plainFields;
  }

  /** Rows that an index covers must not move to a fragment that it does not cover. */
  boolean hasIndices() {
    return !dataset.listIndexes().isEmpty();
  }

  Map<String, String> commitProperties() {
    return transactionProperties().orElse(Map.of());
  }

  /** Empty when there is no transaction to be read. */
  synchronized Optional<Map<String, String>> transactionProperties() {
    if (transactionProperties == null) {
      transactionProperties =
          isFirstOfBranch()
              ? Optional.empty()
              : dataset.readTransaction().map(OpenTable::propertiesAndClose);
    }
    return transactionProperties;
  }

  /**
   * Lance makes a branch by a transaction of its own kind, and the binding ends the process when it
   * is asked for it.
   */
  private boolean isFirstOfBranch() {
    return ref.branch() != null && !files.hasVersion(ref.version() - 1);
  }

  private static Map<String, String> propertiesAndClose(Transaction transaction) {
    try (transaction) {
      return Map.copyOf(transaction.transactionProperties().orElse(Map.of()));
    }
  }

  String describe() {
    String branch = ref.branch() == null ? "" : " on branch " + ref.branch();
    return "Table " + ref.path() + branch + ", version " + ref.version();
  }

  /** This process has put an equal file in the place of the version's. */
  void movedFrom(Object before) {
    if (stamp.equals(before)) {
      stamp = files.stamp(ref.version());
    }
  }

  boolean isIntact() {
    return stamp.equals(files.stamp(ref.version()))
        && (ref.branch() == null || Files.exists(BranchRef.file(files, ref.branch())));
  }

  int addUser(int change) {
    users += change;
    return users;
  }
}
