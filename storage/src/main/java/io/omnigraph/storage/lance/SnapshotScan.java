package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.RowFilter;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.ScanSpec;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Reads a snapshot fragment by fragment. A fragment comes either whole, as cached columns, or in
 * chunks that are dropped again; from there on both are cut into batches by the same code.
 */
final class SnapshotScan implements BatchCursor {
  /** Rows that a streaming scan holds in memory at once. */
  private static final int CHUNK_ROWS = 1 << 16;

  /** Bytes of one text or binary value, when nobody has looked yet. */
  private static final int ASSUMED_VALUE_BYTES = 32;

  private final List<LanceFragment> fragments;
  private final int[] projection;
  private final int[] stored;
  private final int[] pseudo;
  private final RowFilter filter;
  private final ScanSpec.HiddenRows hidden;
  private final boolean fitsCache;
  private long remaining;

  private int nextFragment;
  private LanceFragment fragment;

  /** Offsets that are deleted or hidden, or null. */
  private long[] gone;

  private boolean whole;
  private int chunkFrom;
  private int chunkTo;
  private int position;
  private Column[] storedColumns;
  private Column[] projected;
  private FilterKernel kernel;

  private SnapshotScan(OpenTable table, ScanSpec spec) {
    fragments = table.fragments();
    projection = spec.columns();
    filter = spec.filter();
    hidden = spec.hidden();
    remaining = spec.limit() < 0 ? Long.MAX_VALUE : spec.limit();
    stored = storedColumns(spec);
    pseudo = Arrays.stream(projection).filter(c -> c < 0).distinct().toArray();
    boolean fewRows = filter == null && remaining < CHUNK_ROWS;
    fitsCache = !fewRows && estimatedBytes(table) <= table.cache().budget();
  }

  static SnapshotScan start(OpenTable table, ScanSpec spec) {
    for (int column : spec.columns()) {
      if (column >= table.schema().columns().size() || column < ScanSpec.UPDATED_AT_VERSION) {
        throw new OmnigraphException(
            ErrorCode.INTERNAL, table.describe() + " has no column " + column);
      }
    }
    if (spec.filter() != null) {
      FilterKernel.check(spec.filter(), table.schema());
    }
    return new SnapshotScan(table, spec);
  }

  private static int[] storedColumns(ScanSpec spec) {
    TreeSet<Integer> ordinals = new TreeSet<>();
    for (int column : spec.columns()) {
      if (column >= 0) {
        ordinals.add(column);
      }
    }
    if (spec.filter() != null) {
      FilterKernel.columns(spec.filter(), ordinals);
    }
    return ordinals.stream().mapToInt(i -> i).toArray();
  }

  private long estimatedBytes(OpenTable table) {
    long rows = fragments.stream().mapToLong(LanceFragment::physicalRows).sum();
    long bytes = 0;
    for (int ordinal : stored) {
      ColumnType type = table.schema().columns().get(ordinal).type();
      bytes +=
          switch (type.layout()) {
            case INT -> 4 * rows;
            case LONG, DOUBLE -> 8 * rows;
            case BYTES -> (4L + Math.max(type.length(), ASSUMED_VALUE_BYTES)) * rows;
          };
    }
    return bytes;
  }

  @Override
  public ColumnBatch next() {
    while (remaining > 0) {
      if (position == chunkTo && !nextChunk()) {
        return null;
      }
      int from = position;
      int count = Math.min(ColumnBatch.MAX_ROWS, chunkTo - from);
      position += count;
      ColumnBatch batch = batch(from, count);
      if (batch.rowCount() > 0) {
        remaining -= batch.rowCount();
        return batch;
      }
    }
    return null;
  }

  private boolean nextChunk() {
    if (fragment == null || chunkTo == fragment.physicalRows()) {
      if (nextFragment == fragments.size()) {
        return false;
      }
      fragment = fragments.get(nextFragment++);
      gone = gone();
      whole = fitsCache || fragment.isCached(stored);
      chunkTo = 0;
    }
    chunkFrom = chunkTo;
    int left = fragment.physicalRows() - chunkFrom;
    int rows = whole ? left : (int) Math.min(left, Math.min(CHUNK_ROWS, chunkForLimit()));
    chunkTo = chunkFrom + rows;
    position = chunkFrom;
    loadChunk();
    return true;
  }

  private long[] gone() {
    long[] deleted = fragment.deletions();
    long[] more = hidden == null ? null : hidden.offsets(fragment.id());
    return deleted == null ? more : more == null ? deleted : Bits.union(deleted, more);
  }

  /** No more than a scan with a limit can use; deleted rows may make another chunk necessary. */
  private long chunkForLimit() {
    return filter == null ? Math.max(ColumnBatch.MAX_ROWS, remaining) : CHUNK_ROWS;
  }

  private void loadChunk() {
    storedColumns = whole ? fragment.columns(stored) : fragment.columns(stored, chunkFrom, chunkTo);
    Column[] pseudoColumns = fragment.columns(pseudo);
    projected = new Column[projection.length];
    for (int i = 0; i < projection.length; i++) {
      if (projection[i] >= 0) {
        projected[i] = storedColumns[Arrays.binarySearch(stored, projection[i])];
      } else {
        int at = 0;
        while (pseudo[at] != projection[i]) {
          at++;
        }
        projected[i] =
            io.omnigraph.storage.column.Columns.slice(
                pseudoColumns[at], chunkFrom, chunkTo - chunkFrom);
      }
    }
    kernel = filter == null ? null : new FilterKernel(filter, stored, storedColumns);
  }

  private ColumnBatch batch(int from, int count) {
    // Positions count from the chunk's first row, fragment offsets from the fragment's.
    int first = from - chunkFrom;
    long[] deletions = Bits.any(gone, from, count) ? gone : null;
    if (deletions == null && kernel == null) {
      return new ColumnBatch(projected, first, (int) Math.min(count, remaining), null);
    }
    int[] selection = new int[count];
    int selected = 0;
    for (int i = 0; i < count; i++) {
      int offset = from + i;
      if (deletions == null || !Bits.get(deletions, offset)) {
        selection[selected++] = first + i;
      }
    }
    if (kernel != null) {
      selected = kernel.narrow(selection, selected);
    }
    if (selected == count) {
      return new ColumnBatch(projected, first, (int) Math.min(count, remaining), null);
    }
    return new ColumnBatch(projected, first, (int) Math.min(selected, remaining), selection);
  }

  @Override
  public void close() {
    remaining = 0;
    storedColumns = null;
    projected = null;
    kernel = null;
  }
}
