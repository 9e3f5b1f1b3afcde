package io.omnigraph.sql.parser;

/** Walks over SQL text without being misled by literals, quoted names and comments. */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
final class SqlText {
  private SqlText() {}

  /**
   * Where the literal, quoted name or comment that begins at {@code at} ends (exclusive); {@code
   * at} itself when none begins there. An unclosed one ends with the text.
   */
  static int skip(CharSequence sql, int at) {
    char c = sql.charAt(at);
    if (c == '\'' || c == '"') {
      return endOfQuoted(sql, at, c);
    }
    if (c == '-' && startsWith(sql, at, "--") || c == '/' && startsWith(sql, at, "//")) {
      return endOfLine(sql, at);
    }
    if (c == '/' && startsWith(sql, at, "/*")) {
      for (int i = at + 2; i + 1 < sql.length(); i++) {
        if (sql.charAt(i) == '*' && sql.charAt(i + 1) == '/') {
          return i + 2;
        }
      }
      return sql.length();
    }
    return at;
  }

  /** Whether the piece that {@link #skip} passed over is a comment. */
  static boolean isComment(CharSequence sql, int at) {
    char c = sql.charAt(at);
    return c == '-' || c == '/';
  }

  /** The index of a line and column, both counted from 1; beyond the text its length. */
  static int offset(String sql, int line, int column) {
    int start = 0;
    for (int i = 1; i < line; i++) {
      int end = sql.indexOf('\n', start);
      if (end < 0) {
        return sql.length();
      }
      start = end + 1;
    }
    return Math.min(sql.length(), start + Math.max(0, column - 1));
  }

  private static int endOfQuoted(CharSequence sql, int at, char quote) {
    for (int i = at + 1; i < sql.length(); i++) {
      if (sql.charAt(i) == quote) {
        return i + 1; // a doubled quote begins the next piece, which continues this one
      }
    }
    return sql.length();
  }

  private static int endOfLine(CharSequence sql, int at) {
    for (int i = at; i < sql.length(); i++) {
      if (sql.charAt(i) == '\n' || sql.charAt(i) == '\r') {
        return i;
      }
    }
    return sql.length();
  }

  private static boolean startsWith(CharSequence sql, int at, String prefix) {
    return at + prefix.length() <= sql.length()
        && prefix.contentEquals(sql.subSequence(at, at + prefix.length()));
  }
}
