package io.omnigraph.sql.parser;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * JDBC escape syntax to plain SQL of the same length, so that positions in errors stay right. The
 * grammar itself reads {@code {d}}, {@code {t}}, {@code {ts}} and {@code {fn}}; here {@code {oj}},
 * {@code {escape}} and {@code {call}} lose their braces, and a closing semicolon becomes a space.
 */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
final class JdbcEscapes {
  private JdbcEscapes() {}

  static String translate(String sql) {
    int last = lastSemicolon(sql);
    if (last < 0 && sql.indexOf('{') < 0) {
      return sql;
    }
    StringBuilder text = new StringBuilder(sql);
    if (last >= 0) {
      text.setCharAt(last, ' ');
    }
    Deque<Boolean> erase = new ArrayDeque<>();
    int i = 0;
    while (i < text.length()) {
      int end = SqlText.skip(text, i);
      if (end > i) {
        i = end;
        continue;
      }
      if (text.charAt(i) == '{') {
        erase.push(open(text, i));
      } else if (text.charAt(i) == '}' && !erase.isEmpty() && erase.pop()) {
        text.setCharAt(i, ' ');
      }
      i++;
    }
    return text.toString();
  }

  /** Erases the brace where it opens an escape that needs no grammar; says whether it did. */
  private static boolean open(StringBuilder text, int brace) {
    int from = brace + 1;
    while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    int to = from;
    while (to < text.length() && Character.isLetter(text.charAt(to))) {
      to++;
    }
    String word = text.substring(from, to).toLowerCase(Locale.ROOT);
    if (from < text.length() && text.charAt(from) == '?') {
      throw new OmnigraphException(
          ErrorCode.UNSUPPORTED, "{? = call …}", " Procedures give rows, no value: {call …}.");
    }
    if (word.equals("oj")) {
      blank(text, brace, to);
      return true;
    }
    if (word.equals("escape") || word.equals("call")) {
      text.setCharAt(brace, ' ');
      return true;
    }
    return false;
  }

  private static void blank(StringBuilder text, int from, int to) {
    for (int i = from; i < to; i++) {
      text.setCharAt(i, ' ');
    }
  }

  /** Position of a semicolon that only white space and comments follow, or -1. */
  private static int lastSemicolon(String sql) {
    int found = -1;
    int i = 0;
    while (i < sql.length()) {
      int end = SqlText.skip(sql, i);
      if (end > i) {
        found = SqlText.isComment(sql, i) ? found : -1;
        i = end;
        continue;
      }
      char c = sql.charAt(i);
      if (c == ';') {
        found = i;
      } else if (!Character.isWhitespace(c)) {
        found = -1;
      }
      i++;
    }
    return found;
  }
}
