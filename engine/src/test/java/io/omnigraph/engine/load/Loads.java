package io.omnigraph.engine.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omnigraph.engine.load.LoadRequest.CsvOptions;
import io.omnigraph.engine.load.LoadRequest.Format;
import io.omnigraph.engine.load.LoadRequest.Mode;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.KeyText;
import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes a small input file, reads it and shows rows as texts. */
final class Loads {
  private final Path folder;
  private final GraphSchema schema;
  CsvOptions csv = CsvOptions.defaults();
  List<String> columns = List.of();

  Loads(Path folder, GraphSchema schema) {
    this.folder = folder;
    this.schema = schema;
  }

  /** Rows by table, each {@code line: value | value}; NULL shows as null. */
  Map<String, List<String>> jsonl(String text) {
    return read(request(Optional.empty(), Format.JSONL, write("in.jsonl", utf8(text))));
  }

  List<String> copyJsonl(String table, String text) {
    return read(request(Optional.of(table), Format.JSONL, write("in.jsonl", utf8(text))))
        .getOrDefault(schema.table(table).orElseThrow().name(), List.of());
  }

  List<String> csv(String table, String text) {
    return csv(table, utf8(text));
  }

  List<String> csv(String table, byte[] bytes) {
    return read(request(Optional.of(table), Format.CSV, write("in.csv", bytes)))
        .getOrDefault(schema.table(table).orElseThrow().name(), List.of());
  }

  LoadRequest request(Optional<String> table, Format format, Path file) {
    return new LoadRequest(
        table, columns, file, format, Mode.APPEND, csv, LoadRequest.Progress.NONE);
  }

  Path write(String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, List<String>> read(LoadRequest request) {
    Map<String, List<String>> rows = new TreeMap<>();
    try (RowSource source = RowSources.open(request, schema, "main")) {
      for (RowBatch batch = source.next(); batch != null; batch = source.next()) {
        assertThat(batch.rows().rowCount()).isPositive().isLessThanOrEqualTo(LoadBatch.ROWS);
        rows.computeIfAbsent(batch.type().name(), k -> new ArrayList<>()).addAll(shown(batch));
      }
    }
    return rows;
  }

  static List<String> shown(RowBatch batch) {
    List<String> rows = new ArrayList<>();
    List<PropertyType> types = batch.type().columns().stream().map(c -> c.type()).toList();
    for (int row = 0; row < batch.rows().rowCount(); row++) {
      StringBuilder text = new StringBuilder().append(batch.lines()[row]).append(':');
      for (int i = 0; i < types.size(); i++) {
        Column column = batch.rows().column(i);
        assertThat(column.length()).isEqualTo(batch.rows().rowCount());
        String value =
            column.isNull(row)
                ? "null"
                : KeyText.render(List.of(types.get(i)), new Column[] {column}, row);
        text.append(i == 0 ? " " : " | ").append(value);
      }
      rows.add(text.toString());
    }
    return rows;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The message of the refusal; the code must be the given one. */
  static String refused(ErrorCode code, Runnable load) {
    OmnigraphException error = catchThrowableOfType(OmnigraphException.class, load::run);
    assertThat(error).as("nothing was refused").isNotNull();
    assertThat(error.code()).as(error.getMessage()).isEqualTo(code);
    return error.getMessage();
  }
}
