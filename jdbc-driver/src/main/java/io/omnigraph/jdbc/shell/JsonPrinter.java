package io.omnigraph.jdbc.shell;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** One JSON object a row; numbers, booleans, arrays and null as JSON has them, the rest as text. */
final class JsonPrinter implements RowPrinter {
  private final String open;
  private final String between;
  private final String close;

  private JsonPrinter(String open, String between, String close) {
    this.open = open;
    this.between = between;
    this.close = close;
  }

  static JsonPrinter array() {
    return new JsonPrinter("[", ",\n ", "]\n");
  }

  static JsonPrinter lines() {
    return new JsonPrinter("", "\n", "");
  }

  @Override
  public long print(Rows rows, PrintStream out) throws SQLException {
    out.append(open);
    long count = 0;
    StringBuilder object = new StringBuilder();
    for (Object[] row = rows.next(); row != null; row = rows.next()) {
      object.setLength(0);
      appendRow(object, rows.columns(), row);
      out.append(count == 0 ? "" : between).append(object);
      count++;
    }
    if (count > 0 && open.isEmpty()) {
      out.append('\n');
    }
    out.append(close);
    return count;
  }

  private static void appendRow(StringBuilder json, List<Rows.Column> columns, Object[] row)
      throws SQLException {
    json.append('{');
    for (int i = 0; i < row.length; i++) {
      json.append(i == 0 ? "" : ",");
      appendText(json, columns.get(i).label());
      json.append(':');
      appendValue(json, row[i]);
    }
    json.append('}');
  }

  private static void appendValue(StringBuilder json, Object value) throws SQLException {
    if (value == null || value instanceof Boolean) {
      json.append(value);
    } else if (value instanceof BigDecimal decimal) {
      json.append(decimal.toPlainString());
    } else if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      // JSON has no word for these.
      json.append(Double.isFinite(number) ? value : "\"" + value + "\"");
    } else if (value instanceof Number) {
      json.append(value);
    } else if (value instanceof Array array) {
      appendItems(json, Arrays.asList((Object[]) array.getArray()));
    } else if (value instanceof Object[] items) {
      appendItems(json, Arrays.asList(items));
    } else if (value instanceof List<?> items) {
      appendItems(json, items);
    } else {
      appendText(json, CellText.of(value));
    }
  }

  private static void appendItems(StringBuilder json, List<?> items) throws SQLException {
    json.append('[');
    for (int i = 0; i < items.size(); i++) {
      json.append(i == 0 ? "" : ",");
      appendValue(json, items.get(i));
    }
    json.append(']');
  }

  private static void appendText(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ') {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
