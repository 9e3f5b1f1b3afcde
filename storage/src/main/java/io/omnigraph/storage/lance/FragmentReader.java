package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.ScanSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.lance.FragmentMetadata;
import org.lance.file.LanceFileReader;
import org.lance.fragment.DataFile;
import org.lance.fragment.RowIdMeta;
import org.lance.ipc.LanceScanner;
import org.lance.ipc.ScanOptions;
import org.lance.util.Range;

/**
 * Reads columns of one fragment. Stored columns come straight from the data file, deleted rows
 * included, so that one reading serves every version; it is also faster than a scan, which would
 * copy the live rows together.
 */
final class FragmentReader {
  private static final int ROWS_PER_BATCH = 1 << 16;

  /** Fixed part at the end of a data file, magic included. */
  private static final int FOOTER_BYTES = 40;

  private final OpenTable table;
  private final LanceFragment fragment;

  FragmentReader(OpenTable table, LanceFragment fragment) {
    this.table = table;
    this.fragment = fragment;
  }

  /**
   * @param ordinals stored columns, in schema ordinals
   * @param dictionary whether repeated texts shall be stored once
   */
  Column[] read(int[] ordinals, int from, int to, boolean dictionary) {
    Column[] result = new Column[ordinals.length];
    for (int f = 0; f < fragment.metadata().getFiles().size(); f++) {
      readFile(f, ordinals, from, to, dictionary, result);
    }
    for (int i = 0; i < result.length; i++) {
      if (result[i] == null) {
        result[i] = Columns.nulls(type(ordinals[i]).layout(), to - from);
      }
    }
    return result;
  }

  private void readFile(
      int file, int[] ordinals, int from, int to, boolean dictionary, Column[] result) {
    List<Integer> here = new ArrayList<>();
    for (int i = 0; i < ordinals.length; i++) {
      if (fragment.fileOf(table.fieldIds()[ordinals[i]]) == file) {
        here.add(i);
      }
    }
    if (here.isEmpty()) {
      return;
    }
    DataFile dataFile = fragment.metadata().getFiles().get(file);
    try (LanceFileReader reader =
        LanceFileReader.open(locate(dataFile).toString(), table.runtime().allocator())) {
      List<String> names = new ArrayList<>();
      List<ColumnAssembler> assemblers = new ArrayList<>();
      for (int i : here) {
        names.add(nameInFile(reader, dataFile, table.fieldIds()[ordinals[i]]));
        assemblers.add(ColumnAssembler.of(type(ordinals[i]), to - from));
      }
      List<Range> ranges =
          from == 0 && to == fragment.physicalRows() ? null : List.of(Range.of(from, to));
      try (ArrowReader batches = reader.readAll(names, ranges, ROWS_PER_BATCH)) {
        assemble(batches, names, assemblers);
      }
      for (int k = 0; k < here.size(); k++) {
        result[here.get(k)] = assemblers.get(k).build(dictionary);
      }
    } catch (Exception e) {
      throw LanceFailures.exception(table.describe() + ", file " + dataFile.getPath(), e);
    }
  }

  private static void assemble(
      ArrowReader batches, List<String> names, List<ColumnAssembler> assemblers) throws Exception {
    while (batches.loadNextBatch()) {
      VectorSchemaRoot root = batches.getVectorSchemaRoot();
      for (int k = 0; k < assemblers.size(); k++) {
        assemblers.get(k).append(root.getVector(names.get(k)));
      }
    }
  }

  private Path locate(DataFile dataFile) throws IOException {
    Path path = table.files().find("data", dataFile.getPath());
    if (path == null) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT, table.describe(), dataFile.getPath() + " is missing");
    }
    requireWhole(path, dataFile);
    return path;
  }

  /** Lance ends the process when it opens a file that is cut off; so we look first. */
  private void requireWhole(Path path, DataFile dataFile) throws IOException {
    long size = Files.size(path);
    Long expected = dataFile.getFileSizeBytes();
    boolean sizeKnown = expected != null && expected > 0;
    boolean whole = sizeKnown ? size == expected : hasMagic(path, size);
    if (!whole) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT,
          table.describe(),
          dataFile.getPath() + " has " + size + " bytes, not " + expected);
    }
  }

  /** Every Lance file ends with its magic, written last. */
  private static boolean hasMagic(Path path, long size) throws IOException {
    ByteBuffer end = ByteBuffer.allocate(4);
    if (size < FOOTER_BYTES) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.read(end, size - 4);
    }
    return Arrays.equals(end.array(), new byte[] {'L', 'A', 'N', 'C'});
  }

  /** A column may have been renamed since the file was written; its id is what stays. */
  private static String nameInFile(LanceFileReader reader, DataFile dataFile, int field) {
    int[] fields = dataFile.getFields();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] == field) {
        return reader.schema().getFields().get(i).getName();
      }
    }
    throw new OmnigraphException(ErrorCode.INTERNAL, "field " + field);
  }

  private ColumnType type(int ordinal) {
    return table.schema().columns().get(ordinal).type();
  }

  /**
   * @param readUnder deletions through which it was read: it is good where these rows are deleted
   */
  record PseudoColumn(LongColumn column, long[] readUnder) {}

  /** One of the negative columns of {@link ScanSpec}, at physical offsets. */
  PseudoColumn pseudoColumn(int column) {
    if (column == ScanSpec.ROW_ADDRESS) {
      return new PseudoColumn(new LongColumn(addresses(), null), null);
    }
    long[] known = ofMetadata(column);
    if (known != null) {
      return new PseudoColumn(new LongColumn(known, null), null);
    }
    String name =
        switch (column) {
          case ScanSpec.ROW_ID -> "_rowid";
          case ScanSpec.CREATED_AT_VERSION -> "_row_created_at_version";
          case ScanSpec.UPDATED_AT_VERSION -> "_row_last_updated_at_version";
          default -> throw new OmnigraphException(ErrorCode.INTERNAL, "column " + column);
        };
    ScanOptions options =
        new ScanOptions.Builder()
            .fragmentIds(List.of(fragment.id()))
            .batchSize(ROWS_PER_BATCH)
            .columns(column == ScanSpec.ROW_ID ? List.of() : List.of(name))
            .withRowId(column == ScanSpec.ROW_ID)
            .build();
    long[] live = scan(options, name, fragment.liveRows());
    return new PseudoColumn(spread(live), fragment.deletions());
  }

  private long[] addresses() {
    long[] addresses = new long[fragment.physicalRows()];
    long first = (long) fragment.id() << 32;
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = first + i;
    }
    return addresses;
  }

  /** Null when it is in a form that we do not know. */
  private long[] ofMetadata(int column) {
    FragmentMetadata metadata = fragment.metadata();
    int rows = fragment.physicalRows();
    RowIdMeta ids = metadata.getRowIdMeta();
    return switch (column) {
      case ScanSpec.ROW_ID -> ids == null ? null : RowIdSequence.decode(ids.getMetadata(), rows);
      case ScanSpec.CREATED_AT_VERSION ->
          RowVersions.decode(metadata.getCreatedAtVersionMeta(), rows);
      case ScanSpec.UPDATED_AT_VERSION ->
          RowVersions.decode(metadata.getLastUpdatedAtVersionMeta(), rows);
      default -> null;
    };
  }

  private long[] scan(ScanOptions options, String name, int rows) {
    ColumnAssembler live = ColumnAssembler.of(ColumnType.of(ColumnType.Kind.INT64), rows);
    try (LanceScanner scanner = table.dataset().newScan(options);
        ArrowReader batches = scanner.scanBatches()) {
      while (batches.loadNextBatch()) {
        FieldVector vector = batches.getVectorSchemaRoot().getVector(name);
        live.append(vector);
      }
    } catch (Exception e) {
      throw LanceFailures.exception(table.describe(), e);
    }
    return ((LongColumn) live.build(false)).values();
  }

  /** Live rows, dense, to their offsets. */
  private LongColumn spread(long[] live) {
    long[] deletions = fragment.deletions();
    if (deletions == null) {
      return new LongColumn(live, null);
    }
    long[] values = new long[fragment.physicalRows()];
    int next = 0;
    for (int row = 0; row < values.length; row++) {
      if ((deletions[row >> 6] & (1L << row)) == 0) {
        values[row] = live[next++];
      }
    }
    return new LongColumn(values, null);
  }
}
