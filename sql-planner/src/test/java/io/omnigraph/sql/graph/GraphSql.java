package io.omnigraph.sql.graph;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.Session;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.RowCursor;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.session.SqlSession;
import io.omnigraph.sql.statement.GraphSqlEngine;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
  private final SqlSession sql;
  private final Session session;

  GraphSql(Path root, String schema) {
    Graphs.init(root, schema, options().storage(), s -> {});
    graph = Graphs.open(root, options());
    sql = new GraphSqlEngine(graph).openSession();
    session = sql.engine();
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

  String explain(String text, Object... parameters) {
    return String.join("\n", query("EXPLAIN " + text, parameters));
  }

  /** Rows in the order given, values separated by {@code |}. */
  List<String> query(String text, Object... parameters) {
    SqlResult result = sql.prepare(text).execute(parameters, ExecutionOptions.none());
    List<String> rows = new ArrayList<>();
    try (RowCursor cursor = result.rows().orElseThrow()) {
      int width = sql.prepare(text).columns().size();
      while (cursor.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < width; i++) {
          values.add(String.valueOf(cursor.getObject(i)));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }

  /** A statement without rows. */
  void execute(String text, Object... parameters) {
    sql.prepare(text).execute(parameters, ExecutionOptions.none());
  }

  @Override
  public void close() {
    sql.close();
    graph.close();
  }
}
