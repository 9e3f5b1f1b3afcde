package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.PropertyType.Scalar;

/** Which index an {@code @index} means that does not say. */
final class IndexMethods {
  private IndexMethods() {}

  /** Of one property: full text for a String, so that a text search finds it; else by type. */
  static String ofOne(PropertyType type) {
    if (type.scalar() == Scalar.VECTOR) {
      return "vector";
    }
    boolean text =
        type.scalar() == Scalar.STRING
            || type.scalar() == Scalar.CHAR
            || type.scalar() == Scalar.TEXT;
    return text ? "fts" : "btree";
  }
}
