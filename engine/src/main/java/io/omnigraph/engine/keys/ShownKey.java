package io.omnigraph.engine.keys;

import io.omnigraph.engine.schema.KeyText;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.StringJoiner;

/** Keys and values in messages: the canonical key text, long ones cut. */
public final class ShownKey {
  private static final int MAX_SHOWN = 256;

  private ShownKey() {}

  /**
   * @param properties of the columns, in the same order
   */
  public static String of(List<Property> properties, KeyColumns keys, int row) {
    List<PropertyType> types = properties.stream().map(Property::type).toList();
    if (types.stream().noneMatch(ShownKey::isInstant)) {
      return cut(KeyText.render(types, keys.columns(), row));
    }
    if (types.size() == 1) {
      return of(types.get(0), keys.columns()[0], row);
    }
    StringJoiner texts = new StringJoiner("\",\"", "[\"", "\"]");
    for (int i = 0; i < types.size(); i++) {
      texts.add(of(types.get(i), keys.columns()[i], row));
    }
    return cut(texts.toString());
  }

  /** One value. */
  public static String of(PropertyType type, Column column, int row) {
    if (column.isNull(row)) {
      return "NULL";
    }
    return isInstant(type)
        ? instant(type, column, row)
        : cut(KeyText.render(List.of(type), new Column[] {column}, row));
  }

  /** Whether the canonical text counts from 1970, which nobody reads. */
  private static boolean isInstant(PropertyType type) {
    return switch (type.scalar()) {
      case DATE, DATETIME, DATETIME_TZ -> true;
      default -> false;
    };
  }

  private static String instant(PropertyType type, Column column, int row) {
    if (type.scalar() == PropertyType.Scalar.DATE) {
      return LocalDate.ofEpochDay(((IntColumn) column).values()[row]).toString();
    }
    long micros = ((LongColumn) column).values()[row];
    LocalDateTime utc =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L),
            (int) Math.floorMod(micros, 1_000_000L) * 1_000,
            ZoneOffset.UTC);
    return type.scalar() == PropertyType.Scalar.DATETIME_TZ ? utc + "Z" : utc.toString();
  }

  private static String cut(String text) {
    return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
  }
}
