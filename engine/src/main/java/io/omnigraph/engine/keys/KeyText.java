package io.omnigraph.engine.keys;

import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** The canonical text of a key, for messages (spec: schema-language 3). */
public final class KeyText {
  private static final int MAX_SHOWN = 256;

  private KeyText() {}

  /**
   * @param properties of the columns, in the same order
   */
  public static String of(List<Property> properties, KeyColumns keys, int row) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < keys.width(); i++) {
      texts.add(of(properties.get(i).type(), keys.columns()[i], row));
    }
    if (texts.size() == 1) {
      return texts.get(0);
    }
    return "[\"" + String.join("\",\"", texts) + "\"]";
  }

  /** One value; long ones are cut. */
  public static String of(PropertyType type, Column column, int row) {
    if (column.isNull(row)) {
      return "NULL";
    }
    if (column instanceof IntColumn c) {
      int value = c.values()[row];
      return type.scalar() == PropertyType.Scalar.BOOL ? String.valueOf(value != 0) : "" + value;
    }
    if (column instanceof LongColumn c) {
      return ofLong(type, c.values()[row]);
    }
    if (column instanceof DoubleColumn c) {
      double value = c.values()[row];
      boolean narrow = type.scalar() == PropertyType.Scalar.F32;
      return value == 0 ? "0" : narrow ? Float.toString((float) value) : Double.toString(value);
    }
    String text = ofBytes(type, ((BytesColumn) column).copyOf(row));
    return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
  }

  private static String ofLong(PropertyType type, long value) {
    return switch (type.scalar()) {
      case U64 -> Long.toUnsignedString(value);
      case TIME -> LocalTime.ofNanoOfDay(value * 1_000).toString();
      case DATETIME, DATETIME_TZ -> {
        long micros = Math.floorMod(value, 1_000L);
        String millis = String.valueOf(Math.floorDiv(value, 1_000L));
        yield micros == 0 ? millis : "%s.%03d".formatted(millis, micros);
      }
      default -> String.valueOf(value);
    };
  }

  private static String ofBytes(PropertyType type, byte[] bytes) {
    return switch (type.scalar()) {
      case ULID -> Ulids.text(bytes, 0);
      case UUID -> {
        BigInteger value = new BigInteger(bytes);
        yield new UUID(value.shiftRight(64).longValue(), value.longValue()).toString();
      }
      case BINARY, BYTES -> HexFormat.of().formatHex(bytes);
      case DECIMAL -> decimal(bytes, type.scale());
      case CHAR -> new String(bytes, StandardCharsets.UTF_8).stripTrailing();
      default -> new String(bytes, StandardCharsets.UTF_8);
    };
  }

  private static String decimal(byte[] littleEndian, int scale) {
    byte[] bigEndian = new byte[littleEndian.length];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
    }
    return new BigDecimal(new BigInteger(bigEndian), scale).toPlainString();
  }
}
