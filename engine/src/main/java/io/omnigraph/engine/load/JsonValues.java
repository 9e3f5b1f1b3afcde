package io.omnigraph.engine.load;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.schema.TypeNames;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads single JSON values into columns; says which form a type takes and refuses all others. */
final class JsonValues {
  private static final long MIN_DAY = -719_162; // 0001-01-01
  private static final long MAX_DAY = 2_932_896; // 9999-12-31
  private static final long MILLIS_PER_DAY = 86_400_000;

  private final JsonLines lines;
  private byte[] scratch = new byte[256];

  JsonValues(JsonLines lines) {
    this.lines = lines;
  }

  /** Reads the value at which the parser stands. */
  void read(JsonParser parser, TableType table, ColumnSink sink) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      if (!sink.nothing()) {
        throw LoadErrors.missing(lines.place(parser), table, sink.property.name());
      }
      return;
    }
    try {
      read(parser, sink);
    } catch (OmnigraphException e) {
      throw LoadErrors.at(lines.place(parser), table, sink.property, e);
    }
  }

  private void read(JsonParser parser, ColumnSink sink) throws IOException {
    JsonToken token = parser.currentToken();
    boolean text = token == JsonToken.VALUE_STRING;
    boolean whole = token == JsonToken.VALUE_NUMBER_INT;
    boolean number = whole || token == JsonToken.VALUE_NUMBER_FLOAT;
    switch (sink.type.scalar()) {
      case STRING, CHAR, TEXT, ENUM, TIME, UUID, BINARY, BYTES, ULID -> take(parser, sink, text);
      case BOOL ->
          take(parser, sink, token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE);
      case I8, I16, I32, U32 -> take(parser, sink, whole);
      case I64, U64 -> take(parser, sink, whole || text);
      case F32, F64 -> take(parser, sink, number);
      case DECIMAL -> take(parser, sink, number || text);
      case DATE -> {
        if (whole) {
          sink.boxed((int) within(parser, MIN_DAY, MAX_DAY, sink.type));
        } else {
          take(parser, sink, text);
        }
      }
      case DATETIME, DATETIME_TZ -> {
        if (whole) {
          long max = (MAX_DAY + 1) * MILLIS_PER_DAY - 1;
          sink.boxed(1_000 * within(parser, MIN_DAY * MILLIS_PER_DAY, max, sink.type));
        } else {
          take(parser, sink, text);
        }
      }
      case JSON -> json(parser, sink);
      default ->
          throw new OmnigraphException(
              ErrorCode.UNSUPPORTED, "Loading values of type " + TypeNames.pg(sink.type), "");
    }
  }

  private static long within(JsonParser parser, long min, long max, PropertyType type)
      throws IOException {
    boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    long value = fits ? parser.getLongValue() : 0;
    if (!fits || value < min || value > max) {
      throw new OmnigraphException(
          ErrorCode.DATETIME_OVERFLOW,
          "expected %s, got %s, which is outside the years 1 to 9999"
              .formatted(TypeNames.pg(type), parser.getText()));
    }
    return value;
  }

  private void take(JsonParser parser, ColumnSink sink, boolean fits) throws IOException {
    if (!fits) {
      throw unexpected(parser, sink.type);
    }
    sink.text(scratch, 0, bytes(parser));
  }

  static OmnigraphException unexpected(JsonParser parser, PropertyType type) throws IOException {
    String got =
        switch (parser.currentToken()) {
          case START_ARRAY -> "an array";
          case START_OBJECT -> "an object";
          case VALUE_STRING -> "the text \"" + parser.getText() + "\"";
          default -> parser.getText();
        };
    return new OmnigraphException(
        ErrorCode.VALUE_INVALID, "expected %s, got %s".formatted(TypeNames.pg(type), got));
  }

  /** Puts the token's text into {@link #scratch} as UTF-8 and gives its length. */
  private int bytes(JsonParser parser) throws IOException {
    int length = parser.getTextLength();
    char[] chars = parser.getTextCharacters();
    int offset = parser.getTextOffset();
    if (scratch.length < 3 * length) {
      scratch = new byte[3 * length + 64];
    }
    for (int i = 0; i < length; i++) {
      char c = chars[offset + i];
      if (c >= 128) {
        return encode(chars, offset, length);
      }
      scratch[i] = (byte) c;
    }
    return length;
  }

  private int encode(char[] chars, int offset, int length) {
    try {
      ByteBuffer utf8 =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(chars, offset, length));
      int size = utf8.remaining();
      utf8.get(scratch, 0, size);
      return size;
    } catch (CharacterCodingException e) {
      throw new OmnigraphException(
              ErrorCode.VALUE_INVALID, "the text holds half of a surrogate pair")
          .causedBy(e);
    }
  }

  /** A string holds JSON text; any other value is stored as the text it has here. */
  private void json(JsonParser parser, ColumnSink sink) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      sink.text(scratch, 0, bytes(parser));
      return;
    }
    int start = lines.from() + (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    int end = lines.from() + (int) parser.currentLocation().getByteOffset();
    sink.text(lines.bytes(), start, end);
  }
}
