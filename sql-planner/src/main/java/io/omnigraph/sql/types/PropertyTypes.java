package io.omnigraph.sql.types;

import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/** Declared property types as SQL shows them. */
public final class PropertyTypes {
  private PropertyTypes() {}

  /** The type of a scanned column, after {@code _id} and U64 were made readable. */
  public static VectorType shown(PropertyType type) {
    if (type.scalar() == Scalar.ULID) {
      return VectorType.VARCHAR;
    }
    return type.scalar() == Scalar.U64 ? VectorType.decimal(20, 0) : stored(type);
  }

  /** The type that values to be stored are converted to, for all but {@code _id}. */
  public static VectorType stored(PropertyType type) {
    if (type.list()) {
      throw new OmnigraphException(ErrorCode.UNSUPPORTED, "A list property", "");
    }
    Kind kind = type.stored().kind();
    return switch (type.scalar()) {
      case STRING, ENUM, JSON -> new VectorType(SqlType.VARCHAR, type.length(), 0, kind);
      case CHAR -> new VectorType(SqlType.CHAR, type.length(), 0, kind);
      case TEXT -> new VectorType(SqlType.CLOB, 0, 0, kind);
      case BOOL -> VectorType.BOOLEAN;
      case I8 -> new VectorType(SqlType.TINYINT, 0, 0, kind);
      case I16 -> new VectorType(SqlType.SMALLINT, 0, 0, kind);
      case I32 -> VectorType.INTEGER;
      case I64, U32 -> new VectorType(SqlType.BIGINT, 0, 0, kind);
      case U64 -> new VectorType(SqlType.DECIMAL, 20, 0, kind);
      case F32 -> new VectorType(SqlType.REAL, 0, 0, kind);
      case F64 -> VectorType.DOUBLE;
      case DATE -> new VectorType(SqlType.DATE, 0, 0, kind);
      case DATETIME -> new VectorType(SqlType.TIMESTAMP, digits(type), 0, kind);
      case DATETIME_TZ -> new VectorType(SqlType.TIMESTAMP_WITH_TIMEZONE, digits(type), 0, kind);
      case TIME -> new VectorType(SqlType.TIME, digits(type), 0, kind);
      case DECIMAL -> VectorType.decimal(type.length(), type.scale());
      case BINARY -> new VectorType(SqlType.BINARY, type.length(), 0, kind);
      case BYTES -> new VectorType(SqlType.VARBINARY, type.length(), 0, kind);
      case UUID -> new VectorType(SqlType.UUID, 16, 0, kind);
      case ULID -> new VectorType(SqlType.VARCHAR, 0, 0, kind);
      case VECTOR, BLOB ->
          throw new OmnigraphException(
              ErrorCode.UNSUPPORTED, "A " + type.scalar() + " property", "");
    };
  }

  /** As {@code getColumns} and SHOW CREATE TABLE name it. */
  public static String typeName(PropertyType type) {
    return switch (type.scalar()) {
      case U32 -> "U32";
      case U64 -> "U64";
      case ENUM -> "ENUM";
      case JSON -> "JSON";
      default -> shown(type).typeName();
    };
  }

  /** Fraction digits: {@code .pg}'s plain DateTime and Time carry 0 here and mean 6. */
  private static int digits(PropertyType type) {
    return type.scale() == 0 && type.length() == 0 ? 6 : type.scale();
  }
}
