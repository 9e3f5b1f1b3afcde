package io.omnigraph.sql.statement;

import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.schema.SchemaEdit.NewProperty;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.parser.Command;
import io.omnigraph.sql.plan.QueryPlan;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** CREATE TABLE name AS query: a table without a key, nullable as the query's columns are. */
final class CreateTableAsStatement extends ModifyStatement {
  private final String table;
  private final boolean ifNotExists;
  private final QueryPlan query;

  CreateTableAsStatement(Command.CreateTableAs create, QueryPlan query) {
    this.table = create.name().names.get(create.name().names.size() - 1);
    this.ifNotExists = create.ifNotExists();
    this.query = query;
  }

  @Override
  public List<VectorType> parameters() {
    return query.parameters();
  }

  @Override
  public Set<Integer> guessed() {
    return query.guessed();
  }

  @Override
  public boolean isOperand(int parameter) {
    return true;
  }

  @Override
  String explain() {
    return "CreateTableAs(table=" + table + ")\n" + PlanNode.explain(query.root()).indent(2);
  }

  @Override
  Effect apply(
      EngineSession session, StatementScope scope, Object[] values, ExecutionOptions options) {
    if (ifNotExists && scope.view().schema().table(table).isPresent()) {
      return Effect.of(0);
    }
    Execution execution =
        session.execution(scope, Parameters.boxed(values, query.parameters()), options);
    ColumnBatch result = TargetTable.drain(query, execution);
    scope.alterSchema(
        new SchemaEdit.CreateNode(
            table, false, properties(), List.of(), List.of(), Optional.empty()));
    TargetTable target =
        new TargetTable(scope.view().schema().table(table).orElseThrow(), Map.of());
    int[] visible = target.visibleColumns();
    Column[] out = new Column[target.type().columns().size()];
    for (int c = 0; c < visible.length; c++) {
      out[visible[c]] = target.stored(result.column(c), query.root().types().get(c), visible[c]);
    }
    for (int c = 0; c < out.length; c++) {
      if (out[c] == null) {
        out[c] = target.defaults(c, result.rowCount(), execution);
      }
    }
    if (result.rowCount() > 0) {
      scope.insert(table, new ColumnBatch(out, 0, result.rowCount(), null));
    }
    return Effect.of(result.rowCount());
  }

  private List<NewProperty> properties() {
    List<NewProperty> out = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int c = 0; c < query.columns().size(); c++) {
      SqlColumn column = query.columns().get(c);
      if (!names.add(column.label().toLowerCase(Locale.ROOT))) {
        throw new OmnigraphException(
            ErrorCode.SYNTAX_ERROR,
            "Two columns of the query are called \"%s\". Give one another name with AS."
                .formatted(column.label()));
      }
      out.add(
          new NewProperty(
              column.label(),
              type(query.root().types().get(c)),
              column.nullable(),
              Optional.empty(),
              Optional.empty()));
    }
    return out;
  }

  private static PropertyType type(VectorType type) {
    return switch (type.sqlType()) {
      case BOOLEAN -> PropertyType.of(Scalar.BOOL);
      case TINYINT -> PropertyType.of(Scalar.I8);
      case SMALLINT -> PropertyType.of(Scalar.I16);
      case INTEGER -> PropertyType.of(Scalar.I32);
      case BIGINT -> PropertyType.of(Scalar.I64);
      case REAL -> PropertyType.of(Scalar.F32);
      case DOUBLE -> PropertyType.of(Scalar.F64);
      case DECIMAL -> sized(Scalar.DECIMAL, type.precision(), type.scale());
      case CHAR -> sized(Scalar.CHAR, Math.max(1, type.precision()), 0);
      case VARCHAR, NULL -> sized(Scalar.STRING, type.precision(), 0);
      case CLOB -> PropertyType.of(Scalar.TEXT);
      case BINARY, VARBINARY -> sized(Scalar.BYTES, type.precision(), 0);
      case DATE -> PropertyType.of(Scalar.DATE);
      case TIME -> sized(Scalar.TIME, 0, type.precision());
      case TIMESTAMP -> sized(Scalar.DATETIME, 0, type.precision());
      case TIMESTAMP_WITH_TIMEZONE -> PropertyType.of(Scalar.DATETIME_TZ);
      case UUID -> PropertyType.of(Scalar.UUID);
      case ARRAY, OTHER ->
          throw EngineSession.unsupported("A column of type " + type.typeName(), " Use CAST.");
    };
  }

  private static PropertyType sized(Scalar scalar, int length, int scale) {
    return new PropertyType(scalar, length, scale, false, List.of());
  }
}
