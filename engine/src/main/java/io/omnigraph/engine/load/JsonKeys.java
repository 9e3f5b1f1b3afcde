package io.omnigraph.engine.load;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.omnigraph.engine.schema.KeyText;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads {@code from} and {@code to}: the canonical key text, the bare value of a one-column key, an
 * array or an object of a composite one.
 */
final class JsonKeys {
  private final LoadBatch batch;
  private final int[] columns;
  private final JsonLines lines;
  private final List<PropertyType> types = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  JsonKeys(LoadBatch batch, int[] columns, JsonLines lines) {
    this.batch = batch;
    this.columns = columns;
    this.lines = lines;
    for (int column : columns) {
      Property property = batch.type.columns().get(column);
      types.add(property.type());
      // src_a, dst_a: the key's own name of the column.
      names.add(columns.length == 1 ? property.name() : property.name().substring(4));
    }
  }

  int width() {
    return columns.length;
  }

  boolean has(ColumnSink sink) {
    for (int column : columns) {
      if (batch.sinks[column] == sink) {
        return true;
      }
    }
    return false;
  }

  void read(JsonParser parser) throws IOException {
    Object[] key;
    try {
      key = key(parser);
    } catch (OmnigraphException e) {
      Property first = batch.type.columns().get(columns[0]);
      throw LoadErrors.at(lines.place(parser), batch.type, first, e);
    }
    for (int i = 0; i < columns.length; i++) {
      batch.sinks[columns[i]].boxed(key[i]);
    }
  }

  private Object[] key(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> KeyText.parse(types, parser.getText());
      case START_ARRAY -> array(parser);
      case START_OBJECT -> object(parser);
      default -> {
        if (columns.length > 1) {
          throw malformed();
        }
        yield new Object[] {one(parser, types.get(0))};
      }
    };
  }

  private Object[] array(JsonParser parser) throws IOException {
    Object[] key = new Object[columns.length];
    int i = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (i == key.length) {
        throw malformed();
      }
      key[i] = one(parser, types.get(i));
      i++;
    }
    if (i < key.length) {
      throw malformed();
    }
    return key;
  }

  private Object[] object(JsonParser parser) throws IOException {
    Object[] key = new Object[columns.length];
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      int i = names.indexOf(parser.currentName());
      if (columns.length == 1 || i < 0) {
        throw malformed();
      }
      parser.nextToken();
      key[i] = one(parser, types.get(i));
    }
    if (Arrays.asList(key).contains(null)) {
      throw malformed();
    }
    return key;
  }

  private static Object one(JsonParser parser, PropertyType type) throws IOException {
    boolean fits =
        switch (parser.currentToken()) {
          case VALUE_STRING -> true;
          case VALUE_NUMBER_INT ->
              switch (type.scalar()) {
                case I8, I16, I32, I64, U32, U64, F32, F64, DECIMAL, DATE, DATETIME, DATETIME_TZ ->
                    true;
                default -> false;
              };
          case VALUE_NUMBER_FLOAT ->
              switch (type.scalar()) {
                case F32, F64, DECIMAL, DATETIME, DATETIME_TZ -> true;
                default -> false;
              };
          case VALUE_TRUE, VALUE_FALSE -> type.scalar() == PropertyType.Scalar.BOOL;
          default -> false;
        };
    if (!fits) {
      throw JsonValues.unexpected(parser, type);
    }
    return KeyText.parse(List.of(type), parser.getText())[0];
  }

  private OmnigraphException malformed() {
    return new OmnigraphException(
        ErrorCode.VALUE_INVALID,
        columns.length == 1
            ? "expected one key value"
            : "expected a key of (%s) as text, array or object"
                .formatted(String.join(", ", names)));
  }
}
