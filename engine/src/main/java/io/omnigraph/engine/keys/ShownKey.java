package io.omnigraph.engine.keys;

import io.omnigraph.engine.schema.KeyText;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.storage.column.Column;
import java.util.List;

/** Keys and values in messages: the canonical key text, long ones cut. */
public final class ShownKey {
  private static final int MAX_SHOWN = 256;

  private ShownKey() {}

  /**
   * @param properties of the columns, in the same order
   */
  public static String of(List<Property> properties, KeyColumns keys, int row) {
    List<PropertyType> types = properties.stream().map(Property::type).toList();
    return cut(KeyText.render(types, keys.columns(), row));
  }

  /** One value. */
  public static String of(PropertyType type, Column column, int row) {
    return column.isNull(row)
        ? "NULL"
        : cut(KeyText.render(List.of(type), new Column[] {column}, row));
  }

  private static String cut(String text) {
    return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
  }
}
