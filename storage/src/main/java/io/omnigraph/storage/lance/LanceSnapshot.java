package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** One user's hold on an {@link OpenTable}. */
final class LanceSnapshot implements TableSnapshot {
  private final TablePool pool;
  private final OpenTable table;
  private final AtomicBoolean closed = new AtomicBoolean();

  LanceSnapshot(TablePool pool, OpenTable table) {
    this.pool = pool;
    this.table = table;
  }

  OpenTable table() {
    if (closed.get()) {
      throw new OmnigraphException(ErrorCode.INTERNAL, table.describe() + " is closed");
    }
    return table;
  }

  @Override
  public TableRef ref() {
    return table.ref();
  }

  @Override
  public TableSchema schema() {
    return table.schema();
  }

  @Override
  public boolean isIntact() {
    return table.isIntact();
  }

  @Override
  public long rowCount() {
    return table.rowCount();
  }

  @Override
  public List<TableFragment> fragments() {
    return List.copyOf(table().fragments());
  }

  @Override
  public BatchCursor scan(ScanSpec spec) {
    return SnapshotScan.start(table(), spec);
  }

  @Override
  public Map<String, String> commitProperties() {
    return table().commitProperties();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      pool.release(table);
    }
  }
}
