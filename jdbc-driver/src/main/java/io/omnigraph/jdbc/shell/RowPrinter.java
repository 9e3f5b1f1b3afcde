package io.omnigraph.jdbc.shell;

import java.io.PrintStream;
import java.sql.SQLException;

/** Prints rows in one format. */
interface RowPrinter {
  /**
   * Reads all rows and prints them.
   *
   * @return how many there were
   */
  long print(Rows rows, PrintStream out) throws SQLException;

  /**
   * @param width cells of a terminal line, 0 = unlimited (only tables care)
   */
  static RowPrinter of(RowFormat format, int width) {
    return switch (format) {
      case TABLE -> new TablePrinter(width);
      case CSV -> new CsvPrinter();
      case JSON -> JsonPrinter.array();
      case JSONL -> JsonPrinter.lines();
    };
  }
}
