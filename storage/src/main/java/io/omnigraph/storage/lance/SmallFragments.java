package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.Columns;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.lance.fragment.DataFile;
import org.lance.ipc.LanceScanner;
import org.lance.ipc.ScanOptions;

/**
 * Reads columns of many small fragments in one native scan. Opening a file costs about a
 * millisecond of CPU; a table of many one-row commits would pay it for each of them.
 */
final class SmallFragments {
  /**
   * Above this many rows a file of its own is worth opening. Folds of small commits stay below it.
   */
  private static final int SMALL_ROWS = 1 << 14;

  private static final int SMALL_BYTES = 1 << 20;

  private static final int MOST_FRAGMENTS = 1_024;
  private static final int MOST_ROWS = 1 << 16;

  /** Of files, compressed as they are. */
  private static final long MOST_BYTES = 16L << 20;

  /** Assumed for one value, when deciding how many fit the cache. */
  private static final int VALUE_BYTES = 32;

  /** Lance reads other names as paths. */
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final OpenTable table;
  private final int[] columns;
  private final List<LanceFragment> fragments = new ArrayList<>();
  private int rows;
  private long bytes;

  private SmallFragments(OpenTable table, int[] columns) {
    this.table = table;
    this.columns = columns;
  }

  /**
   * Puts stored columns of this fragment and of those after it that lack them into the cache, when
   * they are small. Does nothing when there is no second one; the caller reads then.
   */
  static void load(OpenTable table, LanceFragment first, int[] columns) {
    for (int column : columns) {
      boolean readable = column >= 0 && PLAIN_NAME.matcher(name(table, column)).matches();
      if (!readable) {
        return;
      }
    }
    SmallFragments together = new SmallFragments(table, columns);
    if (columns.length == 0 || !together.isSmall(first)) {
      return;
    }
    together.collect(first);
    if (together.fragments.size() > 1) {
      together.read();
    }
  }

  /** That the files which {@link #load} would read are what was committed. */
  static void requireSound(OpenTable table, LanceFragment first) {
    SmallFragments together = new SmallFragments(table, new int[0]);
    if (together.isSmall(first)) {
      for (LanceFragment fragment : table.fragments()) {
        if (together.isSmall(fragment)) {
          fragment.requireSound();
        }
      }
    }
  }

  private static String name(OpenTable table, int column) {
    return table.schema().columns().get(column).name();
  }

  /** A scan leaves deleted rows out, so only fragments without any will do. */
  private boolean isSmall(LanceFragment fragment) {
    return fragment.physicalRows() <= SMALL_ROWS
        && fragment.fileBytes(0) <= SMALL_BYTES
        && fragment.liveRows() == fragment.physicalRows()
        && isOwn(fragment);
  }

  /** Lance looks for what a branch inherited where the graph lay when the branch was made. */
  private boolean isOwn(LanceFragment fragment) {
    if (table.ref().branch() == null) {
      return true;
    }
    for (DataFile file : fragment.metadata().getFiles()) {
      if (!Files.exists(table.files().data().resolve(file.getPath()))) {
        return false;
      }
    }
    return true;
  }

  private void collect(LanceFragment first) {
    List<LanceFragment> all = table.fragments();
    for (int i = all.indexOf(first); i < all.size(); i++) {
      LanceFragment fragment = all.get(i);
      if (isSmall(fragment) && (fragment == first || !fragment.isCached(columns))) {
        fragments.add(fragment);
        rows += fragment.physicalRows();
        bytes += fragment.fileBytes(0);
      }
      if (isEnough()) {
        return;
      }
    }
  }

  private boolean isEnough() {
    return rows >= mostRows() || bytes >= MOST_BYTES || fragments.size() == MOST_FRAGMENTS;
  }

  /** What is read ahead must still be in the cache when its turn comes. */
  private long mostRows() {
    long fitting = table.cache().budget() / 4 / VALUE_BYTES / columns.length;
    return Math.min(MOST_ROWS, fitting);
  }

  private void read() {
    List<String> names = new ArrayList<>();
    List<ColumnAssembler> assemblers = new ArrayList<>();
    for (int column : columns) {
      ColumnDef definition = table.schema().columns().get(column);
      names.add(definition.name());
      assemblers.add(ColumnAssembler.of(definition.type(), rows));
    }
    ScanOptions options =
        new ScanOptions.Builder()
            .fragmentIds(fragments.stream().map(LanceFragment::id).toList())
            .columns(names)
            .withRowAddress(true)
            .batchSize(MOST_ROWS)
            .build();
    long[] addresses = expectedAddresses();
    int at = 0;
    try (LanceScanner scanner = table.dataset().newScan(options);
        ArrowReader batches = scanner.scanBatches()) {
      while (batches.loadNextBatch()) {
        VectorSchemaRoot root = batches.getVectorSchemaRoot();
        if (!follows((UInt8Vector) root.getVector("_rowaddr"), addresses, at)) {
          return; // In another order than we rely on: each file is read by itself then.
        }
        at += root.getRowCount();
        for (int c = 0; c < names.size(); c++) {
          FieldVector vector = root.getVector(names.get(c));
          assemblers.get(c).append(vector);
        }
      }
    } catch (Exception e) {
      throw LanceFailures.exception(table.describe(), e);
    }
    if (at == rows) {
      cut(assemblers);
    }
  }

  private long[] expectedAddresses() {
    long[] addresses = new long[rows];
    int next = 0;
    for (LanceFragment fragment : fragments) {
      for (int row = 0; row < fragment.physicalRows(); row++) {
        addresses[next++] = ((long) fragment.id() << 32) + row;
      }
    }
    return addresses;
  }

  private static boolean follows(UInt8Vector found, long[] expected, int from) {
    if (from + found.getValueCount() > expected.length) {
      return false;
    }
    for (int i = 0; i < found.getValueCount(); i++) {
      if (found.get(i) != expected[from + i]) {
        return false;
      }
    }
    return true;
  }

  private void cut(List<ColumnAssembler> assemblers) {
    for (int c = 0; c < columns.length; c++) {
      Column all = assemblers.get(c).build(false);
      int from = 0;
      for (LanceFragment fragment : fragments) {
        fragment.cache(columns[c], Columns.slice(all, from, fragment.physicalRows()));
        from += fragment.physicalRows();
      }
    }
  }
}
