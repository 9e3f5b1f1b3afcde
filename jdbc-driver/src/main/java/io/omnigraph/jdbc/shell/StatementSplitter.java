package io.omnigraph.jdbc.shell;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Cuts lines into statements at semicolons outside of literals, quoted names and comments. A line
 * that starts with {@code !} where a statement would start is a command.
 */
final class StatementSplitter {
  /** What to run, with the line it starts on (from 1). */
  record Piece(String text, int line, boolean command) {}

  private enum State {
    PLAIN,
    LITERAL,
    NAME,
    LINE_COMMENT,
    BLOCK_COMMENT
  }

  private final Queue<Piece> pieces = new ArrayDeque<>();
  private final StringBuilder pending = new StringBuilder();
  private State state = State.PLAIN;
  private int lineNumber;
  private int pendingLine;
  private boolean pendingHasCode;

  void add(String line) {
    lineNumber++;
    if (state == State.PLAIN && !pendingHasCode && line.strip().startsWith("!")) {
      pending.setLength(0);
      pieces.add(new Piece(line.strip(), lineNumber, true));
      return;
    }
    for (int i = 0; i < line.length(); i++) {
      i = take(line, i);
    }
    if (state == State.LINE_COMMENT) {
      state = State.PLAIN;
    }
    pending.append('\n');
  }

  /** Whether a statement has begun and its semicolon has not come. */
  boolean open() {
    return pendingHasCode || state != State.PLAIN;
  }

  Optional<Piece> poll() {
    return Optional.ofNullable(pieces.poll());
  }

  /** At the end of input the last statement needs no semicolon. */
  void end() {
    if (pendingHasCode) {
      cut();
    }
    pending.setLength(0);
    state = State.PLAIN;
  }

  /** Takes the character at {@code i}, or two; returns the position of the last one taken. */
  private int take(String line, int i) {
    char c = line.charAt(i);
    boolean two = i + 1 < line.length();
    char next = two ? line.charAt(i + 1) : '\0';
    if (state == State.PLAIN && c == ';') {
      if (pendingHasCode) {
        cut();
      }
      pending.setLength(0);
      return i;
    }
    boolean pair =
        switch (state) {
          case PLAIN -> plain(c, next);
          case BLOCK_COMMENT -> {
            boolean end = c == '*' && next == '/';
            state = end ? State.PLAIN : state;
            yield end;
          }
          case LITERAL, NAME -> {
            // A doubled quote closes and opens again, which comes to the same.
            state = c == (state == State.LITERAL ? '\'' : '"') ? State.PLAIN : state;
            yield false;
          }
          case LINE_COMMENT -> false;
        };
    pending.append(c);
    if (pair) {
      pending.append(next);
    }
    return pair ? i + 1 : i;
  }

  private boolean plain(char c, char next) {
    if (c == '-' && next == '-') {
      state = State.LINE_COMMENT;
      return true;
    }
    if (c == '/' && next == '*') {
      state = State.BLOCK_COMMENT;
      return true;
    }
    if (c == '\'' || c == '"') {
      state = c == '\'' ? State.LITERAL : State.NAME;
    }
    if (!Character.isWhitespace(c) && !pendingHasCode) {
      pendingHasCode = true;
      pendingLine = lineNumber;
    }
    return false;
  }

  private void cut() {
    pieces.add(new Piece(pending.toString().strip(), pendingLine, false));
    pending.setLength(0);
    pendingHasCode = false;
  }
}
