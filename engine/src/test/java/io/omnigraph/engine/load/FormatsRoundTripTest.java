package io.omnigraph.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omnigraph.engine.load.LoadRequest.CsvOptions;
import io.omnigraph.engine.load.LoadRequest.Format;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.engine.schema.TableType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random rows, written as CSV and as JSONL and read through windows of any size. */
final class FormatsRoundTripTest {
  private static final GraphSchema SCHEMA =
      Schemas.compile("node T { s: String?  i: I64?  x: F64?  d: Date?  b: Bool? }");
  private static final TableType TABLE = SCHEMA.table("T").orElseThrow();
  private static final List<String> TEXTS =
      List.of(
          "", "a", "\"", "a,b", "x\ny", "\r\n", "é\"\"😀", "NULL", " b ", "\\", "long ".repeat(9));
  private static final String NULL_TEXT = "\\N";
  private static Path folder;

  @BeforeContainer
  static void createFolder() throws IOException {
    folder = Files.createTempDirectory("formats");
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("in"));
    Files.delete(folder);
  }

  private record Row(String s, Long i, Double x, LocalDate d, Boolean b) {
    static Row of(Random random) {
      return new Row(
          random.nextInt(5) == 0 ? null : TEXTS.get(random.nextInt(TEXTS.size())),
          random.nextInt(5) == 0 ? null : random.nextLong() >> random.nextInt(64),
          random.nextInt(5) == 0 ? null : (random.nextInt(2_000_000) - 1_000_000) / 1_000.0,
          random.nextInt(5) == 0 ? null : LocalDate.ofEpochDay(random.nextInt(100_000) - 50_000),
          random.nextInt(5) == 0 ? null : random.nextBoolean());
    }

    String csv(Random random) {
      return String.join(
          ",",
          field(s, random),
          field(i, random),
          field(x, random),
          field(d, random),
          field(b, random));
    }

    private static String field(Object value, Random random) {
      if (value == null) {
        return NULL_TEXT;
      }
      String text = value.toString();
      boolean quoted = random.nextInt(4) == 0 || text.matches("(?s).*[\",\r\n].*");
      return quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }

    String json() {
      ObjectNode row = new ObjectMapper().createObjectNode();
      row.put("x", x).put("i", i).put("s", s).put("b", b);
      return row.put("d", d == null ? null : d.toString()).toString();
    }

    String shown() {
      return "%s | %s | %s | %s | %s | null"
          .formatted(
              s, i, x == null ? null : x == 0 ? "0" : x, d == null ? null : d.toEpochDay(), b);
    }
  }

  @Property(tries = 200)
  @Label("LOAD-46 CSV and JSONL of the same rows give the same batches")
  void bothFormatsGiveTheRows(
      @ForAll Random random,
      @ForAll @IntRange(min = 0, max = 40) int count,
      @ForAll @IntRange(min = 4, max = 300) int window)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    StringBuilder csv = new StringBuilder("s,i,x,d,b");
    StringBuilder jsonl = new StringBuilder();
    String end = random.nextBoolean() ? "\n" : "\r\n";
    for (int i = 0; i < count; i++) {
      Row row = Row.of(random);
      rows.add(row);
      csv.append(end).append(row.csv(random));
      jsonl.append(row.json()).append(end);
    }
    csv.append(random.nextBoolean() ? end : "");
    List<String> expected = rows.stream().map(Row::shown).toList();
    assertThat(read(Format.CSV, csv.toString(), window)).isEqualTo(expected);
    assertThat(read(Format.JSONL, jsonl.toString(), window)).isEqualTo(expected);
  }

  private static List<String> read(Format format, String text, int window) throws IOException {
    Path file = Files.write(folder.resolve("in"), Loads.utf8(text));
    LoadRequest request =
        new LoadRequest(
            Optional.of("T"),
            List.of(),
            file,
            format,
            LoadRequest.Mode.APPEND,
            new CsvOptions(true, ',', NULL_TEXT, java.util.Map.of()),
            LoadRequest.Progress.NONE);
    InputFile input = InputFile.open(file, LoadRequest.Progress.NONE, window);
    List<String> rows = new ArrayList<>();
    try (RowSource source =
        format == Format.CSV
            ? new CsvReader(request, TABLE, input)
            : new JsonlReader(request, SCHEMA, TABLE, input)) {
      for (RowBatch batch = source.next(); batch != null; batch = source.next()) {
        for (String row : Loads.shown(batch)) {
          rows.add(row.substring(row.indexOf(": ") + 2));
        }
      }
    }
    return rows;
  }
}
