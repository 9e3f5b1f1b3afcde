package io.omnigraph.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts so small that they measure nothing: it runs, and databases agree. */
class SmallCommitsTest {
  private static final SmallCommits.Sizes SIZES = new SmallCommits.Sizes(50, 20, 20);

  private static Map<String, Double> run(String database, Path home) throws Exception {
    PrintedResults printed = new PrintedResults();
    SmallCommitsWorker worker =
        new SmallCommitsWorker(
            Databases.ofSmallCommits().get(database), SIZES, home, printed.lines());
    SmallGraph many = worker.run();
    if (database.equals("omnigraph")) {
      worker.ownFigures(many);
    }
    return printed.results();
  }

  @Test
  void databasesAgreeAndEveryCellHasAFigure(@TempDir Path ours, @TempDir Path h2) throws Exception {
    Map<String, Map<String, Double>> results = new LinkedHashMap<>();
    results.put("omnigraph", run("omnigraph", ours));
    results.put("h2", run("h2", h2));
    assertThat(results.values())
        .allSatisfy(result -> assertThat(result).containsKey("many commits checksum"));
    assertThat(SmallCommits.table(SIZES, results))
        .contains("| one-row insert, tenth 10, µs |")
        .doesNotContain("| – |", "Answers differ");
    assertThat(new OwnFigures(results.get("omnigraph")).markdown())
        .contains("| open and read a row, ms |")
        .doesNotContain("| – |");
  }

  @Test
  void whatWasNotReachedIsLeftOut() {
    assertThat(new OwnFigures(Map.of("scan folded", 30.0, "scan bulk", 20.0)).markdown())
        .contains("| scan, µs | 30.00 | 20.00 | 1.50 |", "| point read, µs | – | – | – |");
  }

  @Test
  void bestIsBoldAlsoWhenItIsNone() {
    Map<String, Map<String, Double>> results = new LinkedHashMap<>();
    results.put("a", Map.of("conflicts by 8", 0.0));
    results.put("b", Map.of("conflicts by 8", 3.0));
    assertThat(SmallCommits.table(SIZES, results))
        .contains("refused with 40001 | **0.00** | 3.00 |");
  }
}
