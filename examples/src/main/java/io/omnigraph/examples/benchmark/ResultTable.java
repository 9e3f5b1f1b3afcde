package io.omnigraph.examples.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Results as Markdown: one row a question, one column a database, and how each compares to the
 * best.
 *
 * @param results by database, then by the name that {@link Worker} prints
 */
record ResultTable(SocialGraph graph, Map<String, Map<String, Double>> results) {
  /**
   * @param divisor from what the worker prints to the unit shown
   */
  private record Line(String key, String title, double divisor, boolean moreIsBetter) {}

  private static final List<Line> LINES =
      List.of(
          new Line("load rows/s", "bulk load, 1,000 rows/s", 1e3, true),
          new Line("batch rows/s", "batches of 1,000 inserts, 1,000 rows/s", 1e3, true),
          new Line("point read p50", "point read, µs", 1, false),
          new Line("point read p99", "– 99th percentile", 1, false),
          new Line("1 hop p50", "1 hop, µs", 1, false),
          new Line("1 hop p99", "– 99th percentile", 1, false),
          new Line("2 hops p50", "2 hops, µs", 1, false),
          new Line("2 hops p99", "– 99th percentile", 1, false),
          new Line("group by p50", "group by, ms", 1e3, false),
          new Line("group by p99", "– 99th percentile", 1e3, false),
          new Line("insert commit p50", "one-row insert, ms", 1e3, false),
          new Line("insert commit p99", "– 99th percentile", 1e3, false),
          new Line("commits/s by 1", "one-row inserts a second, 1 thread", 1, true),
          new Line("commits/s by 8", "– 8 threads, one table", 1, true),
          new Line("failed by 8", "– failed of those", 1, false),
          new Line("peak memory MB", "peak memory, MB", 1, false),
          new Line("disk MB", "on disk at the end, MB", 1, false));

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d persons, %,d edges, %,d posts; median unless said otherwise; in brackets: times the best.%n%n",
            graph.persons(),
            graph.knows(),
            graph.posts()));
    text.append("| |");
    results.keySet().forEach(name -> text.append(' ').append(name).append(" |"));
    text.append("\n|---|").append("---:|".repeat(results.size())).append('\n');
    for (Line line : LINES) {
      text.append("| ").append(line.title()).append(" |");
      double best = best(line);
      for (Map<String, Double> result : results.values()) {
        text.append(' ').append(cell(line, result.get(line.key()), best)).append(" |");
      }
      text.append('\n');
    }
    return text.append(disagreements()).toString();
  }

  private double best(Line line) {
    var values =
        results.values().stream()
            .map(r -> r.get(line.key()))
            .filter(v -> v != null)
            .mapToDouble(v -> v);
    return (line.moreIsBetter() ? values.max() : values.min()).orElse(Double.NaN);
  }

  private static String cell(Line line, Double value, double best) {
    if (value == null) {
      return "–";
    }
    double shown = value / line.divisor();
    String number =
        String.format(Locale.ROOT, shown < 10 ? "%.2f" : shown < 100 ? "%.1f" : "%,.0f", shown);
    double ratio = line.moreIsBetter() ? best / value : value / best;
    return ratio <= 1
        ? "**" + number + "**"
        : number + String.format(Locale.ROOT, " (%.1f)", ratio);
  }

  /** A fast wrong answer must not look good. */
  private String disagreements() {
    TreeSet<String> questions = new TreeSet<>();
    results
        .values()
        .forEach(
            r -> r.keySet().stream().filter(k -> k.endsWith("checksum")).forEach(questions::add));
    StringBuilder text = new StringBuilder();
    for (String question : questions) {
      List<Double> sums =
          results.values().stream()
              .map(r -> r.get(question))
              .filter(v -> v != null)
              .distinct()
              .toList();
      if (sums.size() > 1) {
        text.append("\n**Answers differ:** ")
            .append(question)
            .append(' ')
            .append(sums)
            .append('\n');
      }
    }
    return text.toString();
  }
}
