package io.omnigraph.sql.catalog;

import io.omnigraph.sql.session.SqlType;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;

/** Between Calcite's types and ours. */
public final class CalciteTypes {
  private CalciteTypes() {}

  /** How Calcite sees a column. CHAR is VARCHAR there: our texts are never padded to compare. */
  public static RelDataType of(VectorType type, boolean nullable, RelDataTypeFactory factory) {
    RelDataType result =
        switch (type.sqlType()) {
          case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
          case TINYINT -> factory.createSqlType(SqlTypeName.TINYINT);
          case SMALLINT -> factory.createSqlType(SqlTypeName.SMALLINT);
          case INTEGER -> factory.createSqlType(SqlTypeName.INTEGER);
          case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
          case REAL -> factory.createSqlType(SqlTypeName.REAL);
          case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
          case DECIMAL ->
              factory.createSqlType(
                  SqlTypeName.DECIMAL, type.precision() == 0 ? 38 : type.precision(), type.scale());
          case CHAR, VARCHAR, CLOB, NULL, OTHER ->
              type.precision() == 0
                  ? factory.createSqlType(SqlTypeName.VARCHAR)
                  : factory.createSqlType(SqlTypeName.VARCHAR, type.precision());
          case BINARY, VARBINARY ->
              type.precision() == 0
                  ? factory.createSqlType(SqlTypeName.VARBINARY)
                  : factory.createSqlType(SqlTypeName.VARBINARY, type.precision());
          case DATE -> factory.createSqlType(SqlTypeName.DATE);
          case TIME -> factory.createSqlType(SqlTypeName.TIME, type.precision());
          case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, type.precision());
          case TIMESTAMP_WITH_TIMEZONE ->
              factory.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, type.precision());
          case UUID -> factory.createSqlType(SqlTypeName.UUID);
          case ARRAY -> throw new OmnigraphException(ErrorCode.UNSUPPORTED, "Type ARRAY", "");
        };
    return factory.createTypeWithNullability(result, nullable);
  }

  /** How values of a Calcite type lie in our columns. */
  public static VectorType vector(RelDataType type) {
    int precision = Math.max(0, type.getPrecision());
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> VectorType.BOOLEAN;
      case TINYINT -> new VectorType(SqlType.TINYINT, 0, 0, Kind.INT8);
      case SMALLINT -> new VectorType(SqlType.SMALLINT, 0, 0, Kind.INT16);
      case INTEGER -> VectorType.INTEGER;
      case BIGINT -> VectorType.BIGINT;
      case REAL -> new VectorType(SqlType.REAL, 0, 0, Kind.FLOAT32);
      case FLOAT, DOUBLE -> VectorType.DOUBLE;
      case DECIMAL -> VectorType.decimal(precision, Math.max(0, type.getScale()));
      case CHAR -> new VectorType(SqlType.CHAR, precision, 0, Kind.STRING);
      case VARCHAR -> new VectorType(SqlType.VARCHAR, bounded(precision), 0, Kind.STRING);
      case BINARY -> new VectorType(SqlType.VARBINARY, bounded(precision), 0, Kind.BINARY);
      case VARBINARY -> new VectorType(SqlType.VARBINARY, bounded(precision), 0, Kind.BINARY);
      case DATE -> new VectorType(SqlType.DATE, 0, 0, Kind.DATE);
      case TIME -> new VectorType(SqlType.TIME, Math.min(6, precision), 0, Kind.TIME);
      case TIMESTAMP ->
          new VectorType(SqlType.TIMESTAMP, Math.min(6, precision), 0, Kind.TIMESTAMP);
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
          new VectorType(
              SqlType.TIMESTAMP_WITH_TIMEZONE, Math.min(6, precision), 0, Kind.TIMESTAMP_TZ);
      case UUID -> new VectorType(SqlType.UUID, 16, 0, Kind.FIXED_BINARY);
      case NULL -> new VectorType(SqlType.NULL, 0, 0, Kind.STRING);
      default -> {
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName())) {
          yield new VectorType(SqlType.OTHER, 0, 1, Kind.INT64);
        }
        if (SqlTypeName.DAY_INTERVAL_TYPES.contains(type.getSqlTypeName())) {
          yield new VectorType(SqlType.OTHER, 0, 0, Kind.INT64);
        }
        throw new OmnigraphException(ErrorCode.UNSUPPORTED, "A value of type " + type, "");
      }
    };
  }

  private static int bounded(int precision) {
    return precision >= 65_536 ? 0 : precision;
  }
}
