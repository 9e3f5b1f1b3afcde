package io.omnigraph.jdbc.metadata;

import io.omnigraph.jdbc.types.TypeTable;
import io.omnigraph.sql.session.SqlColumn;

/** Sizes of a column that are NULL where they do not apply. */
final class ColumnSize {
  private static final int UTF8_BYTES_PER_CHARACTER = 4;

  private ColumnSize() {}

  static Integer decimalDigits(SqlColumn column) {
    return switch (column.type()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE ->
          TypeTable.scale(column);
      default -> null;
    };
  }

  static Integer radix(SqlColumn column) {
    int radix = TypeTable.of(column.type()).radix();
    return radix == 0 ? null : (Integer) radix;
  }

  /** Most bytes of a text or binary value. */
  static Integer octets(SqlColumn column) {
    long size = TypeTable.precision(column);
    return switch (column.type()) {
      case CHAR, VARCHAR, CLOB ->
          (int) Math.min(TypeTable.UNBOUNDED, size * UTF8_BYTES_PER_CHARACTER);
      case BINARY, VARBINARY -> (int) size;
      default -> null;
    };
  }
}
