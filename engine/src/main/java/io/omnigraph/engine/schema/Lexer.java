package io.omnigraph.engine.schema;

/** Cuts {@code .pg} text into tokens (spec: schema-language 1). Comments and space go. */
final class Lexer {
  private static final String SINGLE = "{}()[]:,?@=-.";

  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;

  Lexer(String text) {
    this.text = text;
    if (text.startsWith("\uFEFF")) {
      at = 1;
      lineStart = 1;
    }
  }

  /** The next token; at the end of the text END, again and again. */
  Token next() {
    skipBlank();
    if (at >= text.length()) {
      return token(Token.Kind.END, "", mark());
    }
    int c = text.codePointAt(at);
    Span start = mark();
    if (Names.startsName(c)) {
      return name(start);
    }
    if (c >= '0' && c <= '9') {
      return number(start);
    }
    if (c == '"') {
      return string(start);
    }
    if (c == '`') {
      return quotedName(start);
    }
    return punctuation(start);
  }

  /**
   * Reads one value of an enum's list: letters, digits, {@code _} and {@code -}; what else there is
   * comes as a string.
   */
  Token nextEnumValue() {
    skipBlank();
    Span start = mark();
    while (at < text.length() && isEnumChar(text.charAt(at))) {
      at++;
    }
    if (at == start.from()) {
      return next();
    }
    return token(Token.Kind.WORD, text.substring(start.from(), at), start);
  }

  /** Puts the lexer back to the start of a token that it gave. */
  void backTo(Token token) {
    at = token.span().from();
    line = token.span().line();
    lineStart = at - token.span().column() + 1;
  }

  private static boolean isEnumChar(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
  }

  private Token name(Span start) {
    while (at < text.length() && Names.continuesName(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return token(Token.Kind.NAME, text.substring(start.from(), at), start);
  }

  private Token number(Span start) {
    digits();
    boolean fraction =
        at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1));
    if (fraction) {
      at++;
      digits();
    }
    return token(
        fraction ? Token.Kind.FLOAT : Token.Kind.INT, text.substring(start.from(), at), start);
  }

  private void digits() {
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private Token string(Span start) {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at);
      if (c == '\\') {
        value.append(escape());
      } else {
        newLine(c);
        value.append(c);
      }
      at++;
    }
    if (at >= text.length()) {
      throw Diagnostics.invalid(start, "this string has no closing quote");
    }
    at++;
    return token(Token.Kind.STRING, value.toString(), start);
  }

  private char escape() {
    Span start = mark();
    at++;
    char c = at < text.length() ? text.charAt(at) : 0;
    return switch (c) {
      case '"', '\\' -> c;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default ->
          throw Diagnostics.invalid(
              new Span(start.line(), start.column(), start.from(), Math.min(at + 1, text.length())),
              "unknown escape; use one of \\\" \\\\ \\n \\r \\t");
    };
  }

  private Token quotedName(Span start) {
    StringBuilder name = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '\n') {
      if (text.charAt(at) == '`') {
        if (at + 1 >= text.length() || text.charAt(at + 1) != '`') {
          break;
        }
        at++;
      }
      name.append(text.charAt(at++));
    }
    if (at >= text.length() || text.charAt(at) != '`') {
      throw Diagnostics.invalid(start, "this name has no closing back quote on its line");
    }
    at++;
    if (name.isEmpty()) {
      throw Diagnostics.invalid(start.through(mark()), "a name cannot be empty");
    }
    return token(Token.Kind.QUOTED_NAME, name.toString(), start);
  }

  private Token punctuation(Span start) {
    if (text.startsWith("->", at) || text.startsWith("..", at)) {
      at += 2;
      return token(Token.Kind.PUNCTUATION, text.substring(at - 2, at), start);
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    if (SINGLE.indexOf(c) < 0) {
      throw Diagnostics.invalid(
          start,
          "unexpected character " + (c < ' ' ? "U+%04X".formatted(c) : Character.toString(c)));
    }
    return token(Token.Kind.PUNCTUATION, Character.toString(c), start);
  }

  private void skipBlank() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        newLine(c);
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        blockComment();
      } else {
        return;
      }
    }
  }

  private void blockComment() {
    Span start = mark();
    int end = text.indexOf("*/", at + 2);
    if (end < 0) {
      throw Diagnostics.invalid(start, "this comment is not closed");
    }
    for (; at < end; at++) {
      newLine(text.charAt(at));
    }
    at = end + 2;
  }

  private void newLine(char c) {
    if (c == '\n') {
      line++;
      lineStart = at + 1;
    }
  }

  private Span mark() {
    return new Span(line, at - lineStart + 1, at, at);
  }

  private Token token(Token.Kind kind, String value, Span start) {
    return new Token(kind, value, new Span(start.line(), start.column(), start.from(), at));
  }
}
