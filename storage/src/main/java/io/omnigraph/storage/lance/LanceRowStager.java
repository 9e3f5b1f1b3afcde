package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.lance.FragmentMetadata;

/**
 * Collects rows into batches of equal size and hands them to a {@link FragmentWrite}; few rows are
 * written by the calling thread instead, which saves the hand-over.
 */
final class LanceRowStager implements RowStager {
  private static final int BATCH_ROWS = 1 << 16;
  private static final long BATCH_BYTES = 32L << 20;

  /** Larger fragments are cheap to read, per row, and may have better uses for the cache. */
  private static final int KEPT_ROWS = 1 << 14;

  /** A fragment is the unit of conflict, of rewriting and of cached columns. */
  private static final long FRAGMENT_ROWS = 1L << 20;

  /** Keeps each column of a fragment below the 2 GiB that one array can hold. */
  private static final long FRAGMENT_BYTES = 1L << 30;

  private final FragmentWrite.Target target;
  private final TableSchema schema;
  private final OpenTable base;
  private final List<FragmentWrite> writes = new ArrayList<>();
  private final List<FragmentMetadata> fragments = new ArrayList<>();
  private final List<Column[]> pending = new ArrayList<>();
  private int pendingRows;
  private long pendingBytes;
  private FragmentWrite current;
  private long currentRows;
  private long currentBytes;
  private long rowCount;
  private boolean done;

  LanceRowStager(FragmentWrite.Target target, TableSchema schema) {
    this(target, schema, null);
  }

  /** For a change of this table. */
  LanceRowStager(OpenTable base) {
    this(FragmentWrite.Target.of(base), base.schema(), base);
  }

  private LanceRowStager(FragmentWrite.Target target, TableSchema schema, OpenTable base) {
    this.target = target;
    this.schema = schema;
    this.base = base;
  }

  @Override
  public void write(ColumnBatch batch) {
    requireOpen();
    check(batch);
    for (int from = 0; from < batch.rowCount(); ) {
      int count = Math.min(batch.rowCount() - from, BATCH_ROWS - pendingRows);
      add(part(batch, from, count), count);
      from += count;
    }
    rowCount += batch.rowCount();
  }

  private static ColumnBatch part(ColumnBatch batch, int from, int count) {
    if (from == 0 && count == batch.rowCount()) {
      return batch;
    }
    int[] selection =
        batch.selection() == null
            ? null
            : Arrays.copyOfRange(batch.selection(), from, from + count);
    return new ColumnBatch(batch.columns(), batch.from() + from, count, selection);
  }

  private void add(ColumnBatch rows, int count) {
    Column[] columns = new Column[rows.columns().length];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = Columns.compact(rows, c);
      checkNulls(schema.columns().get(c), columns[c]);
      pendingBytes += plainBytes(columns[c]);
    }
    pending.add(columns);
    pendingRows += count;
    if (pendingRows == BATCH_ROWS || pendingBytes >= BATCH_BYTES) {
      flush();
    }
  }

  /** What the rows take in the file's memory form: a dictionary is written out. */
  private static long plainBytes(Column column) {
    if (!(column instanceof BytesColumn bytes) || bytes.codes() == null) {
      return column.sizeBytes();
    }
    long size = 0;
    for (int code : bytes.codes()) {
      size += 4L + bytes.offsets()[code + 1] - bytes.offsets()[code];
    }
    return size;
  }

  private void check(ColumnBatch batch) {
    List<ColumnDef> columns = schema.columns();
    if (batch.columns().length != columns.size()) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL, batch.columns().length + " columns for a table of " + columns.size());
    }
    for (int c = 0; c < columns.size(); c++) {
      if (Columns.layout(batch.column(c)) != columns.get(c).type().layout()) {
        throw new OmnigraphException(
            ErrorCode.INTERNAL,
            columns.get(c).name() + ": " + batch.column(c).getClass().getSimpleName());
      }
    }
  }

  /** A NULL in such a column would be written, and make every later scan of the table fail. */
  private void checkNulls(ColumnDef definition, Column column) {
    if (definition.nullable() || column.nulls() == null) {
      return;
    }
    for (int row = 0; row < column.length(); row++) {
      if (column.isNull(row)) {
        throw new OmnigraphException(
            ErrorCode.NOT_NULL_VIOLATION,
            target.target().table().getFileName(),
            definition.name(),
            rowCount + row);
      }
    }
  }

  private void flush() {
    ArrowRecordBatch batch = ArrowBatches.of(target.allocator(), schema, pending, pendingRows);
    if (current == null) {
      current = FragmentWrite.start(target);
      writes.add(current);
    }
    current.put(batch);
    currentRows += pendingRows;
    currentBytes += pendingBytes;
    clearPending();
    if (currentRows >= FRAGMENT_ROWS || currentBytes >= FRAGMENT_BYTES) {
      endFragment();
    }
  }

  private void clearPending() {
    pending.clear();
    pendingRows = 0;
    pendingBytes = 0;
  }

  private void endFragment() {
    current.end();
    current = null;
    currentRows = 0;
    currentBytes = 0;
  }

  @Override
  public StagedRows finish() {
    requireOpen();
    if (writes.isEmpty()) {
      if (pendingRows > 0) {
        writeNow();
      }
    } else {
      if (pendingRows > 0) {
        flush();
      }
      if (current != null) {
        endFragment();
      }
      writes.forEach(write -> fragments.addAll(write.finish()));
    }
    done = true;
    return new LanceStagedRows(target.target(), fragments, rowCount);
  }

  private void writeNow() {
    try {
      fragments.addAll(
          FragmentWrite.now(
              target, ArrowBatches.of(target.allocator(), schema, pending, pendingRows)));
      keepColumns();
      clearPending();
    } catch (Exception e) {
      throw LanceFailures.exception("Table at " + target.target().directory(), e);
    }
  }

  /** What was written a moment ago is read next: by whoever opens the new version. */
  private void keepColumns() {
    if (base == null || pendingRows > KEPT_ROWS) {
      return;
    }
    String file = fragments.get(0).getFiles().get(0).getPath();
    int[] all = IntStream.range(0, pendingRows).toArray();
    for (int c = 0; c < schema.columns().size(); c++) {
      List<Column> parts = new ArrayList<>();
      for (Column[] part : pending) {
        parts.add(part[c]);
      }
      // A copy: the caller's arrays may have other rows tomorrow.
      Column kept = Columns.gather(Columns.concat(parts), all, pendingRows);
      base.cache().put(new ColumnCache.Key(file, base.fieldIds()[c]), kept, null);
    }
  }

  private void requireOpen() {
    if (done) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "finished or closed");
    }
  }

  @Override
  public void close() {
    done = true;
    clearPending();
    writes.forEach(FragmentWrite::abandon);
  }
}
