package io.omnigraph.storage.lance;

import io.omnigraph.storage.file.Unsynced;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.lance.Dataset;
import org.lance.operation.Operation;
import org.lance.operation.Overwrite;
import org.lance.operation.Restore;

/** An operation, ready to commit on the version it was made from. */
final class LanceStagedWrite implements StagedWrite {
  private final String path;
  private final TableFiles files;
  private final OpenTable base;
  private final TablePool pool;
  private final Operation operation;
  private final Map<String, String> properties;
  private final List<StagedRows> rows;
  private final List<FileSum> sums = new CopyOnWriteArrayList<>();
  private final Unsynced unsynced;
  private final long rowCountAfter;
  private final AtomicBoolean tried = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param base retained by the caller for this write; null for a create
   */
  LanceStagedWrite(
      String path,
      TableFiles files,
      OpenTable base,
      TablePool pool,
      Operation operation,
      Map<String, String> properties,
      List<StagedRows> rows,
      StagedFiles staged,
      long rowCountAfter) {
    this.path = path;
    this.files = files;
    this.base = base;
    this.pool = pool;
    this.operation = operation;
    this.properties = Map.copyOf(properties);
    this.rows = List.copyOf(rows);
    this.unsynced = staged.unsynced(files, sums, pool.runtime().linkedFolders());
    this.rowCountAfter = rowCountAfter;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String branch() {
    return base == null ? null : base.ref().branch();
  }

  @Override
  public long baseVersion() {
    return base == null ? 0 : base.ref().version();
  }

  @Override
  public long rowCountAfter() {
    return rowCountAfter;
  }

  @Override
  public List<FileSum> fileSums() {
    return List.copyOf(sums);
  }

  @Override
  public Unsynced unsynced() {
    return unsynced;
  }

  void addSum(FileSum sum) {
    sums.add(sum);
  }

  TableFiles files() {
    return files;
  }

  OpenTable base() {
    return base;
  }

  Operation operation() {
    return operation;
  }

  Map<String, String> properties() {
    return properties;
  }

  /** True once: Lance would append the rows again if the same write were committed again. */
  boolean firstTry() {
    return !closed.get() && tried.compareAndSet(false, true);
  }

  /** Takes over the handle of the version that was made: the next one to read it is near. */
  void keep(Dataset next, long version) {
    boolean ofRows = !(operation instanceof Overwrite || operation instanceof Restore);
    if (base != null && ofRows) {
      pool.keep(next, version, base);
    } else {
      next.close();
    }
  }

  /** To be called when the commit was, or may have been, made. */
  void markRowsCommitted() {
    rows.forEach(staged -> ((LanceStagedRows) staged).markCommitted());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true) && base != null) {
      pool.release(base);
    }
  }
}
