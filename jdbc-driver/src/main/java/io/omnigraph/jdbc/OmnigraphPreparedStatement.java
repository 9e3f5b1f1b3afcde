package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.metadata.MarkerTypes;
import io.omnigraph.jdbc.metadata.ResultColumns;
import io.omnigraph.jdbc.types.ToParameter;
import io.omnigraph.sql.session.BatchFailure;
import io.omnigraph.sql.session.PreparedSql;
import io.omnigraph.sql.session.SqlParameter;
import io.omnigraph.sql.session.SqlSession;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One statement with markers. It is planned when it is made, so that errors show early, and again
 * when the connection has gone to another branch; a changed schema is the session's matter.
 */
sealed class OmnigraphPreparedStatement extends ParameterSetters
    permits OmnigraphCallableStatement {
  // Marks a parameter that has no value yet; NULL is a value.
  private static final Object UNSET = new Object();

  private final String text;
  private final KeyRequest keys;
  private final Object[] values;
  private final List<Object[]> batch = new ArrayList<>();
  private PreparedSql plan;
  private String plannedBranch;

  OmnigraphPreparedStatement(
      OmnigraphConnectionImpl connection, ResultForm form, String sql, KeyRequest keys)
      throws SQLException {
    super(connection, form);
    this.text = oneStatement(connection, nativeText(sql));
    this.keys = keys;
    plan();
    this.values = new Object[plan.parameters().size()];
    Arrays.fill(values, UNSET);
  }

  private static String oneStatement(OmnigraphConnectionImpl connection, String sql)
      throws SQLException {
    List<String> texts = connection.statementsOf(sql);
    if (texts.size() > 1) {
      throw SqlErrors.unsupported(
          "A prepared statement of " + texts.size() + " statements",
          "Prepare each alone, or use Statement.execute.");
    }
    return texts.isEmpty() ? sql : texts.get(0);
  }

  @Override
  void set(int index, Object value) throws SQLException {
    checkOpen();
    if (index < 1 || index > values.length) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID,
          "Parameter " + index + " is outside of 1.." + values.length + ".");
    }
    values[index - 1] = value;
  }

  @Override
  public void clearParameters() throws SQLException {
    checkOpen();
    Arrays.fill(values, UNSET);
  }

  /** A copy of the values, brought to the markers' types. */
  private Object[] row() throws SQLException {
    List<SqlParameter> markers = plan.parameters();
    Object[] row = new Object[values.length];
    for (int i = 0; i < row.length; i++) {
      if (values[i] == UNSET) {
        throw SqlErrors.of(ErrorCode.PARAMETER_MISSING, i + 1, row.length);
      }
      row[i] = ToParameter.fit(values[i], markers.get(i));
    }
    return row;
  }

  private void plan() {
    SqlSession session = connection().session();
    plannedBranch = session.engine().branch();
    plan = session.prepare(text);
  }

  private void planForThisBranch() {
    if (!plannedBranch.equals(connection().session().engine().branch())) {
      plan();
    }
  }

  private void run(Expected expected) throws SQLException {
    connection()
        .run(
            () -> {
              Run run = begin();
              planForThisBranch();
              step(run, plan, row(), keys, expected, false);
              return null;
            });
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    run(Expected.QUERY);
    return firstRows();
  }

  @Override
  public int executeUpdate() throws SQLException {
    return asInt(executeLargeUpdate());
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    run(Expected.UPDATE);
    return firstCount();
  }

  @Override
  public boolean execute() throws SQLException {
    run(Expected.ANY);
    return startsWithRows();
  }

  @Override
  public void addBatch() throws SQLException {
    checkOpen();
    batch.add(row());
  }

  @Override
  public void clearBatch() throws SQLException {
    checkOpen();
    batch.clear();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return connection()
        .run(
            () -> {
              Run run = begin();
              List<Object[]> rows = List.copyOf(batch);
              batch.clear();
              return rows.isEmpty() ? new long[0] : batch(run, rows);
            });
  }

  private long[] batch(Run run, List<Object[]> rows) throws SQLException {
    try {
      planForThisBranch();
      if (plan.kind() == PreparedSql.Kind.QUERY) {
        throw SqlErrors.of(ErrorCode.NOT_AN_UPDATE, text);
      }
      return plan.executeBatch(rows, run.options(false));
    } catch (BatchFailure e) {
      throw TextBatch.failed(
          rows.size(), "Entry " + e.index() + " of the batch failed", SqlErrors.of(e.error()));
    } catch (RuntimeException e) {
      throw TextBatch.failed(rows.size(), "The batch failed as a whole", SqlErrors.of(e));
    } catch (SQLException e) {
      throw TextBatch.failed(rows.size(), "The batch failed as a whole", e);
    }
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return plan.kind() == PreparedSql.Kind.QUERY
        ? new ResultColumns(plan.columns(), connection().graphName())
        : null;
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    checkOpen();
    return new MarkerTypes(plan.parameters());
  }

  private static SQLException hasItsText(String method) {
    return SqlErrors.unsupported(
        method + "(String) of a prepared statement", "Use the method without a text.");
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    throw hasItsText("executeQuery");
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    throw hasItsText("executeUpdate");
  }

  @Override
  public int executeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
    throw hasItsText("executeUpdate");
  }

  @Override
  public int executeUpdate(String sql, int[] columns) throws SQLException {
    throw hasItsText("executeUpdate");
  }

  @Override
  public int executeUpdate(String sql, String[] columns) throws SQLException {
    throw hasItsText("executeUpdate");
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    throw hasItsText("executeLargeUpdate");
  }

  @Override
  public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
    throw hasItsText("executeLargeUpdate");
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
    throw hasItsText("executeLargeUpdate");
  }

  @Override
  public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
    throw hasItsText("executeLargeUpdate");
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    throw hasItsText("execute");
  }

  @Override
  public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
    throw hasItsText("execute");
  }

  @Override
  public boolean execute(String sql, int[] columns) throws SQLException {
    throw hasItsText("execute");
  }

  @Override
  public boolean execute(String sql, String[] columns) throws SQLException {
    throw hasItsText("execute");
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    throw hasItsText("addBatch");
  }
}
