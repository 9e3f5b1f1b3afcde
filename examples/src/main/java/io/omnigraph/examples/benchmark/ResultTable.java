package io.omnigraph.examples.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Results as Markdown: one row a question, one column a database, and how each compares to the
 * best.
 *
 * @param results by database, then by {@link Line#key}
 */
record ResultTable(String heading, List<Line> lines, Map<String, Map<String, Double>> results) {
  /**
   * @param divisor from what was measured to the unit shown
   */
  record Line(String key, String title, double divisor, boolean moreIsBetter) {}

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(heading).append("\n\n");
    text.append("| |");
    results.keySet().forEach(name -> text.append(' ').append(name).append(" |"));
    text.append("\n|---|").append("---:|".repeat(results.size())).append('\n');
    for (Line line : lines) {
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
    if (value == best) {
      return "**" + number + "**";
    }
    double ratio = line.moreIsBetter() ? best / value : value / best;
    return Double.isFinite(ratio) ? number + String.format(Locale.ROOT, " (%.1f)", ratio) : number;
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
