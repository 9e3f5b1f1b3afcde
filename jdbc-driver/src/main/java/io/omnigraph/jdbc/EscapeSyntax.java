package io.omnigraph.jdbc;

import java.util.Locale;
import java.util.Set;

/**
 * Takes away the JDBC escapes that are SQL already when the braces go: {@code {call …}}, {@code {oj
 * …}}, {@code {escape …}} and {@code {limit …}}. Blanks take the place of what goes, so that
 * positions in error messages stay. {@code {fn}}, {@code {d}}, {@code {t}} and {@code {ts}} are
 * part of the grammar, as are the braces of path quantifiers.
 */
final class EscapeSyntax {
  private static final Set<String> DROPPED = Set.of("oj");
  private static final Set<String> KEPT_WORD = Set.of("call", "escape", "limit");

  private final String sql;
  private final StringBuilder out;
  private int at;

  private EscapeSyntax(String sql) {
    this.sql = sql;
    this.out = new StringBuilder(sql);
  }

  static String translate(String sql) {
    return sql.indexOf('{') < 0 ? sql : new EscapeSyntax(sql).translated();
  }

  private String translated() {
    // One bit an open brace: whether its closing one goes too. Deeper nesting than 64 is no SQL.
    long dropped = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == '\'' || c == '"' || c == '`') {
        skipQuoted(c);
      } else if (sql.startsWith("--", at)) {
        skipTo("\n");
      } else if (sql.startsWith("/*", at)) {
        skipTo("*/");
      } else {
        if (c == '{') {
          dropped = (dropped << 1) | (opens() ? 1 : 0);
        } else if (c == '}') {
          if ((dropped & 1) == 1) {
            out.setCharAt(at, ' ');
          }
          dropped >>>= 1;
        }
        at++;
      }
    }
    return out.toString();
  }

  private void skipQuoted(char quote) {
    int end = sql.indexOf(quote, at + 1);
    at = end < 0 ? sql.length() : end + 1;
  }

  private void skipTo(String end) {
    int found = sql.indexOf(end, at + 2);
    at = found < 0 ? sql.length() : found + end.length();
  }

  private boolean opens() {
    int from = at + 1;
    while (from < sql.length() && Character.isWhitespace(sql.charAt(from))) {
      from++;
    }
    int to = from;
    while (to < sql.length() && Character.isLetter(sql.charAt(to))) {
      to++;
    }
    String word = sql.substring(from, to).toLowerCase(Locale.ROOT);
    if (DROPPED.contains(word)) {
      blank(at, to);
      return true;
    }
    if (KEPT_WORD.contains(word)) {
      blank(at, from);
      return true;
    }
    return false;
  }

  private void blank(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Character.isWhitespace(out.charAt(i))) {
        out.setCharAt(i, ' ');
      }
    }
  }
}
