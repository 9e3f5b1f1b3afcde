package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.Property;
import io.omnigraph.sql.catalog.CalciteTypes;
import io.omnigraph.sql.types.PropertyTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlTableFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * The matches of one pattern as a table function. Each GRAPH_TABLE has an instance of its own; it
 * is in no operator table, so that nobody can name it.
 */
final class GraphMatchFunction extends SqlFunction implements SqlTableFunction {
  private final GraphSource.PropertyGraph graph;
  private final MatchPattern pattern;
  private final List<MatchColumn> columns;
  private final Map<MatchColumn, Optional<Property>> properties;
  private final List<EdgeCondition> conditions;

  /**
   * What operand {@code i} of the call is about: edges of this type that this variable may take.
   */
  record EdgeCondition(int edge, int edgeTable) {}

  /**
   * @param columns with the property that each is of or aggregates
   */
  GraphMatchFunction(
      GraphSource.PropertyGraph graph,
      MatchPattern pattern,
      Map<MatchColumn, Optional<Property>> columns,
      List<EdgeCondition> conditions) {
    super(
        "$GRAPH_MATCH",
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.CURSOR,
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.USER_DEFINED_TABLE_FUNCTION);
    this.graph = graph;
    this.pattern = pattern;
    this.columns = List.copyOf(columns.keySet());
    this.properties = Map.copyOf(columns);
    this.conditions = List.copyOf(conditions);
  }

  GraphSource.PropertyGraph graph() {
    return graph;
  }

  MatchPattern pattern() {
    return pattern;
  }

  List<MatchColumn> columns() {
    return columns;
  }

  List<EdgeCondition> conditions() {
    return conditions;
  }

  /** Operands are queries, not values. */
  @Override
  public boolean argumentMustBeScalar(int ordinal) {
    return false;
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return SqlOperandCountRanges.any();
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
    return true;
  }

  /** Not looked up by name, as the operator table does not have it. */
  @Override
  public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
    call.getOperandList().forEach(query -> query.validateExpr(validator, scope));
    return validateOperands(validator, scope, call);
  }

  @Override
  public SqlReturnTypeInference getRowTypeInference() {
    return this::rowType;
  }

  private RelDataType rowType(SqlOperatorBinding binding) {
    RelDataTypeFactory factory = binding.getTypeFactory();
    RelDataTypeFactory.Builder row = factory.builder();
    for (MatchColumn column : columns) {
      row.add(column.label(), type(column, factory));
    }
    return row.build();
  }

  private RelDataType type(MatchColumn column, RelDataTypeFactory factory) {
    if (column instanceof MatchColumn.PathLength) {
      return factory.createSqlType(SqlTypeName.INTEGER);
    }
    if (column instanceof MatchColumn.Group group) {
      return GroupTypes.of(group.function(), properties.get(column), factory);
    }
    Property property = properties.get(column).orElseThrow();
    return CalciteTypes.of(
        PropertyTypes.shown(property.type()), property.nullable() || severalTypes(column), factory);
  }

  /** Then one of them may lack the property. */
  private boolean severalTypes(MatchColumn column) {
    if (column instanceof MatchColumn.NodeProperty p) {
      return pattern.nodes().get(p.node()).tables().size() > 1;
    }
    return column instanceof MatchColumn.EdgeProperty p
        && pattern.edges().get(p.edge()).arcs().stream()
                .map(MatchPattern.Arc::edgeTable)
                .distinct()
                .count()
            > 1;
  }
}
