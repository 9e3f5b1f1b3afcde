package io.omnigraph.jdbc;

import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.PreparedSql;
import io.omnigraph.sql.session.RowCursor;
import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlParameter;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.session.SqlSession;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiFunction;

/** Answers each text as a test told it to; anything else is a syntax error. */
final class FakeSession implements SqlSession {
  final FakeEngine engine = new FakeEngine();
  private final Map<String, FakeSql> answers = new HashMap<>();
  SqlCatalog catalog = FakeCatalog.FIXTURE;
  int openCursors;

  /** A connection on it. */
  Connection connect() throws SQLException {
    return new OmnigraphDriver(settings -> this).connect("jdbc:omnigraph:/fake", new Properties());
  }

  static SqlColumn column(String name, SqlType type) {
    return new SqlColumn(name, name, "", "", type, type.name(), 0, 0, true);
  }

  static SqlParameter marker(SqlType type) {
    return new SqlParameter(type, 0, 0, true, true);
  }

  FakeSession query(String sql, List<SqlColumn> columns, Object[]... rows) {
    return on(
        sql,
        PreparedSql.Kind.QUERY,
        columns,
        List.of(),
        (p, o) -> rows(new ListCursor(Arrays.asList(rows), o)));
  }

  FakeSession update(String sql, long count, SqlParameter... markers) {
    return on(
        sql,
        PreparedSql.Kind.UPDATE,
        List.of(),
        List.of(markers),
        (p, o) -> {
          engine.calls.add(sql + (p.length == 0 ? "" : " " + Arrays.deepToString(p)));
          return count(count);
        });
  }

  FakeSession fails(String sql, PreparedSql.Kind kind, RuntimeException error) {
    return on(
        sql,
        kind,
        List.of(),
        List.of(),
        (p, o) -> {
          throw error;
        });
  }

  FakeSession on(
      String sql,
      PreparedSql.Kind kind,
      List<SqlColumn> columns,
      List<SqlParameter> markers,
      BiFunction<Object[], ExecutionOptions, SqlResult> run) {
    answers.put(
        sql, new FakeSql(sql, kind, columns, markers, kind != PreparedSql.Kind.COMMAND, run));
    return this;
  }

  /** A text that was given before may not be repeated. */
  FakeSession once(String sql) {
    FakeSql known = answers.get(sql);
    answers.put(
        sql,
        new FakeSql(sql, known.kind(), known.columns(), known.parameters(), false, known.run()));
    return this;
  }

  static SqlResult count(long count) {
    return new SqlResult(Optional.empty(), count, Optional.empty(), List.of());
  }

  static SqlResult rows(RowCursor cursor) {
    return new SqlResult(Optional.of(cursor), -1, Optional.empty(), List.of());
  }

  @Override
  public FakeEngine engine() {
    return engine;
  }

  @Override
  public PreparedSql prepare(String sql) {
    PreparedSql answer = answers.get(sql);
    if (answer == null) {
      throw new OmnigraphException(ErrorCode.SYNTAX_ERROR, "Line 1, column 1: " + sql);
    }
    return answer;
  }

  @Override
  public List<String> split(String script) {
    return Arrays.stream(script.split(";"))
        .map(String::strip)
        .filter(s -> !s.isEmpty() && !s.startsWith("--"))
        .toList();
  }

  @Override
  public SqlCatalog catalog() {
    return catalog;
  }

  @Override
  public void close() {
    engine.close();
  }

  /** A cursor over rows that counts itself while it is open. */
  final class ListCursor implements RowCursor {
    private final List<Object[]> rows;
    private final ExecutionOptions options;
    private int at = -1;
    private boolean open = true;

    ListCursor(List<Object[]> rows, ExecutionOptions options) {
      this.rows = rows;
      this.options = options;
      openCursors++;
    }

    @Override
    public boolean next() {
      if (options.cancelled().get()) {
        throw new OmnigraphException(ErrorCode.CANCELLED);
      }
      at++;
      return at < rows.size() && (options.maxRows() == 0 || at < options.maxRows());
    }

    @Override
    public boolean isNull(int column) {
      return rows.get(at)[column] == null;
    }

    @Override
    public long getLong(int column) {
      Object value = rows.get(at)[column];
      return value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).longValue();
    }

    @Override
    public double getDouble(int column) {
      return ((Number) rows.get(at)[column]).doubleValue();
    }

    @Override
    public Object getObject(int column) {
      return rows.get(at)[column];
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        openCursors--;
      }
    }
  }

  private record FakeSql(
      String sql,
      Kind kind,
      List<SqlColumn> columns,
      List<SqlParameter> parameters,
      boolean repeatable,
      BiFunction<Object[], ExecutionOptions, SqlResult> run)
      implements PreparedSql {
    @Override
    public SqlResult execute(Object[] values, ExecutionOptions options) {
      return run.apply(values, options);
    }

    @Override
    public long[] executeBatch(List<Object[]> rows, ExecutionOptions options) {
      long[] counts = new long[rows.size()];
      for (int i = 0; i < counts.length; i++) {
        try {
          counts[i] = run.apply(rows.get(i), options).updateCount();
        } catch (OmnigraphException e) {
          throw new io.omnigraph.sql.session.BatchFailure(i, e);
        }
      }
      return counts;
    }
  }
}
