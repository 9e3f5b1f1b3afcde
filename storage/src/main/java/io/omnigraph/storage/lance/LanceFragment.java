package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.TableFragment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lance.FragmentMetadata;
import org.lance.fragment.DataFile;
import org.lance.fragment.DeletionFile;

/** One fragment as one table version sees it; its columns live in the cache. */
final class LanceFragment implements TableFragment {
  /** Columns whose files lack them (added to the table later) have no file of their own. */
  private static final int NO_FILE = -1;

  private final OpenTable table;
  private final FragmentMetadata metadata;
  private final FragmentReader reader;
  private final DeletionReader deletionReader;
  private volatile boolean deletionsKnown;
  private volatile long[] deletions;

  LanceFragment(OpenTable table, FragmentMetadata metadata) {
    this.table = table;
    this.metadata = metadata;
    reader = new FragmentReader(table, this);
    deletionReader = new DeletionReader(table, this);
  }

  /**
   * Of all its data files together.
   *
   * @param unknown taken for a file whose size was not recorded
   */
  long fileBytes(long unknown) {
    long bytes = 0;
    for (DataFile file : metadata.getFiles()) {
      Long size = file.getFileSizeBytes();
      bytes += size == null || size == 0 ? unknown : size;
    }
    return bytes;
  }

  FragmentMetadata metadata() {
    return metadata;
  }

  @Override
  public int id() {
    return metadata.getId();
  }

  @Override
  public String dataKey() {
    return metadata.getFiles().stream().map(DataFile::getPath).collect(Collectors.joining(","));
  }

  @Override
  public int physicalRows() {
    return Math.toIntExact(metadata.getPhysicalRows());
  }

  @Override
  public int liveRows() {
    return Math.toIntExact(metadata.getNumRows());
  }

  @Override
  public long newestRowVersion() {
    return RowVersions.newest(metadata.getLastUpdatedAtVersionMeta());
  }

  @Override
  public long[] deletions() {
    if (!deletionsKnown) {
      deletions = deletionReader.read();
      deletionsKnown = true;
    }
    return deletions;
  }

  /** To be told the content of a deletion file that was just staged for this fragment. */
  void rememberDeletions(DeletionFile file, long[] staged) {
    deletionReader.remember(file, staged);
  }

  @Override
  public Column column(int column) {
    return columns(new int[] {column})[0];
  }

  @Override
  public Column[] columns(int[] wanted) {
    Column[] result = new Column[wanted.length];
    if (fillFromCache(wanted, result)) {
      return result;
    }
    if (table.runtime().checks().isEnabled()) {
      requireSound();
      SmallFragments.requireSound(table, this);
    }
    synchronized (table.cache().lock(firstFile())) {
      if (!fillFromCache(wanted, result)) {
        SmallFragments.load(table, this, missing(wanted, result));
        if (!fillFromCache(wanted, result)) {
          readMissing(wanted, result);
        }
      }
    }
    return result;
  }

  /** Whether {@link #columns} would read nothing. */
  boolean isCached(int[] wanted) {
    return fillFromCache(wanted, new Column[wanted.length]);
  }

  /** Rows {@code from .. to} of some columns, not kept; pseudo-columns cover the whole fragment. */
  Column[] columns(int[] stored, int from, int to) {
    requireSound();
    return reader.read(stored, from, to, false);
  }

  /** That its files are what was committed, if that is to be known; not to be asked in a lock. */
  void requireSound() {
    if (!table.runtime().checks().isEnabled()) {
      return;
    }
    for (DataFile file : metadata.getFiles()) {
      requireSound("data", file.getPath());
    }
    if (metadata.getDeletionFile() != null) {
      requireSound("_deletions", StagedDeletions.name(id(), metadata.getDeletionFile()));
    }
  }

  private void requireSound(String folder, String name) {
    try {
      Path file = table.files().find(folder, name);
      if (file != null) {
        table.runtime().checks().require(table.files(), file);
      }
    } catch (IOException e) {
      throw FileFailure.of(table.files().directory(), e);
    }
  }

  private boolean fillFromCache(int[] wanted, Column[] result) {
    boolean all = true;
    for (int i = 0; i < wanted.length; i++) {
      if (result[i] == null) {
        result[i] = find(wanted[i]);
      }
      all &= result[i] != null;
    }
    return all;
  }

  private Column find(int column) {
    ColumnCache.Key key = key(column);
    Column found = table.cache().find(key, null);
    boolean throughDeletions = column < 0 && column != ScanSpec.ROW_ADDRESS;
    return found == null && throughDeletions && metadata.getNumDeletions() > 0
        ? table.cache().find(key, deletions())
        : found;
  }

  /** Stored columns that are not there yet. */
  private static int[] missing(int[] wanted, Column[] result) {
    return IntStream.range(0, wanted.length)
        .filter(i -> result[i] == null && wanted[i] >= 0)
        .map(i -> wanted[i])
        .toArray();
  }

  /** Keeps a stored column that was read together with those of other fragments. */
  void cache(int column, Column values) {
    table.cache().put(key(column), values, null);
  }

  private void readMissing(int[] wanted, Column[] result) {
    List<Integer> stored = new ArrayList<>();
    for (int i = 0; i < wanted.length; i++) {
      if (result[i] == null && wanted[i] >= 0) {
        stored.add(i);
      }
    }
    int[] ordinals = stored.stream().mapToInt(i -> wanted[i]).toArray();
    if (ordinals.length > 0) {
      Column[] read = reader.read(ordinals, 0, physicalRows(), true);
      for (int k = 0; k < read.length; k++) {
        result[stored.get(k)] = read[k];
        table.cache().put(key(ordinals[k]), read[k], null);
      }
    }
    for (int i = 0; i < wanted.length; i++) {
      if (result[i] == null) {
        FragmentReader.PseudoColumn read = reader.pseudoColumn(wanted[i]);
        result[i] = read.column();
        table.cache().put(key(wanted[i]), result[i], read.readUnder());
      }
    }
  }

  private ColumnCache.Key key(int column) {
    if (column == ScanSpec.ROW_ADDRESS) {
      // The address holds the fragment's id, which another branch may give to another file.
      return new ColumnCache.Key(firstFile() + "#" + id(), column);
    }
    if (column < 0) {
      return new ColumnCache.Key(firstFile(), column);
    }
    int field = table.fieldIds()[column];
    int file = fileOf(field);
    String name = file == NO_FILE ? firstFile() : metadata.getFiles().get(file).getPath();
    return new ColumnCache.Key(name, field);
  }

  /** File names are random and never used again, so the bare name is a key for all branches. */
  String firstFile() {
    return metadata.getFiles().get(0).getPath();
  }

  /** Which of the fragment's files holds a field, or -1. */
  int fileOf(int field) {
    List<DataFile> files = metadata.getFiles();
    for (int i = 0; i < files.size(); i++) {
      for (int id : files.get(i).getFields()) {
        if (id == field) {
          return i;
        }
      }
    }
    return NO_FILE;
  }
}
