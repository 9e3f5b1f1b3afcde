package io.omnigraph.jdbc.shell;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Clob;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jline.utils.WCWidth;

/** Values as text, and how wide a text is on a terminal. */
final class CellText {
  private CellText() {}

  /** The value as a user would write it; never called with null. */
  static String of(Object value) throws SQLException {
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Array array) {
      return Arrays.deepToString((Object[]) array.getArray());
    }
    if (value instanceof Clob clob) {
      return clob.getSubString(1, (int) Math.min(Integer.MAX_VALUE, clob.length()));
    }
    if (value instanceof Object[] items) {
      return Arrays.deepToString(items);
    }
    return value.toString();
  }

  /** On one line: control characters, which would break the table or the terminal, are escaped. */
  static String printable(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length() + 8);
    text.codePoints().forEach(c -> appendPrintable(line, c));
    return line.toString();
  }

  private static void appendPrintable(StringBuilder line, int c) {
    switch (c) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        if (Character.isISOControl(c)) {
          line.append(String.format("\\u%04x", c));
        } else {
          line.appendCodePoint(c);
        }
      }
    }
  }

  /** Cells of a terminal line that a printable text takes. */
  static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      width += Math.max(0, WCWidth.wcwidth(c));
      i += Character.charCount(c);
    }
    return width;
  }

  /** The longest start of a text that fits, with an ellipsis where something was cut. */
  static String cut(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    int used = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int next = used + Math.max(0, WCWidth.wcwidth(c));
      if (next > width - 1) {
        break;
      }
      used = next;
      i += Character.charCount(c);
    }
    return text.substring(0, i) + "…";
  }
}
