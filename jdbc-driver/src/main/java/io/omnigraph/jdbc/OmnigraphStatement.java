package io.omnigraph.jdbc;

import io.omnigraph.jdbc.Outcomes.Outcome;
import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.error.Unwrappable;
import io.omnigraph.jdbc.metadata.MetaRows;
import io.omnigraph.sql.session.PreparedSql;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs texts and keeps their results. Everything but {@link #cancel} holds the connection's lock
 * while it works, so that statements of a shared connection take turns.
 *
 * <p>Several statements in one text run in order; under autocommit they are one transaction.
 */
class OmnigraphStatement extends StatementSettings implements Unwrappable {
  /** What a method of java.sql may run. */
  enum Expected {
    QUERY,
    UPDATE,
    ANY
  }

  private static final Object[] NO_PARAMETERS = {};

  private final OmnigraphConnectionImpl connection;
  private final List<String> batch = new ArrayList<>();
  private Outcomes outcomes = new Outcomes();
  private MetaRows generatedKeys;
  private volatile Run running;
  private volatile boolean closed;

  OmnigraphStatement(OmnigraphConnectionImpl connection, ResultForm form, boolean poolable) {
    super(form, poolable);
    this.connection = connection;
  }

  final OmnigraphConnectionImpl connection() {
    return connection;
  }

  @Override
  final void checkOpen() throws SQLException {
    if (closed) {
      throw connection.isClosed()
          ? SqlErrors.of(ErrorCode.CONNECTION_CLOSED, "connection")
          : SqlErrors.of(ErrorCode.OBJECT_CLOSED, "statement");
    }
  }

  /** Starts an execution: results of the last one are gone, warnings too. */
  final Run begin() throws SQLException {
    checkOpen();
    Outcomes before = outcomes;
    outcomes = new Outcomes();
    generatedKeys = null;
    before.close();
    resetWarnings();
    Run run = new Run(maxRows(), timeoutMillis());
    running = run;
    return run;
  }

  private void run(String sql, KeyRequest keys, Expected expected) throws SQLException {
    connection.run(
        () -> {
          Run run = begin();
          String text = nativeText(sql);
          List<String> texts = connection.statementsOf(text);
          if (texts.size() == 1) {
            step(run, prepared(texts.get(0)), NO_PARAMETERS, keys, expected, false);
          } else {
            script(run, texts, keys, expected);
          }
          return null;
        });
  }

  final String nativeText(String sql) throws SQLException {
    if (sql == null) {
      throw SqlErrors.of(ErrorCode.PARAMETER_INVALID, "The SQL text is null.");
    }
    return escapeProcessing() ? EscapeSyntax.translate(sql) : sql;
  }

  private PreparedSql prepared(String text) {
    PreparedSql prepared = connection.session().prepare(text);
    if (!prepared.parameters().isEmpty()) {
      throw new OmnigraphException(ErrorCode.PARAMETER_MISSING, 1, prepared.parameters().size());
    }
    return prepared;
  }

  private void script(Run run, List<String> texts, KeyRequest keys, Expected expected)
      throws SQLException {
    if (expected == Expected.QUERY) {
      throw SqlErrors.of(ErrorCode.NOT_A_QUERY, texts.size() + " statements in one text");
    }
    AtomicBoolean repeatable = new AtomicBoolean(true);
    connection.asOneTransaction(
        () -> {
          outcomes = new Outcomes();
          for (String text : texts) {
            PreparedSql prepared = prepared(text);
            repeatable.compareAndSet(true, prepared.repeatable());
            step(run, prepared, NO_PARAMETERS, keys, expected, true);
          }
          return null;
        },
        repeatable::get);
  }

  /** Executes one statement and adds its result. */
  final void step(
      Run run,
      PreparedSql prepared,
      Object[] parameters,
      KeyRequest keys,
      Expected expected,
      boolean buffered)
      throws SQLException {
    check(prepared, expected);
    SqlResult result = prepared.execute(parameters, run.options(keys.wanted()));
    result.warnings().forEach(w -> addWarning(new SQLWarning(w.text(), w.sqlState())));
    outcomes.add(outcome(prepared, result, buffered));
    keep(keys, result);
  }

  private static void check(PreparedSql prepared, Expected expected) {
    boolean query = prepared.kind() == PreparedSql.Kind.QUERY;
    if (expected == Expected.QUERY && !query) {
      throw new OmnigraphException(ErrorCode.NOT_A_QUERY, prepared.sql());
    }
    if (expected == Expected.UPDATE && query) {
      throw new OmnigraphException(ErrorCode.NOT_AN_UPDATE, prepared.sql());
    }
  }

  private Outcome outcome(PreparedSql prepared, SqlResult result, boolean buffered) {
    if (result.rows().isEmpty()) {
      return new Outcome(null, result.updateCount());
    }
    Rows rows =
        buffered || scrollable()
            ? BufferedRows.of(result.rows().get(), prepared.columns().size())
            : new StreamedRows(result.rows().get());
    return new Outcome(new OmnigraphResultSet(connection, this, rows, prepared.columns()), -1);
  }

  private void keep(KeyRequest keys, SqlResult result) throws SQLException {
    generatedKeys =
        keys.wanted() && result.generatedKeys().isPresent()
            ? keys.select(result.generatedKeys().get())
            : null;
  }

  final ResultSet firstRows() {
    return outcomes.current().rows();
  }

  final boolean startsWithRows() {
    return outcomes.current().rows() != null;
  }

  /** Count of the first result; a text without a statement changed nothing. */
  final long firstCount() {
    return Math.max(0, outcomes.current().count());
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    run(sql, KeyRequest.NONE, Expected.QUERY);
    return firstRows();
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    run(sql, KeyRequest.NONE, Expected.UPDATE);
    return firstCount();
  }

  @Override
  public long executeLargeUpdate(String sql, int keys) throws SQLException {
    run(sql, KeyRequest.of(keys), Expected.UPDATE);
    return firstCount();
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
    run(sql, KeyRequest.of(columns), Expected.UPDATE);
    return firstCount();
  }

  @Override
  public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
    run(sql, KeyRequest.of(columns), Expected.UPDATE);
    return firstCount();
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    return asInt(executeLargeUpdate(sql));
  }

  @Override
  public int executeUpdate(String sql, int keys) throws SQLException {
    return asInt(executeLargeUpdate(sql, keys));
  }

  @Override
  public int executeUpdate(String sql, int[] columns) throws SQLException {
    return asInt(executeLargeUpdate(sql, columns));
  }

  @Override
  public int executeUpdate(String sql, String[] columns) throws SQLException {
    return asInt(executeLargeUpdate(sql, columns));
  }

  // The rows are changed by now: a count too large for an int is shown as done, not as an error.
  static int asInt(long count) {
    return count > Integer.MAX_VALUE ? SUCCESS_NO_INFO : (int) count;
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    run(sql, KeyRequest.NONE, Expected.ANY);
    return startsWithRows();
  }

  @Override
  public boolean execute(String sql, int keys) throws SQLException {
    run(sql, KeyRequest.of(keys), Expected.ANY);
    return startsWithRows();
  }

  @Override
  public boolean execute(String sql, int[] columns) throws SQLException {
    run(sql, KeyRequest.of(columns), Expected.ANY);
    return startsWithRows();
  }

  @Override
  public boolean execute(String sql, String[] columns) throws SQLException {
    run(sql, KeyRequest.of(columns), Expected.ANY);
    return startsWithRows();
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    checkOpen();
    return outcomes.current().rows();
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return asInt(getLargeUpdateCount());
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    checkOpen();
    return outcomes.current().count();
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return getMoreResults(CLOSE_CURRENT_RESULT);
  }

  @Override
  public boolean getMoreResults(int mode) throws SQLException {
    checkOpen();
    if (mode != CLOSE_CURRENT_RESULT && mode != KEEP_CURRENT_RESULT && mode != CLOSE_ALL_RESULTS) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID, mode + " is not a constant of getMoreResults.");
    }
    return outcomes.advance(mode);
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    checkOpen();
    MetaRows keys = generatedKeys == null ? new MetaRows(List.of(), List.of()) : generatedKeys;
    return new OmnigraphResultSet(connection, this, new BufferedRows(keys.rows()), keys.columns());
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    checkOpen();
    batch.add(nativeText(sql));
  }

  @Override
  public void clearBatch() throws SQLException {
    checkOpen();
    batch.clear();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return Arrays.stream(executeLargeBatch()).mapToInt(OmnigraphStatement::asInt).toArray();
  }

  /** All entries or none take effect, as one transaction under autocommit. */
  @Override
  public long[] executeLargeBatch() throws SQLException {
    return connection.run(
        () -> {
          Run run = begin();
          List<String> texts = List.copyOf(batch);
          batch.clear();
          return new TextBatch(connection, texts).execute(run);
        });
  }

  @Override
  public void cancel() throws SQLException {
    checkOpen();
    Run run = running;
    if (run != null) {
      run.cancel();
    }
  }

  /** Ends what runs, in any thread, without waiting for it. */
  final void cancelQuietly() {
    Run run = running;
    if (run != null) {
      run.cancel();
    }
  }

  final void closeAtCommit() throws SQLException {
    outcomes.closeAtCommit();
  }

  final void resultClosed(OmnigraphResultSet result) throws SQLException {
    if (closesOnCompletion() && !closed && outcomes.contains(result) && outcomes.allClosed()) {
      close();
    }
  }

  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    cancelQuietly();
    connection.runEvenIfClosed(
        () -> {
          outcomes.close();
          connection.forget(this);
          return null;
        });
  }

  @Override
  public boolean isClosed() {
    return closed || connection.isClosed();
  }

  @Override
  public Connection getConnection() throws SQLException {
    checkOpen();
    return connection;
  }
}
