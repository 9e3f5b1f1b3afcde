package io.omnigraph.jdbc.metadata;

import io.omnigraph.jdbc.types.TypeTable;
import io.omnigraph.jdbc.types.TypeTable.TypeRow;
import io.omnigraph.sql.session.SqlType;
import java.sql.DatabaseMetaData;
import java.util.List;
import java.util.stream.Stream;

/** getTypeInfo: the types that a column can be declared with. */
final class TypesQuery {
  private static final int MAX_FRACTION = 6;
  private static final Shape SHAPE =
      Shape.of()
          .text("TYPE_NAME")
          .ints("DATA_TYPE", "PRECISION")
          .text("LITERAL_PREFIX", "LITERAL_SUFFIX", "CREATE_PARAMS")
          .shorts("NULLABLE")
          .booleans("CASE_SENSITIVE")
          .shorts("SEARCHABLE")
          .booleans("UNSIGNED_ATTRIBUTE", "FIXED_PREC_SCALE", "AUTO_INCREMENT")
          .text("LOCAL_TYPE_NAME")
          .shorts("MINIMUM_SCALE", "MAXIMUM_SCALE")
          .ints("SQL_DATA_TYPE", "SQL_DATETIME_SUB", "NUM_PREC_RADIX")
          .sortedBy(1);

  private static final List<SqlType> DECLARABLE =
      Stream.of(SqlType.values())
          .filter(t -> t != SqlType.ARRAY && t != SqlType.NULL && t != SqlType.OTHER)
          .toList();

  private TypesQuery() {}

  static MetaRows rows() {
    return SHAPE.rows(DECLARABLE.stream().map(t -> row(TypeTable.of(t))).toList());
  }

  private static Object[] row(TypeRow row) {
    int maxScale = maxScale(row.type());
    String prefix = prefix(row.type());
    return new Object[] {
      row.name(),
      row.code(),
      row.precision(),
      prefix,
      prefix == null ? null : "'",
      parameters(row.type()),
      DatabaseMetaData.typeNullable,
      row.caseSensitive(),
      searchable(row.type()),
      row.radix() == 0 || !row.signed(),
      false,
      false,
      null,
      0,
      maxScale,
      null,
      null,
      row.radix() == 0 ? null : (Integer) row.radix()
    };
  }

  private static int maxScale(SqlType type) {
    return switch (type) {
      case DECIMAL -> TypeTable.of(type).precision();
      case TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE -> MAX_FRACTION;
      default -> 0;
    };
  }

  private static int searchable(SqlType type) {
    return switch (type) {
      case CHAR, VARCHAR, CLOB -> DatabaseMetaData.typeSearchable;
      default -> DatabaseMetaData.typePredBasic;
    };
  }

  private static String parameters(SqlType type) {
    return switch (type) {
      case CHAR, VARCHAR, BINARY, VARBINARY -> "length";
      case DECIMAL -> "precision,scale";
      case TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE -> "precision";
      default -> null;
    };
  }

  private static String prefix(SqlType type) {
    return switch (type) {
      case CHAR, VARCHAR, CLOB -> "'";
      case BINARY, VARBINARY -> "X'";
      case DATE -> "DATE '";
      case TIME -> "TIME '";
      case TIMESTAMP -> "TIMESTAMP '";
      case TIMESTAMP_WITH_TIMEZONE -> "TIMESTAMP WITH TIME ZONE '";
      case UUID -> "UUID '";
      default -> null;
    };
  }
}
