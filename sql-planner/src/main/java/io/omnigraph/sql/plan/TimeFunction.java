package io.omnigraph.sql.plan;

import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlNameMatcher;

/** CURRENT_TIMESTAMP and its like in microseconds; Calcite's own give seconds and know no zone. */
final class TimeFunction extends SqlFunction {
  private static final int MICROS = 6;

  private static final List<SqlOperator> ALL =
      List.of(
          new TimeFunction("CURRENT_TIMESTAMP", SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE),
          new TimeFunction("LOCALTIMESTAMP", SqlTypeName.TIMESTAMP),
          new TimeFunction("CURRENT_TIME", SqlTypeName.TIME),
          new TimeFunction("LOCALTIME", SqlTypeName.TIME));

  private final SqlTypeName type;

  private TimeFunction(String name, SqlTypeName type) {
    super(
        name,
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.TIMESTAMP,
        null,
        OperandTypes.POSITIVE_INTEGER_LITERAL.or(OperandTypes.NILADIC),
        SqlFunctionCategory.TIMEDATE);
    this.type = type;
  }

  /** The standard's operators with these in their places. */
  static SqlOperatorTable inStandard() {
    SqlOperatorTable standard = SqlStdOperatorTable.instance();
    SqlOperatorTable others =
        new SqlOperatorTable() {
          @Override
          public void lookupOperatorOverloads(
              SqlIdentifier name,
              SqlFunctionCategory category,
              SqlSyntax syntax,
              List<SqlOperator> found,
              SqlNameMatcher matcher) {
            if (!name.isSimple() || !isOurs(name.getSimple())) {
              standard.lookupOperatorOverloads(name, category, syntax, found, matcher);
            }
          }

          @Override
          public List<SqlOperator> getOperatorList() {
            return standard.getOperatorList();
          }
        };
    return SqlOperatorTables.chain(SqlOperatorTables.of(ALL), others);
  }

  private static boolean isOurs(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return ALL.stream().anyMatch(o -> o.getName().equals(upper));
  }

  @Override
  public SqlSyntax getSyntax() {
    return SqlSyntax.FUNCTION_ID;
  }

  @Override
  public RelDataType inferReturnType(SqlOperatorBinding call) {
    int digits =
        call.getOperandCount() == 1 ? call.getOperandLiteralValue(0, Integer.class) : MICROS;
    return call.getTypeFactory().createSqlType(type, Math.min(MICROS, digits));
  }

  /** It differs from run to run, but not within one. */
  @Override
  public boolean isDynamicFunction() {
    return true;
  }
}
