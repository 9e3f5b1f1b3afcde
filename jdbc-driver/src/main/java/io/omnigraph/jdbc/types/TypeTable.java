package io.omnigraph.jdbc.types;

import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlType;
import java.math.BigDecimal;
import java.sql.Types;
import java.util.EnumMap;
import java.util.Map;

/** What JDBC says about each SQL type: one row a type. */
public final class TypeTable {
  /** Precision and display size of what has no bound. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  private static final Map<SqlType, TypeRow> ROWS = rows();

  private TypeTable() {}

  /**
   * One type.
   *
   * @param code of java.sql.Types
   * @param name as a column of this type is called
   * @param objectClass what {@code getObject} gives
   * @param precision largest: digits, characters or bytes; 0 where there is none
   * @param displaySize widest text of a value
   * @param radix 10 for numbers, else 0
   */
  public record TypeRow(
      SqlType type,
      int code,
      String name,
      Class<?> objectClass,
      int precision,
      int displaySize,
      int radix,
      boolean signed,
      boolean caseSensitive) {}

  private static Map<SqlType, TypeRow> rows() {
    Map<SqlType, TypeRow> rows = new EnumMap<>(SqlType.class);
    other(rows, SqlType.BOOLEAN, Types.BOOLEAN, Boolean.class, 1, 5);
    number(rows, SqlType.TINYINT, Types.TINYINT, Integer.class, 3, 4);
    number(rows, SqlType.SMALLINT, Types.SMALLINT, Integer.class, 5, 6);
    number(rows, SqlType.INTEGER, Types.INTEGER, Integer.class, 10, 11);
    number(rows, SqlType.BIGINT, Types.BIGINT, Long.class, 19, 20);
    number(rows, SqlType.REAL, Types.REAL, Float.class, 7, 15);
    number(rows, SqlType.DOUBLE, Types.DOUBLE, Double.class, 15, 25);
    number(rows, SqlType.DECIMAL, Types.DECIMAL, BigDecimal.class, 38, 40);
    text(rows, SqlType.CHAR, Types.CHAR, String.class);
    text(rows, SqlType.VARCHAR, Types.VARCHAR, String.class);
    text(rows, SqlType.CLOB, Types.CLOB, java.sql.Clob.class);
    other(rows, SqlType.BINARY, Types.BINARY, byte[].class, UNBOUNDED, UNBOUNDED);
    other(rows, SqlType.VARBINARY, Types.VARBINARY, byte[].class, UNBOUNDED, UNBOUNDED);
    other(rows, SqlType.DATE, Types.DATE, java.sql.Date.class, 10, 10);
    other(rows, SqlType.TIME, Types.TIME, java.sql.Time.class, 15, 15);
    other(rows, SqlType.TIMESTAMP, Types.TIMESTAMP, java.sql.Timestamp.class, 26, 26);
    put(
        rows,
        new TypeRow(
            SqlType.TIMESTAMP_WITH_TIMEZONE,
            Types.TIMESTAMP_WITH_TIMEZONE,
            "TIMESTAMP WITH TIME ZONE",
            java.time.OffsetDateTime.class,
            32,
            32,
            0,
            false,
            false));
    other(rows, SqlType.UUID, Types.OTHER, java.util.UUID.class, 36, 36);
    other(rows, SqlType.ARRAY, Types.ARRAY, java.sql.Array.class, 0, UNBOUNDED);
    other(rows, SqlType.NULL, Types.NULL, Object.class, 0, 4);
    text(rows, SqlType.OTHER, Types.OTHER, String.class);
    return rows;
  }

  private static void number(
      Map<SqlType, TypeRow> rows, SqlType type, int code, Class<?> c, int precision, int display) {
    put(rows, new TypeRow(type, code, type.name(), c, precision, display, 10, true, false));
  }

  private static void text(Map<SqlType, TypeRow> rows, SqlType type, int code, Class<?> c) {
    put(rows, new TypeRow(type, code, type.name(), c, UNBOUNDED, UNBOUNDED, 0, false, true));
  }

  private static void other(
      Map<SqlType, TypeRow> rows, SqlType type, int code, Class<?> c, int precision, int display) {
    put(rows, new TypeRow(type, code, type.name(), c, precision, display, 0, false, false));
  }

  private static void put(Map<SqlType, TypeRow> rows, TypeRow row) {
    rows.put(row.type(), row);
  }

  public static TypeRow of(SqlType type) {
    return ROWS.get(type);
  }

  /** COLUMN_SIZE and getPrecision, which must agree. */
  public static int precision(SqlColumn column) {
    return switch (column.type()) {
      case CHAR, VARCHAR, CLOB, BINARY, VARBINARY, DECIMAL, OTHER ->
          column.precision() > 0 ? column.precision() : of(column.type()).precision();
      case TIME -> 8 + fractionWidth(column);
      case TIMESTAMP -> 19 + fractionWidth(column);
      case TIMESTAMP_WITH_TIMEZONE -> 25 + fractionWidth(column);
      default -> of(column.type()).precision();
    };
  }

  /** DECIMAL_DIGITS and getScale. */
  public static int scale(SqlColumn column) {
    return switch (column.type()) {
      case DECIMAL, TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE -> column.scale();
      default -> 0;
    };
  }

  /** Widest text of a value of this column. */
  public static int displaySize(SqlColumn column) {
    int precision = precision(column);
    return switch (column.type()) {
      case DECIMAL -> precision + 2; // sign and point
      case BINARY, VARBINARY -> precision > UNBOUNDED / 2 ? UNBOUNDED : 2 * precision; // hex
      case CHAR, VARCHAR, CLOB, OTHER, TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE -> precision;
      default -> of(column.type()).displaySize();
    };
  }

  private static int fractionWidth(SqlColumn column) {
    return column.scale() > 0 ? column.scale() + 1 : 0;
  }
}
