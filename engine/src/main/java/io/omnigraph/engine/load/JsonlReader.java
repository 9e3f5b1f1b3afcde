package io.omnigraph.engine.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.NearNames;
import io.omnigraph.engine.schema.TableType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows from a JSONL file: lines {@code {"type": …}} and {@code {"edge": …}} for all tables, or bare
 * objects for one (spec: load-and-mutation 2). Strict: one object a line, no duplicate, unknown or
 * coerced member.
 */
final class JsonlReader implements RowSource {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(InputFile.MAX_RECORD).build())
          .build();

  private final InputFile file;
  private final GraphSchema schema;
  private final JsonLines lines;
  private final JsonTable bare;
  private final Map<String, JsonTable> byType = new HashMap<>();
  private final Map<String, JsonTable> byEdge = new HashMap<>();
  private final Map<String, JsonTable> tables = new TreeMap<>();
  private Iterator<JsonTable> rest;
  private long rows;

  JsonlReader(LoadRequest request, GraphSchema schema, TableType table, InputFile file) {
    this.file = file;
    this.schema = schema;
    lines = new JsonLines(file);
    bare = table == null ? null : new JsonTable(table, lines, request.columns());
  }

  @Override
  public RowBatch next() {
    while (rest == null && lines.next()) {
      JsonTable table = line();
      rows++;
      if (table.isFull()) {
        file.progress(rows);
        return table.take();
      }
    }
    return remaining();
  }

  private RowBatch remaining() {
    if (rest == null) {
      file.finished(rows);
      rest = bare == null ? tables.values().iterator() : List.of(bare).iterator();
    }
    while (rest.hasNext()) {
      JsonTable table = rest.next();
      if (table.rows() > 0) {
        return table.take();
      }
    }
    return null;
  }

  /** Reads the current line into its table. */
  private JsonTable line() {
    try (JsonParser parser = JSON.createParser(file.bytes, lines.from(), lines.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw lines.error(parser, "expected one JSON object");
      }
      JsonTable table = bare;
      if (bare != null) {
        bare.bareRow(parser);
      } else {
        table = envelope(parser, null);
      }
      if (parser.nextToken() != null) {
        throw lines.error(parser, "a second value on one line");
      }
      return table;
    } catch (JsonProcessingException e) {
      throw lines.malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param known the table when a first look found it already
   */
  private JsonTable envelope(JsonParser parser, JsonTable known) throws IOException {
    JsonTable table = known;
    boolean named = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String member = parser.currentName();
      switch (member) {
        case "type", "edge" -> {
          if (named) {
            throw lines.error(parser, "a line has either \"type\" or \"edge\", not both");
          }
          named = true;
          table = table(parser, member);
        }
        case "from", "to", "data" -> {
          if (table == null) {
            table = findTable();
          }
          parser.nextToken();
          member(parser, table, member);
        }
        default ->
            throw lines.error(
                parser,
                "unknown member \"%s\"; a line has type or edge, from, to, data".formatted(member));
      }
    }
    if (table == null || !named) {
      throw lines.error(parser, "a line needs \"type\" (a node) or \"edge\"");
    }
    table.endRow();
    return table;
  }

  private void member(JsonParser parser, JsonTable table, String member) throws IOException {
    if (member.equals("data")) {
      table.data(parser);
    } else if (table.type() instanceof EdgeType) {
      table.end(parser, member.equals("from"));
    } else {
      throw lines.error(parser, "\"%s\" belongs to an edge, not to a node".formatted(member));
    }
  }

  /** Looks ahead for the type, when it does not stand first. */
  private JsonTable findTable() throws IOException {
    try (JsonParser parser = JSON.createParser(file.bytes, lines.from(), lines.length())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        if (member.equals("type") || member.equals("edge")) {
          return table(parser, member);
        }
        parser.nextToken();
        parser.skipChildren();
      }
      throw lines.error(parser, "a line needs \"type\" (a node) or \"edge\"");
    }
  }

  private JsonTable table(JsonParser parser, String member) throws IOException {
    if (parser.nextToken() != JsonToken.VALUE_STRING) {
      throw lines.error(parser, "\"%s\" must be the name of a type, as a string".formatted(member));
    }
    String name = parser.getText();
    boolean edge = member.equals("edge");
    JsonTable table = (edge ? byEdge : byType).get(name);
    if (table == null) {
      TableType type = resolve(parser, name, edge);
      table = tables.computeIfAbsent(type.tableKey(), k -> new JsonTable(type, lines, List.of()));
      (edge ? byEdge : byType).put(name, table);
    }
    return table;
  }

  /** Node types by exact case, edge types by any. */
  private TableType resolve(JsonParser parser, String name, boolean edge) {
    TableType type =
        edge
            ? schema.edgeType(name).orElse(null)
            : schema.nodeType(name).filter(n -> n.name().equals(name)).orElse(null);
    if (type == null) {
      String near =
          NearNames.hint(
              name,
              (edge ? schema.edgeTypes() : schema.nodeTypes())
                  .stream().map(TableType::name).toList());
      throw lines.error(
          parser, "there is no %s type \"%s\".%s".formatted(edge ? "edge" : "node", name, near));
    }
    return type;
  }

  @Override
  public String place(long line) {
    return file.name() + ":" + line;
  }

  @Override
  public void close() {
    file.close();
  }
}
