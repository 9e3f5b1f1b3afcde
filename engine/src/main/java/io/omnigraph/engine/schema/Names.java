package io.omnigraph.engine.schema;

import java.util.Comparator;
import java.util.Locale;

/** Names of types and properties: kept as written, matched without regard to case. */
final class Names {
  /** Order of names in anything that is canonical: by code point. */
  static final Comparator<String> ORDER = Comparator.naturalOrder();

  private Names() {}

  /** Two names are the same exactly when their folds are; agrees with equalsIgnoreCase. */
  static String fold(String name) {
    boolean plain = true;
    for (int i = 0; i < name.length() && plain; i++) {
      char c = name.charAt(i);
      plain = c < 128 && (c < 'A' || c > 'Z');
    }
    if (plain) {
      return name;
    }
    StringBuilder folded = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      folded.append(Character.toLowerCase(Character.toUpperCase(name.charAt(i))));
    }
    return folded.toString();
  }

  /** Whether the lexer takes the character as the start of a bare name. */
  static boolean startsName(int c) {
    return c == '_' || Character.isLetter(c);
  }

  static boolean continuesName(int c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  /** As {@code .pg} writes it: bare where its alphabet allows, else between back quotes. */
  static String pg(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : "`" + name.replace("`", "``") + "`";
  }

  /** As SQL writes it; names that might be a keyword are quoted, too. */
  static String sql(String name) {
    boolean bare = name.matches("[A-Za-z][A-Za-z0-9_]*") && !SqlWords.isKeyword(name);
    return bare ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
