package io.omnigraph.jdbc.shell;

import java.io.PrintStream;
import java.util.Locale;

/** One line that is drawn over itself while a file is read. */
final class ProgressBar {
  private static final int CELLS = 30;

  private final PrintStream terminal;
  private final String title;
  private final long start = System.nanoTime();
  private int drawn;

  ProgressBar(PrintStream terminal, String title) {
    this.terminal = terminal;
    this.title = title;
  }

  void at(long bytesRead, long bytesTotal, long rows) {
    double part = bytesTotal <= 0 ? 1 : Math.min(1.0, (double) bytesRead / bytesTotal);
    int full = (int) (part * CELLS);
    double seconds = Math.max(1e-3, (System.nanoTime() - start) / 1e9);
    String line =
        String.format(
            Locale.ROOT,
            "%s %s%s %3.0f %% %,d rows, %,.0f rows/s",
            title,
            "█".repeat(full),
            "░".repeat(CELLS - full),
            part * 100,
            rows,
            rows / seconds);
    overwrite(line);
  }

  /** Takes the line away. */
  void end() {
    overwrite("");
    terminal.print('\r');
    terminal.flush();
  }

  private void overwrite(String line) {
    int width = CellText.width(line);
    terminal.print('\r' + line + " ".repeat(Math.max(0, drawn - width)));
    terminal.flush();
    drawn = width;
  }
}
