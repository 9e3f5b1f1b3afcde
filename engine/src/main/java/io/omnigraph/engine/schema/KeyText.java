package io.omnigraph.engine.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * The canonical text of a key (spec: schema-language 3, Identity): how rows are named in JSONL, in
 * messages and in the change feed. Rendered and parsed, never stored.
 */
public final class KeyText {
  private static final JsonFactory JSON = new JsonFactory();

  private KeyText() {}

  /**
   * The key of one row.
   *
   * @param columns the key's columns in the order of the key
   * @param position in those columns
   */
  public static String render(List<PropertyType> types, Column[] columns, int position) {
    Object[] values = new Object[columns.length];
    for (int i = 0; i < columns.length; i++) {
      values[i] = boxed(columns[i], position);
    }
    return render(types, values);
  }

  /**
   * @param values boxed memory form, as {@link ValueText#parse} gives them
   */
  public static String render(List<PropertyType> types, Object[] values) {
    if (values.length == 1) {
      return render(types.get(0), values[0]);
    }
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; i < values.length; i++) {
      json.append(i == 0 ? "\"" : ",\"");
      JsonStringEncoder.getInstance().quoteAsString(render(types.get(i), values[i]), json);
      json.append('"');
    }
    return json.append(']').toString();
  }

  /** Types of the key columns of a table, in the order of the key. */
  public static List<PropertyType> types(TableType table) {
    List<PropertyType> types = new ArrayList<>();
    for (int column : table.keyColumns()) {
      types.add(table.columns().get(column).type());
    }
    return types;
  }

  /**
   * Reads a key back.
   *
   * @return boxed memory form, in the order of the key
   * @throws OmnigraphException VALUE_INVALID, VALUE_OUT_OF_RANGE, …
   */
  public static Object[] parse(List<PropertyType> types, String text) {
    if (types.size() == 1) {
      return new Object[] {parse(types.get(0), text)};
    }
    List<String> texts = elements(text);
    if (texts.size() != types.size()) {
      throw new OmnigraphException(
          ErrorCode.VALUE_INVALID,
          "expected a key of %d values as a JSON array of texts, got %s"
              .formatted(types.size(), text));
    }
    Object[] values = new Object[texts.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = parse(types.get(i), texts.get(i));
    }
    return values;
  }

  private static List<String> elements(String text) {
    List<String> texts = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(text)) {
      boolean good = parser.nextToken() == JsonToken.START_ARRAY;
      while (good && parser.nextToken() == JsonToken.VALUE_STRING) {
        texts.add(parser.getText());
      }
      good = good && parser.currentToken() == JsonToken.END_ARRAY && parser.nextToken() == null;
      return good ? texts : List.of();
    } catch (IOException e) {
      throw new OmnigraphException(
              ErrorCode.VALUE_INVALID, "expected a key as a JSON array of texts, got " + text)
          .causedBy(e);
    }
  }

  /** One value. NULL and NaN cannot be keys; NaN still has a text, for messages about it. */
  private static String render(PropertyType type, Object value) {
    return switch (type.scalar()) {
      case BOOL -> (Integer) value == 1 ? "true" : "false";
      case U64 -> Long.toUnsignedString((Long) value);
      case F32, F64 -> real(type, (Double) value);
      case DATETIME, DATETIME_TZ -> millis((Long) value);
      case TIME -> LocalTime.ofNanoOfDay((Long) value * 1_000).toString();
      case DECIMAL -> NumberText.decimal(type, (byte[]) value, 0).toPlainString();
      case STRING, TEXT, JSON, ENUM -> new String((byte[]) value, StandardCharsets.UTF_8);
      case CHAR -> new String((byte[]) value, StandardCharsets.UTF_8).replaceAll(" +$", "");
      case UUID -> uuid((byte[]) value);
      case ULID -> Ulid.text((byte[]) value, 0);
      case BINARY, BYTES -> HexFormat.of().formatHex((byte[]) value);
      default -> value.toString();
    };
  }

  private static String real(PropertyType type, double value) {
    if (value == 0) {
      return "0";
    }
    return type.scalar() == Scalar.F32 ? Float.toString((float) value) : Double.toString(value);
  }

  /** Milliseconds; finer ones with a point and three more digits. */
  private static String millis(long micros) {
    long rest = Math.floorMod(micros, 1_000L);
    long millis = Math.floorDiv(micros, 1_000L);
    if (rest == 0) {
      return Long.toString(millis);
    }
    return BigDecimal.valueOf(micros, 3).toPlainString();
  }

  private static String uuid(byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    return UUID.fromString(hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"))
        .toString();
  }

  private static Object parse(PropertyType type, String text) {
    return switch (type.scalar()) {
      case DATE ->
          (int) ValueText.integer(PropertyType.of(Scalar.I32), utf8(text), 0, utf8(text).length);
      case DATETIME, DATETIME_TZ -> micros(type, text);
      default -> ValueText.parse(type, text);
    };
  }

  private static Object micros(PropertyType type, String text) {
    try {
      return new BigDecimal(text).movePointRight(3).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw ValueText.invalid(type, utf8(text), 0, utf8(text).length).causedBy(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One value of a column in boxed memory form, or null. */
  public static Object boxed(Column column, int position) {
    if (column.isNull(position)) {
      return null;
    }
    if (column instanceof IntColumn ints) {
      return ints.values()[position];
    }
    if (column instanceof LongColumn longs) {
      return longs.values()[position];
    }
    if (column instanceof DoubleColumn doubles) {
      return doubles.values()[position];
    }
    return ((BytesColumn) column).copyOf(position);
  }
}
