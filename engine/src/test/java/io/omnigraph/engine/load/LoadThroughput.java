package io.omnigraph.engine.load;

import io.omnigraph.engine.load.LoadRequest.CsvOptions;
import io.omnigraph.engine.load.LoadRequest.Format;
import io.omnigraph.engine.load.LoadRequest.Mode;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.Schemas;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Measures how fast files become batches, without storing them: a program, not a test. */
final class LoadThroughput {
  private static final int ROWS = 2_000_000;

  private LoadThroughput() {}

  public static void main(String[] args) throws IOException {
    GraphSchema schema =
        Schemas.compile(
            "node person { id: I64 @key  name: String  score: F64 }"
                + " edge knows: person -> person { since: Date }");
    Path folder = Files.createTempDirectory("throughput");
    Path csv = folder.resolve("person.csv");
    Path edges = folder.resolve("knows.csv");
    Path jsonl = folder.resolve("person.jsonl");
    try (BufferedWriter c = Files.newBufferedWriter(csv);
        BufferedWriter e = Files.newBufferedWriter(edges);
        BufferedWriter j = Files.newBufferedWriter(jsonl)) {
      c.write("id,name,score\n");
      e.write("src,dst,since\n");
      for (int i = 0; i < ROWS; i++) {
        String name = "person number " + i;
        String score = i % 1000 + "." + i % 100;
        c.write(i + "," + name + "," + score + "\n");
        e.write(i + "," + (i * 7L % ROWS) + ",2008-0" + (1 + i % 9) + "-11\n");
        j.write(
            "{\"type\":\"person\",\"data\":{\"id\":"
                + i
                + ",\"name\":\""
                + name
                + "\",\"score\":"
                + score
                + "}}\n");
      }
    }
    for (int round = 0; round < 5; round++) {
      measure(schema, Optional.of("person"), Format.CSV, csv);
      measure(schema, Optional.of("knows"), Format.CSV, edges);
      measure(schema, Optional.empty(), Format.JSONL, jsonl);
    }
    for (Path file : List.of(csv, edges, jsonl, folder)) {
      Files.delete(file);
    }
  }

  private static void measure(GraphSchema schema, Optional<String> table, Format format, Path file)
      throws IOException {
    long start = System.nanoTime();
    long rows = 0;
    LoadRequest request =
        new LoadRequest(
            table,
            List.of(),
            file,
            format,
            Mode.APPEND,
            CsvOptions.defaults(),
            LoadRequest.Progress.NONE);
    try (RowSource source = RowSources.open(request, schema, "main")) {
      for (RowBatch batch = source.next(); batch != null; batch = source.next()) {
        rows += batch.rows().rowCount();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s %s: %.2f M rows/s, %.0f MB/s%n",
        format, file.getFileName(), rows / seconds / 1e6, Files.size(file) / seconds / 1e6);
  }
}
