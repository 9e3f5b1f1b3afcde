package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.Property;
import io.omnigraph.sql.catalog.CalciteTypes;
import io.omnigraph.sql.types.PropertyTypes;
import io.omnigraph.sql.types.VectorType;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Operand and result types of aggregates over a repeating edge; NULL over no edges. */
final class GroupTypes {
  private GroupTypes() {}

  /** Refuses types that the aggregate is not defined for, or not built for. */
  static void check(String function, Property property, SqlParserPos pos) {
    VectorType type = PropertyTypes.shown(property.type());
    boolean number = type.isNumber() && !type.isDecimal();
    boolean fits =
        switch (MatchColumn.Function.valueOf(function)) {
          case COUNT -> true;
          case SUM, AVG -> number;
          case MIN, MAX -> number || isOrdered(property, type);
          case LISTAGG -> isText(property, type) || type.isInteger();
        };
    if (!fits) {
      throw PatternFault.unsupported(
          pos, function + " of " + type.typeName() + " over a repeating edge", "");
    }
  }

  private static boolean isOrdered(Property property, VectorType type) {
    return switch (type.sqlType()) {
      case DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE -> true;
      default -> isText(property, type);
    };
  }

  /** A generated id is shown as text but not stored as one. */
  private static boolean isText(Property property, VectorType type) {
    return type.isText() && type.kind() == property.type().stored().kind();
  }

  static RelDataType of(
      MatchColumn.Function function, Optional<Property> property, RelDataTypeFactory factory) {
    VectorType type = property.map(p -> PropertyTypes.shown(p.type())).orElse(VectorType.BIGINT);
    return switch (function) {
      case COUNT -> CalciteTypes.of(VectorType.BIGINT, false, factory);
      case LISTAGG -> CalciteTypes.of(VectorType.VARCHAR, true, factory);
      case MIN, MAX -> CalciteTypes.of(type, true, factory);
      case AVG -> CalciteTypes.of(VectorType.DOUBLE, true, factory);
      case SUM ->
          CalciteTypes.of(type.isInteger() ? VectorType.BIGINT : VectorType.DOUBLE, true, factory);
    };
  }
}
