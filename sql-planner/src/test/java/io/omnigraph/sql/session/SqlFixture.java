package io.omnigraph.sql.session;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.storage.StorageOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A graph in a directory and SQL on it, with results as text. */
final class SqlFixture implements AutoCloseable {
  /** Schema T of the acceptance catalogue. */
  static final String T =
      """
      node Person { name: String @key  age: I32? }
      node Company { name: String @key }
      edge Knows: Person -> Person { since: Date? }
      edge WorksAt: Person -> Company
      """;

  private final Graph graph;
  private final SqlEngine engine;
  private final SqlSession session;

  SqlFixture(Path directory) {
    this(directory, DeltaOptions.defaults());
  }

  SqlFixture(Path directory, DeltaOptions deltas) {
    StorageOptions storage = new StorageOptions(StorageOptions.Durability.OS, 64L << 20, null);
    graph =
        Graphs.open(
            directory.resolve("flights"),
            OpenOptions.defaults().withStorage(storage).withDeltas(deltas));
    engine = SqlEngine.of(graph);
    session = engine.openSession();
  }

  /** With the types and the rows of T. */
  static SqlFixture withT(Path directory) {
    SqlFixture fixture = new SqlFixture(directory);
    fixture.run("APPLY SCHEMA '" + T + "'");
    fixture.run(
        "INSERT INTO Person VALUES ('Alice', 30), ('Bob', 25), ('Charlie', 35), ('Diana', 28)");
    fixture.run("INSERT INTO Company VALUES ('Acme'), ('Globex')");
    fixture.run(
        "INSERT INTO Knows (src, dst) VALUES ('Alice', 'Bob'), ('Alice', 'Charlie'), ('Bob', 'Diana')");
    fixture.run("INSERT INTO WorksAt VALUES ('Alice', 'Acme'), ('Bob', 'Globex')");
    return fixture;
  }

  SqlSession session() {
    return session;
  }

  SqlSession newSession() {
    return engine.openSession();
  }

  /** Runs a statement; answers its update count. */
  long run(String sql, Object... parameters) {
    return result(sql, parameters).updateCount();
  }

  SqlResult result(String sql, Object... parameters) {
    return session.prepare(sql).execute(parameters, ExecutionOptions.none());
  }

  /** Rows as text, values separated by {@code |}. */
  List<String> query(String sql, Object... parameters) {
    return rows(session, sql, parameters);
  }

  static List<String> rows(SqlSession session, String sql, Object... parameters) {
    PreparedSql prepared = session.prepare(sql);
    SqlResult result = prepared.execute(parameters, ExecutionOptions.none());
    List<String> out = new ArrayList<>();
    Optional<RowCursor> rows = result.rows();
    try (RowCursor cursor = rows.orElseThrow()) {
      while (cursor.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < prepared.columns().size(); i++) {
          Object value = cursor.getObject(i);
          row.append(i == 0 ? "" : "|")
              .append(value instanceof byte[] b ? java.util.HexFormat.of().formatHex(b) : value);
        }
        out.add(row.toString());
      }
    }
    return out;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
