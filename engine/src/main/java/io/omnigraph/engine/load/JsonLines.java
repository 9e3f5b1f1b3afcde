package io.omnigraph.engine.load;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/** Finds the lines of a JSONL file in its window, and names places in the current one. */
final class JsonLines {
  /** Most structural tokens of a line; a line of no more bytes cannot have more. */
  private static final int MAX_TOKENS = 131_072;

  private final InputFile file;
  private int from;
  private int to;
  private long line;

  JsonLines(InputFile file) {
    this.file = file;
  }

  /** The window; the current line is {@code bytes[from .. from + length)}. */
  byte[] bytes() {
    return file.bytes;
  }

  int from() {
    return from;
  }

  int length() {
    return to - from;
  }

  /** Of the current line, from 1. */
  long number() {
    return line;
  }

  /** Steps to the next line that is not blank; false at the end. */
  boolean next() {
    while (find()) {
      if (!isBlank()) {
        check();
        return true;
      }
    }
    return false;
  }

  private boolean find() {
    int scanned = file.position;
    while (true) {
      byte[] b = file.bytes;
      for (int at = scanned; at < file.limit; at++) {
        if (b[at] == '\n') {
          found(at, at + 1);
          return true;
        }
      }
      if (file.ended()) {
        if (file.position == file.limit) {
          return false;
        }
        found(file.limit, file.limit);
        return true;
      }
      int unread = file.limit - file.position;
      file.more(line + 1);
      scanned = file.position + unread;
    }
  }

  private void found(int end, int next) {
    line++;
    from = file.position;
    to = end > from && file.bytes[end - 1] == '\r' ? end - 1 : end;
    file.position = next;
  }

  private boolean isBlank() {
    for (int i = from; i < to; i++) {
      if (file.bytes[i] != ' ' && file.bytes[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private void check() {
    if (to - from > InputFile.MAX_RECORD) {
      throw tooLong("is longer than 32 MiB");
    }
    int bad = Utf8.firstInvalid(file.bytes, from, to);
    if (bad >= 0) {
      throw LoadErrors.notUtf8(place(bad - from), file.offset(bad));
    }
    if (to - from > MAX_TOKENS && tokens() > MAX_TOKENS) {
      throw tooLong("has more than 131,072 structural tokens");
    }
  }

  private OmnigraphException tooLong(String what) {
    return new OmnigraphException(
        ErrorCode.LIMIT_EXCEEDED,
        "%s:%d: the line %s. Split it into several rows.".formatted(file.name(), line, what));
  }

  /** Braces, brackets, colons and commas outside strings. */
  private int tokens() {
    int count = 0;
    boolean inString = false;
    for (int i = from; i < to; i++) {
      byte c = file.bytes[i];
      if (inString) {
        i += c == '\\' ? 1 : 0;
        inString = c != '"';
      } else if (c == '"') {
        inString = true;
      } else if (c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',') {
        count++;
      }
    }
    return count;
  }

  /**
   * {@code file:line:column} of a byte of the current line.
   *
   * @param offset in the line
   */
  String place(int offset) {
    int at = Math.min(from + Math.max(0, offset), to);
    return "%s:%d:%d".formatted(file.name(), line, 1 + Utf8.characters(file.bytes, from, at));
  }

  /** Place of the parser's token. */
  String place(JsonParser parser) {
    return place((int) parser.currentTokenLocation().getByteOffset());
  }

  OmnigraphException error(JsonParser parser, String what) {
    return LoadErrors.line(place(parser), what);
  }

  OmnigraphException malformed(JsonProcessingException e) {
    int offset = e.getLocation() == null ? 0 : (int) e.getLocation().getByteOffset();
    String what = String.valueOf(e.getOriginalMessage());
    int detail = what.indexOf('\n');
    return LoadErrors.line(
            place(offset), "malformed JSON: " + (detail < 0 ? what : what.substring(0, detail)))
        .causedBy(e);
  }
}
