package io.omnigraph.sql.graph;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.sql.catalog.Catalog;
import io.omnigraph.sql.catalog.Exposure;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.parser.StatementParser;
import io.omnigraph.sql.plan.PlanningScope;
import io.omnigraph.sql.plan.QueryPlan;
import io.omnigraph.sql.plan.QueryPlanner;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.types.ValueConverter;
import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.parser.SqlParseException;

/** A graph on disk, queried by text; rows come back as text. */
final class GraphSql implements AutoCloseable {
  /** Schema of the catalogue's fixture F. */
  static final String F =
      """
      node Person { name: String @key  age: I32? }
      node Company { name: String @key }
      edge Knows: Person -> Person { since: Date? }
      edge WorksAt: Person -> Company
      """;

  private final Graph graph;
  private final Session session;
  private final QueryPlanner planner = new QueryPlanner(List.of(new GraphTableExtension()));

  GraphSql(Path root, String schema) {
    Graphs.init(root, schema, options().storage(), s -> {});
    graph = Graphs.open(root, options());
    session = graph.newSession();
  }

  private static OpenOptions options() {
    return OpenOptions.defaults()
        .withName("social")
        .withStorage(new StorageOptions(StorageOptions.Durability.OS, 256L << 20, null));
  }

  /** Fixture F with its rows. */
  static GraphSql fixtureF(Path root) {
    GraphSql sql = new GraphSql(root, F);
    sql.session.setAutoCommit(false);
    sql.insert("Person", row("Alice", 30), row("Bob", 25), row("Charlie", 35), row("Diana", 28));
    sql.insert("Company", row("Acme"), row("Globex"));
    sql.insert("Knows", row("Alice", "Bob"), row("Alice", "Charlie"), row("Bob", "Diana"));
    sql.insert("WorksAt", row("Alice", "Acme"), row("Bob", "Globex"));
    sql.session.commit();
    sql.session.setAutoCommit(true);
    return sql;
  }

  static Object[] row(Object... values) {
    return values;
  }

  Session session() {
    return session;
  }

  void insert(String table, Object[]... rows) {
    session.run(
        scope -> {
          scope.insert(table, batch(scope.view().table(table).type(), rows));
          return null;
        });
  }

  void update(String table, Object[]... rows) {
    session.run(
        scope -> {
          scope.update(table, batch(scope.view().table(table).type(), rows));
          return null;
        });
  }

  private static ColumnBatch batch(TableType type, Object[]... rows) {
    Column[] columns = new Column[type.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      ColumnBuilder builder =
          ColumnBuilder.of(type.storedSchema().columns().get(i).type().layout(), rows.length);
      for (Object[] row : rows) {
        Object value = i < row.length ? row[i] : null;
        if (value == null) {
          builder.appendNull();
        } else {
          builder.appendBoxed(
              value instanceof String s ? s.getBytes(StandardCharsets.UTF_8) : value);
        }
      }
      columns[i] = builder.build();
    }
    return new ColumnBatch(columns, 0, rows.length, null);
  }

  QueryPlan plan(String sql, StatementScope scope) {
    Catalog catalog =
        new Catalog(session.branch(), session::branches, scope::view, Map.of(), Exposure.NONE);
    PlanningScope planning = new PlanningScope("social", session.branch(), scope::view);
    try {
      return planner.plan(StatementParser.parse(sql), catalog, planning, Exposure.NONE, Map.of());
    } catch (SqlParseException e) {
      if (e.getCause() instanceof OmnigraphException cause) {
        throw cause;
      }
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  String explain(String sql) {
    try (StatementScope scope = session.statement()) {
      return PlanNode.explain(plan(sql, scope).root());
    }
  }

  /** Rows in the order given, values separated by {@code |}. */
  List<String> query(String sql, Object... parameters) {
    try (StatementScope scope = session.statement()) {
      QueryPlan plan = plan(sql, scope);
      Object[] converted = new Object[parameters.length];
      for (int i = 0; i < converted.length; i++) {
        converted[i] = ValueConverter.assign(parameters[i], plan.parameters().get(i), "parameter");
      }
      Execution execution = new Execution(scope, converted, ExecutionOptions.none(), 0);
      List<String> rows = new ArrayList<>();
      try (BatchCursor cursor = plan.root().open(execution)) {
        for (ColumnBatch batch; (batch = cursor.next()) != null; ) {
          for (int i = 0; i < batch.rowCount(); i++) {
            rows.add(text(plan, batch, i));
          }
        }
      }
      return rows;
    }
  }

  private static String text(QueryPlan plan, ColumnBatch batch, int row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < plan.columns().size(); i++) {
      Object value =
          ValueReader.object(batch.column(i), batch.position(row), plan.root().types().get(i));
      values.add(String.valueOf(value));
    }
    return String.join("|", values);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
