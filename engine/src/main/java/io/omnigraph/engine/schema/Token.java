package io.omnigraph.engine.schema;

/**
 * One token.
 *
 * @param text the name without back quotes, the string without quotes and escapes, else as written
 */
record Token(Kind kind, String text, Span span) {
  enum Kind {
    NAME,
    QUOTED_NAME,
    STRING,
    INT,
    FLOAT,
    /** Letters, digits, - in an enum's list that are no other token. */
    WORD,
    PUNCTUATION,
    END
  }

  boolean is(String punctuation) {
    return kind == Kind.PUNCTUATION && text.equals(punctuation);
  }

  boolean isName() {
    return kind == Kind.NAME || kind == Kind.QUOTED_NAME;
  }

  /** A bare word of the grammar such as {@code node}. */
  boolean isWord(String word) {
    return kind == Kind.NAME && text.equals(word);
  }

  /** For messages. */
  String shown() {
    return switch (kind) {
      case END -> "the end of the text";
      case STRING -> "a string";
      default -> "\"" + text + "\"";
    };
  }
}
