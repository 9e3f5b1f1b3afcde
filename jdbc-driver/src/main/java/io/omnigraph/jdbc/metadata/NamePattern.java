package io.omnigraph.jdbc.metadata;

/**
 * A pattern of DatabaseMetaData: {@code %} any text, {@code _} any character, {@code \} takes the
 * next one literally; null matches all. Case does not matter, as names are found without it.
 */
final class NamePattern {
  /** What getSearchStringEscape answers. */
  static final char ESCAPE = '\\';

  private final String pattern;

  NamePattern(String pattern) {
    this.pattern = pattern;
  }

  boolean matches(String name) {
    return pattern == null || matches(0, name, 0);
  }

  private boolean matches(int at, String name, int from) {
    int p = at;
    int n = from;
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      if (c == '%') {
        return anyRest(p + 1, name, n);
      }
      if (n == name.length()) {
        return false;
      }
      if (c == ESCAPE && p + 1 < pattern.length()) {
        p++;
        c = pattern.charAt(p);
      } else if (c == '_') {
        c = name.charAt(n);
      }
      if (fold(c) != fold(name.charAt(n))) {
        return false;
      }
      p++;
      n++;
    }
    return n == name.length();
  }

  private boolean anyRest(int at, String name, int from) {
    for (int n = from; n <= name.length(); n++) {
      if (matches(at, name, n)) {
        return true;
      }
    }
    return false;
  }

  private static char fold(char c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }
}
