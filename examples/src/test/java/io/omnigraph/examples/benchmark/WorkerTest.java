package io.omnigraph.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness on a graph so small that it measures nothing: it runs, and databases agree. */
class WorkerTest {
  private static final SocialGraph GRAPH = new SocialGraph(300, 1_500, 1_000);

  @TempDir static Path csv;

  @BeforeAll
  static void write() throws Exception {
    GRAPH.write(csv);
  }

  private static Map<String, Double> run(String database, Path home) throws Exception {
    PrintedResults printed = new PrintedResults();
    Measurement.Effort effort = new Measurement.Effort(0, 10, 3);
    new Worker(Databases.all().get(database), GRAPH, csv, home, effort, printed.lines()).run();
    return printed.results();
  }

  @Test
  void databasesAgree(@TempDir Path h2, @TempDir Path patterns, @TempDir Path joins)
      throws Exception {
    Map<String, Map<String, Double>> results = new LinkedHashMap<>();
    results.put("h2", run("h2", h2));
    results.put("omnigraph", run("omnigraph", patterns));
    results.put("omnigraph-joins", run("omnigraph-joins", joins));
    assertThat(results.values())
        .allSatisfy(
            r ->
                assertThat(r.keySet())
                    .containsSubsequence(
                        "load rows/s",
                        "2 hops p50",
                        "group by p99",
                        "batch rows/s",
                        "disk MB",
                        "peak memory MB",
                        "commits/s by 8",
                        "failed by 8"));
    assertThat(Benchmark.table(GRAPH, results)).doesNotContain("Answers differ");
  }

  @Test
  void tableTellsWhenAnswersDiffer() {
    Map<String, Map<String, Double>> results =
        Map.of(
            "a",
            Map.of("1 hop checksum", 1.0, "1 hop p50", 10.0),
            "b",
            Map.of("1 hop checksum", 2.0, "1 hop p50", 25.0));
    assertThat(Benchmark.table(GRAPH, results))
        .contains("**10.0**", "25.0 (2.5)", "**Answers differ:** 1 hop checksum");
  }

  @Test
  void sameSizesGiveTheSameGraph(@TempDir Path again) throws Exception {
    GRAPH.write(again);
    for (String file : new String[] {"person.csv", "knows.csv", "post.csv"}) {
      assertThat(again.resolve(file)).hasSameTextualContentAs(csv.resolve(file));
    }
    assertThat(Files.readAllLines(again.resolve("knows.csv"))).hasSize(1_501);
  }

  @Test
  void percentilesAreOfTheSortedRuns() throws Exception {
    Measurement measured = new Measurement(new long[] {1_000, 2_000, 3_000, 4_000});
    assertThat(measured.micros(0.5)).isEqualTo(2);
    assertThat(measured.micros(0.99)).isEqualTo(4);
    assertThat(measured.micros(0.0)).isEqualTo(1);
  }
}
