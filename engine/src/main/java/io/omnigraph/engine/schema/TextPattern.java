package io.omnigraph.engine.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * The regular expression of a {@code @check}: RE2's syntax, so that the time is linear in the text
 * and no pattern blows up. Immutable, thread-safe.
 */
public final class TextPattern {
  private final Pattern pattern;

  private TextPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * @param regex one that the schema accepted
   */
  public static TextPattern of(String regex) {
    return new TextPattern(Pattern.compile(regex));
  }

  /** Whether the UTF-8 text holds a match, anywhere. */
  public boolean matches(byte[] utf8) {
    return pattern.matcher(utf8).find();
  }

  /** Whether the text holds a match, anywhere. */
  public boolean matches(String text) {
    return pattern.matcher(text).find();
  }

  /** Why it is no valid pattern, empty when it is one. */
  static String problem(String regex) {
    try {
      Pattern.compile(regex);
      return "";
    } catch (PatternSyntaxException e) {
      return e.getDescription();
    }
  }
}
