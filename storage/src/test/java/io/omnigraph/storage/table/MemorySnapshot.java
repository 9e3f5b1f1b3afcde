package io.omnigraph.storage.table;

import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.RowFilters;
import io.omnigraph.storage.column.TableSchema;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A version that was looked up; nothing of it can change. */
record MemorySnapshot(InMemoryTables disk, TableRef ref, InMemoryTables.Version version)
    implements TableSnapshot {
  @Override
  public TableSchema schema() {
    return version.schema();
  }

  @Override
  public boolean isIntact() {
    synchronized (disk) {
      InMemoryTables.Line line = disk.find(ref.path(), ref.branch());
      InMemoryTables.Version now = line == null ? null : line.versions.get(ref.version());
      return now != null && now.stamp() == version.stamp() && (ref.branch() == null || line.hasRef);
    }
  }

  @Override
  public long rowCount() {
    return version.rowCount();
  }

  @Override
  public List<TableFragment> fragments() {
    return List.copyOf(version.fragments());
  }

  @Override
  public Map<String, String> commitProperties() {
    return version.properties();
  }

  @Override
  public BatchCursor scan(ScanSpec spec) {
    return new Scan(version.fragments().iterator(), spec);
  }

  @Override
  public void close() {
    // Nothing native is held.
  }

  private static final class Scan implements BatchCursor {
    private final Iterator<MemoryFragment> fragments;
    private final ScanSpec spec;
    private long left;
    private MemoryFragment fragment;
    private int next;

    Scan(Iterator<MemoryFragment> fragments, ScanSpec spec) {
      this.fragments = fragments;
      this.spec = spec;
      left = spec.limit() < 0 ? Long.MAX_VALUE : spec.limit();
    }

    @Override
    public ColumnBatch next() {
      while (left > 0) {
        if (fragment == null || next == fragment.physicalRows()) {
          if (!fragments.hasNext()) {
            return null;
          }
          fragment = fragments.next();
          next = 0;
        }
        ColumnBatch batch = batch();
        if (batch.rowCount() > 0) {
          left -= batch.rowCount();
          return batch;
        }
      }
      return null;
    }

    private ColumnBatch batch() {
      int[] selection = new int[ColumnBatch.MAX_ROWS];
      int count = 0;
      long most = Math.min(selection.length, left);
      long[] hidden = spec.hidden() == null ? null : spec.hidden().offsets(fragment.id());
      while (next < fragment.physicalRows() && count < most) {
        if (!Bits.get(fragment.deletions(), next)
            && !Bits.get(hidden, next)
            && (spec.filter() == null
                || RowFilters.matches(spec.filter(), fragment::column, next))) {
          selection[count++] = next;
        }
        next++;
      }
      Column[] columns =
          Arrays.stream(spec.columns()).mapToObj(fragment::column).toArray(Column[]::new);
      return new ColumnBatch(columns, 0, count, selection);
    }

    @Override
    public void close() {
      left = 0;
    }
  }
}
