package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.LongColumn;
import java.util.List;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.lance.fragment.DeletionFile;
import org.lance.ipc.LanceScanner;
import org.lance.ipc.ScanOptions;

/** Finds which rows of a fragment a version no longer has. */
final class DeletionReader {
  /** Marks deletions among the fields of a cache key; below every pseudo-column. */
  private static final int CACHE_FIELD = -100;

  private static final int ROWS_PER_BATCH = 1 << 16;

  private final OpenTable table;
  private final LanceFragment fragment;

  DeletionReader(OpenTable table, LanceFragment fragment) {
    this.table = table;
    this.fragment = fragment;
  }

  /** A bitmap over offsets, or null when no row is deleted. */
  long[] read() {
    DeletionFile file = fragment.metadata().getDeletionFile();
    if (file == null || fragment.metadata().getNumDeletions() == 0) {
      return null;
    }
    ColumnCache.Key key = key(file);
    Column known = table.cache().find(key, null);
    if (known == null) {
      fragment.requireSound();
      known = new LongColumn(scan(), null);
      table.cache().put(key, known, null);
    }
    return ((LongColumn) known).values();
  }

  /** Remembers what a staged deletion file holds, so that nobody has to read it. */
  void remember(DeletionFile file, long[] deletions) {
    table.cache().put(key(file), new LongColumn(deletions, null), null);
  }

  private ColumnCache.Key key(DeletionFile file) {
    return new ColumnCache.Key(
        fragment.firstFile() + "#" + file.getReadVersion() + "-" + file.getId(), CACHE_FIELD);
  }

  /** What a scan of addresses does not give is deleted. */
  private long[] scan() {
    int rows = fragment.physicalRows();
    long[] deleted = Bits.create(rows);
    for (int i = 0; i < deleted.length; i++) {
      deleted[i] = -1L;
    }
    if ((rows & 63) != 0) {
      deleted[deleted.length - 1] = (1L << rows) - 1;
    }
    ScanOptions options =
        new ScanOptions.Builder()
            .fragmentIds(List.of(fragment.id()))
            .columns(List.of())
            .withRowAddress(true)
            .batchSize(ROWS_PER_BATCH)
            .build();
    try (LanceScanner scanner = table.dataset().newScan(options);
        ArrowReader batches = scanner.scanBatches()) {
      while (batches.loadNextBatch()) {
        UInt8Vector addresses = (UInt8Vector) batches.getVectorSchemaRoot().getVector("_rowaddr");
        for (int i = 0; i < addresses.getValueCount(); i++) {
          int offset = (int) addresses.get(i);
          deleted[offset >> 6] &= ~(1L << offset);
        }
      }
    } catch (Exception e) {
      throw LanceFailures.exception(table.describe(), e);
    }
    return deleted;
  }
}
