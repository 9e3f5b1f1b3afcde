package io.omnigraph.engine.schema;

import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/** The stored type of each declared type: one table. */
final class StoredTypes {
  private StoredTypes() {}

  static ColumnType of(PropertyType type) {
    if (type.list()) {
      throw new OmnigraphException(ErrorCode.UNSUPPORTED, "A list property", "");
    }
    return switch (type.scalar()) {
      case STRING, CHAR, JSON, ENUM -> new ColumnType(Kind.STRING, type.length(), 0);
      case TEXT -> ColumnType.of(Kind.TEXT);
      case BOOL -> ColumnType.of(Kind.BOOL);
      case I8 -> ColumnType.of(Kind.INT8);
      case I16 -> ColumnType.of(Kind.INT16);
      case I32 -> ColumnType.of(Kind.INT32);
      case I64 -> ColumnType.of(Kind.INT64);
      case U32 -> ColumnType.of(Kind.UINT32);
      case U64 -> ColumnType.of(Kind.UINT64);
      case F32 -> ColumnType.of(Kind.FLOAT32);
      case F64 -> ColumnType.of(Kind.FLOAT64);
      case DATE -> ColumnType.of(Kind.DATE);
      case DATETIME -> ColumnType.of(Kind.TIMESTAMP);
      case DATETIME_TZ -> ColumnType.of(Kind.TIMESTAMP_TZ);
      case TIME -> ColumnType.of(Kind.TIME);
      case DECIMAL -> new ColumnType(Kind.DECIMAL, type.length(), type.scale());
      case BINARY -> new ColumnType(Kind.FIXED_BINARY, type.length(), 0);
      case BYTES -> new ColumnType(Kind.BINARY, type.length(), 0);
      case UUID, ULID -> new ColumnType(Kind.FIXED_BINARY, 16, 0);
      case VECTOR -> throw new OmnigraphException(ErrorCode.UNSUPPORTED, "A Vector property", "");
      case BLOB -> throw new OmnigraphException(ErrorCode.UNSUPPORTED, "A Blob property", "");
    };
  }
}
