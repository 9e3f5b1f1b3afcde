package io.omnigraph.storage.table;

import io.omnigraph.storage.column.TableSchema;
import java.util.List;
import java.util.Map;

/** One Lance operation with all its files written. */
final class MemoryStagedWrite implements StagedWrite {
  /**
   * Rows in one new data file.
   *
   * @param rowIds of rows that are written anew, or null for new rows
   * @param created versions that go with the ids
   */
  record NewFragment(MemoryStagedRows rows, long[] rowIds, long[] created) {}

  final TableRef base;
  final TableSchema schema;
  final InMemoryTables.Kind kind;
  final Map<String, String> properties;

  /** By fragment id, its deletions from now on; null = no row is left of it. */
  final Map<Integer, long[]> deletions;

  final List<NewFragment> added;

  /** What a restore goes back to, else null. */
  final InMemoryTables.Version restored;

  private final long rowCountAfter;
  private boolean tried;

  MemoryStagedWrite(
      TableRef base,
      TableSchema schema,
      InMemoryTables.Kind kind,
      Map<String, String> properties,
      Map<Integer, long[]> deletions,
      List<NewFragment> added,
      InMemoryTables.Version restored,
      long rowCountAfter) {
    this.base = base;
    this.schema = schema;
    this.kind = kind;
    this.properties = Map.copyOf(properties);
    this.deletions = deletions;
    this.added = List.copyOf(added);
    this.restored = restored;
    this.rowCountAfter = rowCountAfter;
  }

  boolean firstTry() {
    boolean first = !tried;
    tried = true;
    return first;
  }

  @Override
  public String path() {
    return base.path();
  }

  @Override
  public String branch() {
    return base.branch();
  }

  @Override
  public long baseVersion() {
    return base.version();
  }

  @Override
  public long rowCountAfter() {
    return rowCountAfter;
  }

  /** Nothing here is a file. */
  @Override
  public List<FileSum> fileSums() {
    return List.of();
  }

  @Override
  public void close() {
    // Nothing native is held.
  }
}
