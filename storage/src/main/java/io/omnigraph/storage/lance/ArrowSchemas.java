package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Our schema and Arrow's. Declared lengths of texts and binaries are not part of a file: they read
 * back as 0.
 */
final class ArrowSchemas {
  private static final int MICROSECOND_BITS = 64;

  private ArrowSchemas() {}

  static Schema toArrow(TableSchema schema) {
    List<Field> fields = new ArrayList<>();
    for (ColumnDef column : schema.columns()) {
      Map<String, String> metadata = column.metadata().isEmpty() ? null : column.metadata();
      fields.add(
          new Field(
              column.name(),
              new FieldType(column.nullable(), type(column.type()), null, metadata),
              null));
    }
    return new Schema(fields, schema.metadata().isEmpty() ? null : schema.metadata());
  }

  static TableSchema fromArrow(Schema schema) {
    List<ColumnDef> columns = new ArrayList<>();
    for (Field field : schema.getFields()) {
      columns.add(new ColumnDef(field.getName(), type(field), field.isNullable(), orEmpty(field)));
    }
    Map<String, String> metadata = schema.getCustomMetadata();
    return new TableSchema(columns, metadata == null ? Map.of() : metadata);
  }

  private static Map<String, String> orEmpty(Field field) {
    return field.getMetadata() == null ? Map.of() : field.getMetadata();
  }

  private static ArrowType type(ColumnType type) {
    return switch (type.kind()) {
      case BOOL -> new ArrowType.Bool();
      case INT8 -> new ArrowType.Int(8, true);
      case INT16 -> new ArrowType.Int(16, true);
      case INT32 -> new ArrowType.Int(32, true);
      case INT64 -> new ArrowType.Int(64, true);
      case UINT32 -> new ArrowType.Int(32, false);
      case UINT64 -> new ArrowType.Int(64, false);
      case FLOAT32 -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case FLOAT64 -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case STRING -> new ArrowType.Utf8();
      case TEXT -> new ArrowType.LargeUtf8();
      case BINARY -> new ArrowType.Binary();
      case FIXED_BINARY -> new ArrowType.FixedSizeBinary(type.length());
      case DECIMAL -> new ArrowType.Decimal(type.length(), type.scale(), 128);
      case DATE -> new ArrowType.Date(DateUnit.DAY);
      case TIME -> new ArrowType.Time(TimeUnit.MICROSECOND, MICROSECOND_BITS);
      case TIMESTAMP -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
      case TIMESTAMP_TZ -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
    };
  }

  private static ColumnType type(Field field) {
    ArrowType type = field.getType();
    Kind kind = kind(type);
    if (kind == null) {
      throw new OmnigraphException(
          ErrorCode.UNSUPPORTED, "Column " + field.getName() + " of Arrow type " + type, "");
    }
    if (type instanceof ArrowType.FixedSizeBinary binary) {
      return new ColumnType(kind, binary.getByteWidth(), 0);
    }
    if (type instanceof ArrowType.Decimal decimal) {
      return new ColumnType(kind, decimal.getPrecision(), decimal.getScale());
    }
    return ColumnType.of(kind);
  }

  private static Kind kind(ArrowType type) {
    for (Kind kind : Kind.values()) {
      boolean exact = kind != Kind.FIXED_BINARY && kind != Kind.DECIMAL;
      if (exact && type(ColumnType.of(kind)).equals(type)) {
        return kind;
      }
    }
    if (type instanceof ArrowType.FixedSizeBinary) {
      return Kind.FIXED_BINARY;
    }
    return type instanceof ArrowType.Decimal d && d.getBitWidth() == 128 ? Kind.DECIMAL : null;
  }
}
