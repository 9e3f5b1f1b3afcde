package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.PropertyType.Scalar;
import java.util.stream.Collectors;

/** The spelling of types in both texts. */
public final class TypeNames {
  private static final int FULL_FRACTION = 6;

  private TypeNames() {}

  /** As {@code .pg} writes it, e.g. {@code [I64]}, {@code Decimal(10, 2)}, {@code enum(a, b)}. */
  public static String pg(PropertyType type) {
    String item = pgScalar(type);
    return type.list() ? "[" + item + "]" : item;
  }

  private static String pgScalar(PropertyType type) {
    return switch (type.scalar()) {
      case STRING -> sized("String", type.length());
      case BYTES -> sized("Bytes", type.length());
      case CHAR -> sized("Char", type.length());
      case BINARY -> sized("Binary", type.length());
      case VECTOR -> sized("Vector", type.length());
      case TIME -> fraction("Time", type.scale());
      case DATETIME -> fraction("DateTime", type.scale());
      case DECIMAL -> "Decimal(" + type.length() + ", " + type.scale() + ")";
      case ENUM ->
          type.enumValues().stream()
              .map(v -> v.matches("[A-Za-z0-9_-]+") ? v : PgPrinter.quoted(v))
              .collect(Collectors.joining(", ", "enum(", ")"));
      default -> plain(type.scalar());
    };
  }

  /** The name without sizes, as the IR has it. */
  static String plain(Scalar scalar) {
    return switch (scalar) {
      case STRING, ENUM -> "String";
      case BOOL -> "Bool";
      case DATE -> "Date";
      case DATETIME -> "DateTime";
      case DATETIME_TZ -> "DateTimeTz";
      case TIME -> "Time";
      case DECIMAL -> "Decimal";
      case CHAR -> "Char";
      case TEXT -> "Text";
      case JSON -> "Json";
      case BINARY -> "Binary";
      case BYTES -> "Bytes";
      case UUID -> "Uuid";
      case VECTOR -> "Vector";
      case BLOB -> "Blob";
      case ULID -> "Ulid";
      default -> scalar.name();
    };
  }

  /** As DDL writes it, e.g. {@code BIGINT ARRAY}, {@code ENUM('a', 'b')}. */
  public static String sql(PropertyType type) {
    String item = sqlScalar(type);
    return type.list() ? item + " ARRAY" : item;
  }

  private static String sqlScalar(PropertyType type) {
    return switch (type.scalar()) {
      case STRING -> sized("VARCHAR", type.length());
      case BOOL -> "BOOLEAN";
      case I8 -> "TINYINT";
      case I16 -> "SMALLINT";
      case I32 -> "INTEGER";
      case I64 -> "BIGINT";
      case U32, U64, DATE, JSON, UUID, BLOB -> type.scalar().name();
      case F32 -> "REAL";
      case F64 -> "DOUBLE";
      case DATETIME -> fraction("TIMESTAMP", type.scale());
      case DATETIME_TZ -> "TIMESTAMP WITH TIME ZONE";
      case TIME -> fraction("TIME", type.scale());
      case DECIMAL -> "DECIMAL(" + type.length() + ", " + type.scale() + ")";
      case CHAR -> sized("CHAR", type.length());
      case TEXT -> "CLOB";
      case BINARY -> sized("BINARY", type.length());
      case BYTES -> sized("VARBINARY", type.length());
      case VECTOR -> sized("VECTOR", type.length());
      case ENUM ->
          type.enumValues().stream()
              .map(v -> "'" + v.replace("'", "''") + "'")
              .collect(Collectors.joining(", ", "ENUM(", ")"));
      case ULID -> "VARCHAR";
    };
  }

  private static String sized(String name, int length) {
    return length == 0 ? name : name + "(" + length + ")";
  }

  private static String fraction(String name, int digits) {
    return digits == FULL_FRACTION ? name : name + "(" + digits + ")";
  }
}
