package io.omnigraph.engine.schema;

import io.omnigraph.storage.error.OmnigraphException;

/** The parser's place in the tokens, and which declaration it is in, for messages. */
final class PgTokens {
  private final Lexer lexer;
  private Token current;
  private Token last;
  private String subject = "";

  PgTokens(String text) {
    lexer = new Lexer(text);
    current = lexer.next();
    last = current;
  }

  Token current() {
    return current;
  }

  /** The token before the current one. */
  Token last() {
    return last;
  }

  /** The token behind the current one. */
  Token peek() {
    Token next = lexer.next();
    lexer.backTo(next);
    return next;
  }

  /** Whether the token that many behind the current one is this punctuation. */
  boolean follows(int distance, String punctuation) {
    Token next = lexer.next();
    Token first = next;
    for (int i = 1; i < distance; i++) {
      next = lexer.next();
    }
    lexer.backTo(first);
    return next.is(punctuation);
  }

  Token advance() {
    last = current;
    current = lexer.next();
    return last;
  }

  /** Steps over {@code (} or {@code ,} to a value of an enum, which becomes the current token. */
  Token enumValue() {
    last = current;
    current = lexer.nextEnumValue();
    return current;
  }

  boolean accept(String punctuation) {
    if (current.is(punctuation)) {
      advance();
      return true;
    }
    return false;
  }

  Token expect(String punctuation) {
    if (!current.is(punctuation)) {
      throw error(current, "expected \"" + punctuation + "\", found " + current.shown());
    }
    return advance();
  }

  Declaration.Name name(String what) {
    if (!current.isName()) {
      throw error(current, "expected " + what + ", found " + current.shown());
    }
    Token token = advance();
    return new Declaration.Name(token.text(), token.span());
  }

  /** Names the declaration in all messages from here on. */
  void in(String declaration) {
    subject = declaration;
  }

  String subject() {
    return subject;
  }

  OmnigraphException error(Token at, String what) {
    return subject.isEmpty()
        ? Diagnostics.invalid(at.span(), what)
        : Diagnostics.invalid(at.span(), subject, what);
  }
}
