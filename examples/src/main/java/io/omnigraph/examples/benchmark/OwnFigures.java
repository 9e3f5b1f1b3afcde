package io.omnigraph.examples.benchmark;

import java.util.Locale;
import java.util.Map;

/**
 * What only our database is asked, as Markdown.
 *
 * @param results by the names that {@link SmallCommitsWorker#ownFigures} prints
 */
record OwnFigures(Map<String, Double> results) {
  String markdown() {
    return "\n| | after the one-row commits | loaded by COPY | times |\n|---|---:|---:|---:|\n"
        + beside("first scan, ms", "first scan folded", "first scan bulk", 1e3)
        + beside("scan, µs", "scan folded", "scan bulk", 1)
        + beside("point read, µs", "point read folded", "point read bulk", 1)
        + beside("2 hops, µs", "2 hops folded", "2 hops bulk", 1)
        + beside("on disk, MB", "disk folded MB", "disk bulk MB", 1)
        + beside(
            "– of it the history of all commits, MB", "history folded MB", "history bulk MB", 1)
        + "\n| | after a kill | after a clean close | times |\n|---|---:|---:|---:|\n"
        + beside("open and read a row, ms", "open after kill", "open after close", 1e3)
        + "\n| | newest state looked up | prepared point read | share |\n|---|---:|---:|---:|\n"
        + beside("ns", "head ns", "point read ns", 1);
  }

  private String beside(String title, String one, String other, double divisor) {
    Double first = results.get(one);
    Double second = results.get(other);
    if (first == null || second == null) {
      return "| " + title + " | – | – | – |\n";
    }
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f |%n",
        title,
        first / divisor,
        second / divisor,
        first / second);
  }
}
