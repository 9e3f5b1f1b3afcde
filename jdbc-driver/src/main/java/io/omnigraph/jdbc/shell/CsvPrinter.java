package io.omnigraph.jdbc.shell;

import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;

/** RFC 4180 with line feeds: NULL is an empty field, an empty text is {@code ""}. */
final class CsvPrinter implements RowPrinter {
  @Override
  public long print(Rows rows, PrintStream out) throws SQLException {
    List<Rows.Column> columns = rows.columns();
    StringBuilder line = new StringBuilder();
    for (Rows.Column column : columns) {
      append(line, column.label());
    }
    println(line, out);
    long count = 0;
    for (Object[] row = rows.next(); row != null; row = rows.next()) {
      for (Object value : row) {
        append(line, value == null ? null : CellText.of(value));
      }
      println(line, out);
      count++;
    }
    return count;
  }

  /** A field and its comma; {@link #println} takes the last comma away. */
  private static void append(StringBuilder line, String field) {
    if (field != null) {
      boolean quote =
          field.isEmpty()
              || field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      line.append(quote ? '"' + field.replace("\"", "\"\"") + '"' : field);
    }
    line.append(',');
  }

  private static void println(StringBuilder line, PrintStream out) {
    line.setLength(Math.max(0, line.length() - 1));
    out.append(line).append('\n');
    line.setLength(0);
  }
}
