package io.omnigraph.engine.schema;

import io.omnigraph.storage.column.ColumnType;
import java.util.List;

/**
 * The declared type of a property, as {@code .pg} and SQL name it (spec: schema-language 4,
 * sql-model 3).
 *
 * @param scalar the item's type
 * @param length of Char(n), String(n), Binary(n), Bytes(n); precision of Decimal(p, s); dimension
 *     of a Vector; else 0
 * @param scale of Decimal(p, s), fraction digits of Time(p) and DateTime(p), else 0
 * @param list a list of items of {@code scalar}
 * @param enumValues sorted; empty unless scalar is ENUM
 */
public record PropertyType(
    Scalar scalar, int length, int scale, boolean list, List<String> enumValues) {
  public PropertyType {
    enumValues = List.copyOf(enumValues);
  }

  /** Scalars of {@code .pg}. */
  public enum Scalar {
    STRING,
    BOOL,
    I8,
    I16,
    I32,
    I64,
    U32,
    U64,
    F32,
    F64,
    DATE,
    DATETIME,
    DATETIME_TZ,
    TIME,
    DECIMAL,
    CHAR,
    TEXT,
    JSON,
    BINARY,
    BYTES,
    UUID,
    ENUM,
    VECTOR,
    BLOB,
    /** The generated {@code _id}: 16 bytes stored, 26 characters shown. */
    ULID
  }

  /** The scalar in its plain form: times have six fraction digits, texts no limit. */
  public static PropertyType of(Scalar scalar) {
    boolean time =
        scalar == Scalar.TIME || scalar == Scalar.DATETIME || scalar == Scalar.DATETIME_TZ;
    return new PropertyType(scalar, 0, time ? 6 : 0, false, List.of());
  }

  /**
   * How values are stored; refuses lists, vectors and blobs with UNSUPPORTED until they are built.
   */
  public ColumnType stored() {
    return StoredTypes.of(this);
  }
}
