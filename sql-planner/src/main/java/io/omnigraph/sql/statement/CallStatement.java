package io.omnigraph.sql.statement;

import io.omnigraph.sql.catalog.SystemTable;
import io.omnigraph.sql.kernel.Values;
import io.omnigraph.sql.parser.Command;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.PreparedSql.Kind;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.types.ValueConverter;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * CALL of a system procedure.
 *
 * @param given one an argument: a literal, a marker, or null where the default stands
 */
record CallStatement(SystemProcedure procedure, List<Optional<SqlNode>> given)
    implements StatementPlan {

  /**
   * @throws OmnigraphException FUNCTION_NOT_FOUND, PARAMETER_INVALID
   */
  static CallStatement of(Command.Call call) {
    SystemProcedure procedure = Procedures.find(call.procedure().names);
    SqlNode[] given = new SqlNode[procedure.arguments().size()];
    boolean named = false;
    for (int i = 0; i < call.arguments().size(); i++) {
      Command.Argument argument = call.arguments().get(i);
      named |= argument.name().isPresent();
      if (named && argument.name().isEmpty()) {
        throw refused(procedure, "an argument without a name follows one with a name");
      }
      int at = argument.name().map(procedure::position).orElse(i);
      if (at < 0 || at >= given.length) {
        throw refused(procedure, argument.name().map(n -> "not " + n).orElse("no more"));
      }
      if (given[at] != null) {
        throw refused(procedure, procedure.arguments().get(at).name() + " only once");
      }
      given[at] = argument.value();
    }
    return new CallStatement(procedure, Arrays.stream(given).map(Optional::ofNullable).toList());
  }

  private static OmnigraphException refused(SystemProcedure procedure, String why) {
    List<String> names =
        procedure.arguments().stream().map(SystemProcedure.Argument::name).toList();
    return new OmnigraphException(
        ErrorCode.PARAMETER_INVALID,
        "%s.%s takes the arguments %s, %s."
            .formatted(
                Procedures.SCHEMA, procedure.name(), "(" + String.join(", ", names) + ")", why));
  }

  @Override
  public Kind kind() {
    return Kind.QUERY;
  }

  @Override
  public List<SqlColumn> columns() {
    return procedure.columns().stream()
        .map(column -> ViewCatalog.column(column.name(), column.type(), "", ""))
        .toList();
  }

  @Override
  public List<VectorType> parameters() {
    VectorType[] types =
        new VectorType
            [(int)
                given.stream()
                    .flatMap(Optional::stream)
                    .filter(n -> n instanceof SqlDynamicParam)
                    .count()];
    for (int i = 0; i < given.size(); i++) {
      if (given.get(i).orElse(null) instanceof SqlDynamicParam marker) {
        types[marker.getIndex()] = procedure.arguments().get(i).type();
      }
    }
    return List.of(types);
  }

  @Override
  public SqlResult execute(EngineSession session, Object[] parameters, ExecutionOptions options) {
    Object[] arguments = arguments(parameters);
    List<Object[]> rows =
        session.reading(
            scope -> procedure.body().apply(session.execution(scope, arguments, options)));
    return result(rows);
  }

  private Object[] arguments(Object[] parameters) {
    Object[] values = new Object[given.size()];
    for (int i = 0; i < values.length; i++) {
      SystemProcedure.Argument argument = procedure.arguments().get(i);
      Object value =
          given
              .get(i)
              .map(
                  node ->
                      node instanceof SqlDynamicParam m ? parameters[m.getIndex()] : literal(node))
              .orElse(argument.byDefault());
      values[i] =
          value == null ? null : ValueConverter.assign(value, argument.type(), argument.name());
    }
    return values;
  }

  private static Object literal(SqlNode node) {
    SqlLiteral literal = (SqlLiteral) node;
    if (SqlTypeName.CHAR_TYPES.contains(literal.getTypeName())) {
      return literal.getValueAs(String.class);
    }
    return literal.getValue();
  }

  private SqlResult result(List<Object[]> rows) {
    List<VectorType> types = procedure.columns().stream().map(SystemTable.Column::type).toList();
    Column[] columns = new Column[types.size()];
    for (int c = 0; c < columns.length; c++) {
      ColumnBuilder builder = ColumnBuilder.of(types.get(c).layout(), rows.size());
      for (Object[] row : rows) {
        Values.append(builder, row[c], types.get(c));
      }
      columns[c] = builder.build();
    }
    return TextRows.rows(new ColumnBatch(columns, 0, rows.size(), null), types);
  }
}
