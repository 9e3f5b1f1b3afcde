package io.omnigraph.sql.types;

import io.omnigraph.sql.session.SqlType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.column.ColumnType.Layout;

/**
 * The type of a column between operators: its SQL type and how its values lie in memory.
 *
 * <p>Memory forms: BOOLEAN to INTEGER and DATE (days) are INT; BIGINT, TIME, TIMESTAMP and
 * TIMESTAMP_WITH_TIMEZONE (microseconds) and intervals (months or milliseconds) are LONG; REAL and
 * DOUBLE are DOUBLE; texts, binaries, UUID and DECIMAL (16 bytes, unscaled, little endian) are
 * BYTES.
 *
 * @param precision of DECIMAL; characters or bytes of CHAR, VARCHAR, BINARY, VARBINARY, 0 = no
 *     bound; fraction digits of TIME and TIMESTAMP
 * @param scale of DECIMAL
 * @param kind how values are stored
 */
public record VectorType(SqlType sqlType, int precision, int scale, Kind kind) {
  public static final VectorType BOOLEAN = new VectorType(SqlType.BOOLEAN, 0, 0, Kind.BOOL);
  public static final VectorType INTEGER = new VectorType(SqlType.INTEGER, 0, 0, Kind.INT32);
  public static final VectorType BIGINT = new VectorType(SqlType.BIGINT, 0, 0, Kind.INT64);
  public static final VectorType DOUBLE = new VectorType(SqlType.DOUBLE, 0, 0, Kind.FLOAT64);
  public static final VectorType VARCHAR = new VectorType(SqlType.VARCHAR, 0, 0, Kind.STRING);
  public static final VectorType TIMESTAMP =
      new VectorType(SqlType.TIMESTAMP, 6, 0, Kind.TIMESTAMP);

  public Layout layout() {
    return kind.layout();
  }

  public static VectorType decimal(int precision, int scale) {
    return new VectorType(SqlType.DECIMAL, precision, scale, Kind.DECIMAL);
  }

  public boolean isDecimal() {
    return sqlType == SqlType.DECIMAL;
  }

  /** TINYINT to BIGINT. */
  public boolean isInteger() {
    return switch (sqlType) {
      case TINYINT, SMALLINT, INTEGER, BIGINT -> true;
      default -> false;
    };
  }

  public boolean isNumber() {
    return isInteger() || isDecimal() || layout() == Layout.DOUBLE;
  }

  public boolean isText() {
    return sqlType == SqlType.CHAR || sqlType == SqlType.VARCHAR || sqlType == SqlType.CLOB;
  }

  /** As {@code getColumns} and {@code ResultSetMetaData} call it. */
  public String typeName() {
    return sqlType == SqlType.TIMESTAMP_WITH_TIMEZONE ? "TIMESTAMP WITH TIME ZONE" : sqlType.name();
  }

  /** What JDBC calls precision: digits, characters, bytes; 0 = unbounded or not applicable. */
  public int jdbcPrecision() {
    return switch (sqlType) {
      case BOOLEAN -> 1;
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case INTEGER, DATE -> 10;
      case BIGINT -> 19;
      case REAL -> 7;
      case DOUBLE -> 15;
      case TIME -> precision == 0 ? 8 : 9 + precision;
      case TIMESTAMP -> precision == 0 ? 19 : 20 + precision;
      case TIMESTAMP_WITH_TIMEZONE -> precision == 0 ? 25 : 26 + precision;
      case UUID -> 36;
      default -> precision;
    };
  }

  /** What JDBC calls scale: digits after the point or of the second's fraction. */
  public int jdbcScale() {
    return switch (sqlType) {
      case TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE -> precision;
      default -> scale;
    };
  }
}
