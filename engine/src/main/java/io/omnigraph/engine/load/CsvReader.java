package io.omnigraph.engine.load;

import io.omnigraph.engine.schema.NearNames;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Rows of one table from a CSV file. A window of records is cut into fields, then read column by
 * column straight from the bytes, so that each loop is over one type.
 */
final class CsvReader implements RowSource {
  private static final int SKIPPED = -1;

  private final InputFile file;
  private final TableType type;
  private final CsvRecords records;
  private final LoadBatch batch;
  private final byte[] nullText;

  /** Field of a record, or {@link #SKIPPED} where the file has none, by column of the table. */
  private final int[] fieldOf;

  private final int width;
  private byte[] scratch = new byte[256];
  private long rows;

  CsvReader(LoadRequest request, TableType type, InputFile file) {
    this.file = file;
    this.type = type;
    records = new CsvRecords(file, request.csv().delimiter());
    batch = new LoadBatch(type);
    nullText = request.csv().nullText().getBytes(StandardCharsets.UTF_8);
    fieldOf = new int[batch.sinks.length];
    Arrays.fill(fieldOf, SKIPPED);
    width = columns(request);
    requireColumns();
  }

  /** Says which field goes where; gives the number of fields, 0 for a file without a header. */
  private int columns(LoadRequest request) {
    List<String> names = request.columns();
    String place = "the column list";
    if (request.csv().header()) {
      List<String> header = header();
      if (names.isEmpty()) {
        names = header;
        place = file.name() + ":1";
      } else if (!header.isEmpty() && header.size() != names.size()) {
        throw LoadErrors.line(
            file.name() + ":1:1",
            "the header has %d fields, the column list %d".formatted(header.size(), names.size()));
      }
    } else if (names.isEmpty()) {
      names =
          type.columns().stream()
              .filter(c -> !(type.generatedKey() && c.name().equals("_id")))
              .map(Property::name)
              .toList();
    }
    for (int field = 0; field < names.size(); field++) {
      int column = column(names.get(field), request.csv().aliases(), place);
      if (fieldOf[column] != SKIPPED) {
        throw new OmnigraphException(
            ErrorCode.COLUMN_EXISTS, type.columns().get(column).name(), place);
      }
      fieldOf[column] = field;
    }
    return names.size();
  }

  private List<String> header() {
    records.scan(1, 0);
    if (records.failure() != null) {
      throw records.failure();
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < records.fields(); i++) {
      int start = records.starts[i];
      int bad = Utf8.firstInvalid(file.bytes, start, records.end(i));
      if (bad >= 0) {
        throw LoadErrors.notUtf8(
            records.place(records.lines[0], records.recordStarts[0], bad), file.offset(bad));
      }
      names.add(
          new String(file.bytes, start, records.end(i) - start, StandardCharsets.UTF_8)
              .replace("\"\"", "\"")
              .strip());
    }
    return names;
  }

  private int column(String name, Map<String, String> aliases, String place) {
    String target = name;
    for (Map.Entry<String, String> alias : aliases.entrySet()) {
      if (alias.getKey().equalsIgnoreCase(name)) {
        target = alias.getValue();
      }
    }
    int column = type.columnIndex(target);
    if (column < 0 && target.equalsIgnoreCase("from")) {
      column = type.columnIndex("src");
    }
    if (column < 0 && target.equalsIgnoreCase("to")) {
      column = type.columnIndex("dst");
    }
    if (column < 0) {
      List<String> names = type.columns().stream().map(Property::name).toList();
      throw new OmnigraphException(
          ErrorCode.COLUMN_NOT_FOUND,
          target,
          "%s (%s)".formatted(type.name(), place),
          NearNames.hint(target, names));
    }
    return column;
  }

  private void requireColumns() {
    for (int i = 0; i < fieldOf.length; i++) {
      if (fieldOf[i] == SKIPPED && width > 0 && !batch.sinks[i].mayBeAbsent()) {
        throw LoadErrors.missing(file.name() + ":1:1", type, batch.sinks[i].property.name());
      }
    }
  }

  @Override
  public RowBatch next() {
    records.scan(LoadBatch.ROWS, width);
    int count = records.records();
    OmnigraphException failure = records.failure();
    if (count == 0 && failure == null) {
      file.finished(rows);
      return null;
    }
    int bad = records.ascii() ? -1 : firstInvalid(count);
    int limit = bad < 0 ? count : bad;
    read(limit);
    if (bad >= 0) {
      throw notUtf8(bad);
    }
    if (failure != null) {
      throw failure;
    }
    rows += count;
    file.progress(rows);
    return batch.take();
  }

  /** The first record that is not UTF-8, or -1. */
  private int firstInvalid(int count) {
    for (int row = 0; row < count; row++) {
      for (int field = row * width; field < (row + 1) * width; field++) {
        if (Utf8.firstInvalid(file.bytes, records.starts[field], records.end(field)) >= 0) {
          return row;
        }
      }
    }
    return -1;
  }

  private OmnigraphException notUtf8(int row) {
    for (int field = row * width; ; field++) {
      int at = Utf8.firstInvalid(file.bytes, records.starts[field], records.end(field));
      if (at >= 0) {
        return LoadErrors.notUtf8(
            records.place(records.lines[row], records.recordStarts[row], at), file.offset(at));
      }
    }
  }

  /**
   * Reads all columns of the first rows; of several bad values it reports the first in the file.
   */
  private void read(int count) {
    batch.begin(count);
    int limit = count;
    BadValue first = null;
    for (int column = 0; column < fieldOf.length; column++) {
      BadValue bad =
          fieldOf[column] == SKIPPED
              ? absent(column, limit)
              : read(batch.sinks[column], fieldOf[column], limit);
      boolean earlier =
          bad != null
              && (first == null
                  || bad.row < first.row
                  || (bad.row == first.row && bad.field < first.field));
      if (earlier) {
        first = bad;
        limit = bad.row + 1;
      }
    }
    if (first != null) {
      throw first.error();
    }
    for (int row = 0; row < count; row++) {
      batch.endRow(records.lines[row]);
    }
  }

  private BadValue absent(int column, int count) {
    ColumnSink sink = batch.sinks[column];
    for (int row = 0; row < count; row++) {
      if (!sink.absent()) {
        return new BadValue(row, Integer.MAX_VALUE, sink, null);
      }
    }
    return null;
  }

  private BadValue read(ColumnSink sink, int firstField, int count) {
    byte[] b = file.bytes;
    int[] starts = records.starts;
    int[] ends = records.ends;
    int row = 0;
    try {
      for (int field = firstField; row < count; row++, field += width) {
        int start = starts[field];
        int end = ends[field];
        if (end >= 0 && end - start == nullText.length && isNull(b, start)) {
          if (!sink.nothing()) {
            return new BadValue(row, firstField, sink, null);
          }
        } else if (end >= 0) {
          sink.text(b, start, end);
        } else {
          quoted(sink, b, start, ~end);
        }
      }
      return null;
    } catch (OmnigraphException e) {
      return new BadValue(row, firstField, sink, e);
    }
  }

  /** Makes two quotes one, where there are any. */
  private void quoted(ColumnSink sink, byte[] b, int start, int end) {
    int at = start;
    while (at < end && b[at] != '"') {
      at++;
    }
    if (at == end) {
      sink.text(b, start, end);
      return;
    }
    if (scratch.length < end - start) {
      scratch = new byte[end - start];
    }
    int length = 0;
    for (int from = start; from < end; from++) {
      scratch[length++] = b[from];
      from += b[from] == '"' ? 1 : 0;
    }
    sink.text(scratch, 0, length);
  }

  private boolean isNull(byte[] b, int start) {
    for (int i = 0; i < nullText.length; i++) {
      if (b[start + i] != nullText[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String place(long line) {
    return file.name() + ":" + line;
  }

  @Override
  public void close() {
    file.close();
  }

  /** A value that does not fit; {@code cause} is null where one is missing. */
  private final class BadValue {
    private final int row;
    private final int field;
    private final ColumnSink sink;
    private final OmnigraphException cause;

    BadValue(int row, int field, ColumnSink sink, OmnigraphException cause) {
      this.row = row;
      this.field = field;
      this.sink = sink;
      this.cause = cause;
    }

    OmnigraphException error() {
      int recordStart = records.recordStarts[row];
      int at = field == Integer.MAX_VALUE ? recordStart : records.starts[row * width + field];
      String place = records.place(records.lines[row], recordStart, at);
      return cause == null
          ? LoadErrors.missing(place, type, sink.property.name())
          : LoadErrors.at(place, type, sink.property, cause);
    }
  }
}
