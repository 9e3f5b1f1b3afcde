package io.omnigraph.engine.load;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.KeyText;
import io.omnigraph.engine.schema.NearNames;
import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the rows of one table from JSON lines. */
final class JsonTable {
  private static final long FULL_BYTES = 32L << 20;
  private static final int UPSTREAM_ID = -2;

  private final LoadBatch batch;
  private final JsonLines lines;
  private final JsonValues values;
  private final JsonKeys src;
  private final JsonKeys dst;

  /** Members of {@code data}, by exact name. */
  private final Map<String, Integer> data = new HashMap<>();

  /** Members of a bare row. */
  private final Map<String, Integer> bare = new HashMap<>();

  private final List<IdCheck> idChecks = new ArrayList<>();
  private long bytes;
  private boolean bareRows;

  /**
   * @param columns the only ones a bare row may have; empty = all
   */
  JsonTable(TableType type, JsonLines lines, List<String> columns) {
    this.lines = lines;
    batch = new LoadBatch(type);
    values = new JsonValues(lines);
    src = type instanceof EdgeType edge ? new JsonKeys(batch, edge.srcColumns(), lines) : null;
    dst = type instanceof EdgeType edge ? new JsonKeys(batch, edge.dstColumns(), lines) : null;
    members(type, columns);
  }

  private void members(TableType type, List<String> columns) {
    Set<Integer> allowed = new HashSet<>();
    for (String column : columns) {
      int ordinal = type.columnIndex(column);
      if (ordinal < 0) {
        throw new OmnigraphException(
            ErrorCode.COLUMN_NOT_FOUND, column, type.name() + " (the column list)", "");
      }
      allowed.add(ordinal);
    }
    int ends = src == null ? 0 : src.width() + dst.width();
    for (int i = 0; i < type.columns().size(); i++) {
      String name = type.columns().get(i).name();
      if (i >= ends) {
        data.put(name, i);
      }
      if (allowed.isEmpty() || allowed.contains(i)) {
        bare.put(name, i);
      }
    }
    if (bare.containsKey("src")) {
      bare.putIfAbsent("from", bare.get("src"));
      bare.putIfAbsent("to", bare.get("dst"));
    }
    data.putIfAbsent("id", type.generatedKey() ? data.get("_id") : UPSTREAM_ID);
  }

  TableType type() {
    return batch.type;
  }

  int rows() {
    return batch.rows();
  }

  boolean isFull() {
    return batch.rows() >= LoadBatch.ROWS || bytes >= FULL_BYTES;
  }

  RowBatch take() {
    bytes = 0;
    RowBatch taken = batch.take();
    checkIds(taken);
    return taken;
  }

  /** Reads an object of properties; the parser stands at its start. */
  void data(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw lines.error(parser, "\"data\" must be an object");
    }
    members(parser, data);
  }

  /** Reads a whole row; the parser stands at the start of its object. */
  void bareRow(JsonParser parser) throws IOException {
    bareRows = true;
    members(parser, bare);
    endRow();
  }

  /** Reads {@code from} or {@code to}; the parser stands at the value. */
  void end(JsonParser parser, boolean from) throws IOException {
    (from ? src : dst).read(parser);
  }

  private void members(JsonParser parser, Map<String, Integer> allowed) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Integer column = allowed.get(parser.currentName());
      if (column == null) {
        throw unknown(parser, allowed.keySet());
      }
      parser.nextToken();
      if (column == UPSTREAM_ID) {
        upstreamId(parser);
        continue;
      }
      ColumnSink sink = batch.sinks[column];
      if (sink.length() > batch.rows()) {
        throw lines.error(
            parser, "%s.%s is given twice".formatted(type().name(), sink.property.name()));
      }
      values.read(parser, type(), sink);
    }
  }

  private OmnigraphException unknown(JsonParser parser, Set<String> allowed) throws IOException {
    String name = parser.currentName();
    return lines.error(
        parser,
        "%s has no property \"%s\".%s"
            .formatted(type().name(), name, NearNames.hint(name, allowed)));
  }

  /** The line is read: fills what it left out. */
  void endRow() {
    int row = batch.rows();
    for (ColumnSink sink : batch.sinks) {
      if (sink.length() == row && !sink.absent()) {
        throw LoadErrors.missing(lines.place(0), type(), memberOf(sink));
      }
    }
    bytes += lines.length();
    batch.endRow(lines.number());
  }

  /** What the line would call the column. */
  private String memberOf(ColumnSink sink) {
    if (src != null && !bareRows) {
      if (src.has(sink)) {
        return "from";
      }
      if (dst.has(sink)) {
        return "to";
      }
    }
    return sink.property.name();
  }

  /** {@code data.id} of a keyed type in files of the original: must be the key's text. */
  private void upstreamId(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw lines.error(parser, "\"id\" must be the key as a string");
    }
    idChecks.add(new IdCheck(batch.rows(), parser.getText(), lines.place(parser)));
  }

  private void checkIds(RowBatch taken) {
    if (idChecks.isEmpty()) {
      return;
    }
    List<PropertyType> types = KeyText.types(taken.type());
    int[] key = taken.type().keyColumns();
    Column[] columns = new Column[key.length];
    for (int i = 0; i < key.length; i++) {
      columns[i] = taken.rows().column(key[i]);
    }
    for (IdCheck check : idChecks) {
      String expected = KeyText.render(types, columns, check.row);
      if (!expected.equals(check.text)) {
        throw LoadErrors.line(
            check.place,
            "%s.id is \"%s\", but the row's key is \"%s\"; leave id out"
                .formatted(taken.type().name(), check.text, expected));
      }
    }
    idChecks.clear();
  }

  /** An id to compare with the key once the row is complete. */
  private record IdCheck(int row, String text, String place) {}
}
