package io.omnigraph.jdbc.shell;

import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a box. Column widths come from the first rows; should a later value be wider, its line is,
 * so that results of any length stream.
 */
final class TablePrinter implements RowPrinter {
  private static final int ROWS_MEASURED = 1_000;
  private static final int NARROWEST = 4;
  private static final String NULL = "NULL";

  private final int lineWidth;

  TablePrinter(int lineWidth) {
    this.lineWidth = lineWidth;
  }

  @Override
  public long print(Rows rows, PrintStream out) throws SQLException {
    List<Rows.Column> columns = rows.columns();
    List<String[]> first = new ArrayList<>();
    Object[] row = rows.next();
    while (row != null && first.size() < ROWS_MEASURED) {
      first.add(cells(row));
      row = rows.next();
    }
    int[] widths = widths(columns, first);
    border(widths, "┌", "┬", "┐", out);
    line(
        columns.stream().map(c -> CellText.printable(c.label())).toArray(String[]::new),
        columns,
        widths,
        out);
    border(widths, "├", "┼", "┤", out);
    for (String[] cells : first) {
      line(cells, columns, widths, out);
    }
    long count = first.size();
    for (; row != null; row = rows.next()) {
      line(cells(row), columns, widths, out);
      count++;
    }
    border(widths, "└", "┴", "┘", out);
    return count;
  }

  private static String[] cells(Object[] row) throws SQLException {
    String[] cells = new String[row.length];
    for (int i = 0; i < row.length; i++) {
      cells[i] = row[i] == null ? NULL : CellText.printable(CellText.of(row[i]));
    }
    return cells;
  }

  private int[] widths(List<Rows.Column> columns, List<String[]> rows) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = CellText.width(CellText.printable(columns.get(i).label()));
    }
    for (String[] cells : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], CellText.width(cells[i]));
      }
    }
    if (lineWidth > 0) {
      shrink(widths);
    }
    return widths;
  }

  /** Takes from the widest column until the line fits or nothing is left to take. */
  private void shrink(int[] widths) {
    int total = 1;
    for (int width : widths) {
      total += width + 3;
    }
    while (total > lineWidth) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths.length == 0 || widths[widest] <= NARROWEST) {
        return;
      }
      widths[widest]--;
      total--;
    }
  }

  private static void border(
      int[] widths, String left, String middle, String right, PrintStream out) {
    StringBuilder line = new StringBuilder(left);
    for (int i = 0; i < widths.length; i++) {
      line.append(i == 0 ? "" : middle).append("─".repeat(widths[i] + 2));
    }
    out.append(line.append(right)).append('\n');
  }

  private void line(String[] cells, List<Rows.Column> columns, int[] widths, PrintStream out) {
    StringBuilder line = new StringBuilder("│");
    for (int i = 0; i < cells.length; i++) {
      String cell = lineWidth > 0 ? CellText.cut(cells[i], widths[i]) : cells[i];
      String padding = " ".repeat(Math.max(0, widths[i] - CellText.width(cell)));
      boolean right = columns.get(i).number();
      line.append(' ').append(right ? padding + cell : cell + padding).append(" │");
    }
    out.append(line).append('\n');
  }
}
