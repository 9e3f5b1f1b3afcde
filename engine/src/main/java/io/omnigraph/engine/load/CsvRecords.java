package io.omnigraph.engine.load;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Arrays;

/**
 * Finds the fields of CSV records (RFC 4180) in the window of an {@link InputFile}; copies nothing.
 *
 * <p>Fields of all records of one {@link #scan} lie one after the other: field {@code i} is {@code
 * bytes[starts[i] .. end(i))}, without its quotes; quotes inside it are still doubled.
 */
final class CsvRecords {
  private static final int INCOMPLETE = -1;

  private final InputFile file;
  private final byte delimiter;
  int[] starts = new int[1_024];

  /** End of the field; its complement where the field was quoted. */
  int[] ends = new int[1_024];

  int[] recordStarts = new int[LoadBatch.ROWS];
  long[] lines = new long[LoadBatch.ROWS];
  private int fields;
  private int records;
  private long line = 1;
  private long recordLine = 1;
  private OmnigraphException failure;

  /** Bits of all bytes of the scan: negative when one is not ASCII. */
  private int bits;

  CsvRecords(InputFile file, char delimiter) {
    if (delimiter >= 128 || delimiter == '"' || delimiter == '\n' || delimiter == '\r') {
      throw new OmnigraphException(
          ErrorCode.PARAMETER_INVALID,
          "The delimiter of a CSV file must be one ASCII character other than a quote or a line"
              + " end.");
    }
    this.file = file;
    this.delimiter = (byte) delimiter;
  }

  /** Records of the last scan. */
  int records() {
    return records;
  }

  /** Fields of the last scan. */
  int fields() {
    return fields;
  }

  boolean ascii() {
    return bits >= 0;
  }

  int end(int field) {
    int end = ends[field];
    return end < 0 ? ~end : end;
  }

  /** What was wrong behind the last record of the scan, or null. */
  OmnigraphException failure() {
    return failure;
  }

  /**
   * Reads records up to the end of the window, at least one unless the file is at its end.
   *
   * @param width fields of each record; another number is a failure; 0 = any number
   */
  void scan(int maxRecords, int width) {
    records = 0;
    fields = 0;
    bits = 0;
    failure = null;
    while (records < maxRecords && failure == null) {
      if (!scanRecord(width)) {
        if (records > 0 || (file.ended() && file.position == file.limit)) {
          return;
        }
        file.more(line);
      }
    }
  }

  /** Reads one record or skips a blank line; false when the window holds no more whole one. */
  private boolean scanRecord(int width) {
    if (file.position == file.limit) {
      return false;
    }
    int start = file.position;
    int firstField = fields;
    recordLine = line;
    int next = fieldsFrom(start);
    if (next == INCOMPLETE) {
      fields = firstField;
      line = recordLine;
      return false;
    }
    if (failure != null) {
      fields = firstField;
      preferUtf8(start, next);
      return true;
    }
    file.position = next;
    line++;
    int count = fields - firstField;
    if (count == 1 && width != 1 && starts[firstField] == ends[firstField]) {
      fields = firstField;
      return true;
    }
    if (width > 0 && count != width) {
      fields = firstField;
      failure =
          LoadErrors.line(
              file.name() + ":" + recordLine + ":1",
              "expected %d fields, got %d".formatted(width, count));
      preferUtf8(start, next);
      return true;
    }
    recordStarts[records] = start;
    lines[records++] = recordLine;
    return true;
  }

  /** Bytes that are no text explain a failure better than what they look like. */
  private void preferUtf8(int start, int end) {
    int bad = Utf8.firstInvalid(file.bytes, start, Math.min(end, file.limit));
    if (bad >= 0) {
      failure = LoadErrors.notUtf8(place(recordLine, start, bad), file.offset(bad));
    }
  }

  /** Reads the fields of the record that begins at {@code at}; gives where the next begins. */
  private int fieldsFrom(int at) {
    byte[] b = file.bytes;
    int limit = file.limit;
    int next = at;
    while (true) {
      int end;
      if (next < limit && b[next] == '"') {
        end = quotedField(b, next, limit);
        if (end == INCOMPLETE || failure != null) {
          return end;
        }
      } else {
        end = plainField(b, next, limit);
        if (end == limit && !file.ended()) {
          return INCOMPLETE;
        }
        if (end < limit && b[end] == '"') {
          failure =
              LoadErrors.line(
                  place(recordLine, at, end),
                  "a quote inside a field without quotes; put the field in quotes and double the"
                      + " quote");
          return end;
        }
        boolean carriageReturn =
            end > next && b[end - 1] == '\r' && (end == limit || b[end] == '\n');
        add(next, carriageReturn ? end - 1 : end);
      }
      if (end == limit) {
        return limit;
      }
      if (b[end] == '\n') {
        return end + 1;
      }
      next = end + 1;
      if (next == limit) {
        if (!file.ended()) {
          return INCOMPLETE;
        }
        // The last line ends with a delimiter: one more field, empty.
        add(next, next);
        return next;
      }
    }
  }

  /** Where the field that begins at {@code from} ends: delimiter, line end, a quote, or limit. */
  private int plainField(byte[] b, int from, int limit) {
    int at = from;
    int all = bits;
    byte stop = delimiter;
    for (; at < limit; at++) {
      byte c = b[at];
      if (c == stop || c == '\n' || c == '"') {
        break;
      }
      all |= c;
    }
    bits = all;
    return at;
  }

  /** Reads a field in quotes; gives the place of the delimiter or the line's end behind it. */
  private int quotedField(byte[] b, int open, int limit) {
    int at = open + 1;
    long newLines = 0;
    for (; at < limit; at++) {
      byte c = b[at];
      if (c == '"') {
        if (at + 1 == limit && !file.ended()) {
          return INCOMPLETE;
        }
        if (at + 1 >= limit || b[at + 1] != '"') {
          break;
        }
        at++;
      } else if (c == '\n') {
        newLines++;
      }
      bits |= c;
    }
    if (at == limit) {
      return unclosed(open);
    }
    int close = at;
    int behind = at + 1;
    if (behind < limit && b[behind] == '\r') {
      behind++;
    }
    if (behind == limit && !file.ended()) {
      return INCOMPLETE;
    }
    if (behind < limit && b[behind] != '\n' && (b[behind] != delimiter || behind > close + 1)) {
      failure =
          LoadErrors.line(
              place(recordLine, file.position, close),
              "expected a delimiter behind the closing quote");
      return behind;
    }
    line += newLines;
    add(open + 1, ~close);
    return behind;
  }

  private int unclosed(int open) {
    if (!file.ended()) {
      return INCOMPLETE;
    }
    failure = LoadErrors.line(place(recordLine, file.position, open), "this quote is never closed");
    return open;
  }

  private void add(int start, int end) {
    if (fields == starts.length) {
      starts = Arrays.copyOf(starts, 2 * fields);
      ends = Arrays.copyOf(ends, 2 * fields);
    }
    starts[fields] = start;
    ends[fields++] = end;
  }

  /**
   * {@code file:line:column} of a place in a record.
   *
   * @param firstLine of the record
   */
  String place(long firstLine, int recordStart, int at) {
    long where = firstLine;
    int lineStart = recordStart;
    for (int i = recordStart; i < at; i++) {
      if (file.bytes[i] == '\n') {
        where++;
        lineStart = i + 1;
      }
    }
    return "%s:%d:%d".formatted(file.name(), where, 1 + Utf8.characters(file.bytes, lineStart, at));
  }
}
