package io.omnigraph.sql.graph;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;

/** Result types of aggregates over a repeating edge; NULL over no edges. */
final class GroupTypes {
  private GroupTypes() {}

  static RelDataType of(
      MatchColumn.Function function, RelDataType property, RelDataTypeFactory factory) {
    RelDataType type =
        switch (function) {
          case COUNT -> factory.createSqlType(SqlTypeName.BIGINT);
          case LISTAGG -> factory.createSqlType(SqlTypeName.VARCHAR);
          case MIN, MAX -> property;
          case AVG -> factory.createSqlType(SqlTypeName.DOUBLE);
          case SUM -> sum(property, factory);
        };
    return factory.createTypeWithNullability(type, true);
  }

  private static RelDataType sum(RelDataType property, RelDataTypeFactory factory) {
    return switch (property.getSqlTypeName()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
      default -> factory.createSqlType(SqlTypeName.DOUBLE);
    };
  }
}
