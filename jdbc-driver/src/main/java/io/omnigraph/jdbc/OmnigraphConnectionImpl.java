package io.omnigraph.jdbc;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadResult;
import io.omnigraph.engine.session.Session;
import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.error.Unwrappable;
import io.omnigraph.jdbc.metadata.MetaRows;
import io.omnigraph.jdbc.metadata.OmnigraphMetaData;
import io.omnigraph.jdbc.types.BytesBlob;
import io.omnigraph.jdbc.types.TextClob;
import io.omnigraph.jdbc.types.ToParameter;
import io.omnigraph.sql.session.SqlSession;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One session as a java.sql.Connection. Its state is the session's: branch, transaction, isolation
 * are asked for, not copied.
 */
final class OmnigraphConnectionImpl extends ConnectionRefusals
    implements OmnigraphConnection, Unwrappable {
  private final SessionGuard guard;
  private final ConnectionSettings settings;
  private final ClientNames clientNames = new ClientNames();
  private int holdability = ResultSet.HOLD_CURSORS_OVER_COMMIT;
  private int networkTimeoutMillis;
  private SQLWarning warnings;
  private volatile String graphName;

  OmnigraphConnectionImpl(SqlSession session, ConnectionSettings settings) {
    this.guard = new SessionGuard(session);
    this.settings = settings;
  }

  <T> T run(Work<T> work) throws SQLException {
    return guard.run(work);
  }

  <T> T runEvenIfClosed(Work<T> work) throws SQLException {
    return guard.runEvenIfClosed(work);
  }

  /** To be used while {@link #run} holds the lock. */
  SqlSession session() {
    return guard.session();
  }

  private Session engine() {
    return guard.session().engine();
  }

  void forget(OmnigraphStatement statement) {
    guard.forget(statement);
  }

  /** JDBC's catalog; it stays what it is while the connection is open. */
  String graphName() throws SQLException {
    guard.checkOpen();
    if (graphName == null) {
      graphName = run(() -> session().catalog().graph());
    }
    return graphName;
  }

  ConnectionSettings settings() {
    return settings;
  }

  /** Texts of a script; a text without a semicolon is one statement. */
  List<String> statementsOf(String sql) {
    String text = sql.strip();
    boolean plain = text.indexOf(';') < 0 && !text.startsWith("--") && !text.startsWith("/*");
    return plain && !text.isEmpty() ? List.of(sql) : session().split(sql);
  }

  /**
   * Under autocommit, makes one transaction of the work; else the transaction goes on.
   *
   * @param mayRepeat whether the work may run again when it lost against another writer
   */
  <T> T asOneTransaction(Work<T> work, BooleanSupplier mayRepeat) throws SQLException {
    return engine().autoCommit() ? new Transaction(engine()).of(work, mayRepeat) : work.run();
  }

  /** As {@link #asOneTransaction}; a failure also undoes what the work did to a transaction. */
  <T> T allOrNothing(Work<T> work, BooleanSupplier mayRepeat) throws SQLException {
    Transaction transaction = new Transaction(engine());
    return engine().autoCommit() ? transaction.of(work, mayRepeat) : transaction.part(work);
  }

  ResultSet rows(MetaRows rows) throws SQLException {
    guard.checkOpen();
    return new OmnigraphResultSet(this, null, new BufferedRows(rows.rows()), rows.columns());
  }

  private void addWarning(String text) {
    SQLWarning warning = new SQLWarning(text, "01000");
    if (warnings == null) {
      warnings = warning;
    } else {
      warnings.setNextWarning(warning);
    }
  }

  private ResultForm form(int type, int concurrency, int holdability) throws SQLException {
    guard.checkOpen();
    ResultForm form = ResultForm.of(type, concurrency, holdability);
    if (form.type() != type) {
      addWarning("A scroll-sensitive result set does not exist here; it is insensitive.");
    }
    return form;
  }

  private ResultForm defaultForm() throws SQLException {
    return form(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, holdability);
  }

  @Override
  public Statement createStatement() throws SQLException {
    return statement(defaultForm());
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    return statement(form(type, concurrency, holdability));
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    return statement(form(type, concurrency, holdability));
  }

  private Statement statement(ResultForm form) throws SQLException {
    return run(() -> guard.remember(new OmnigraphStatement(this, form, false)));
  }

  private PreparedStatement prepared(String sql, ResultForm form, KeyRequest keys)
      throws SQLException {
    return run(() -> guard.remember(new OmnigraphPreparedStatement(this, form, sql, keys)));
  }

  private CallableStatement callable(String sql, ResultForm form) throws SQLException {
    return run(() -> guard.remember(new OmnigraphCallableStatement(this, form, sql)));
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return prepared(sql, defaultForm(), KeyRequest.NONE);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return prepared(sql, form(type, concurrency, holdability), KeyRequest.NONE);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return prepared(sql, form(type, concurrency, holdability), KeyRequest.NONE);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int keys) throws SQLException {
    return prepared(sql, defaultForm(), KeyRequest.of(keys));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
    return prepared(sql, defaultForm(), KeyRequest.of(columns));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
    return prepared(sql, defaultForm(), KeyRequest.of(columns));
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return callable(sql, defaultForm());
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    return callable(sql, form(type, concurrency, holdability));
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return callable(sql, form(type, concurrency, holdability));
  }

  @Override
  public String nativeSQL(String sql) throws SQLException {
    guard.checkOpen();
    return EscapeSyntax.translate(sql);
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    run(
        () -> {
          boolean commits = autoCommit && !engine().autoCommit();
          engine().setAutoCommit(autoCommit);
          if (commits) {
            guard.closeAtCommit();
          }
          return null;
        });
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return run(() -> engine().autoCommit());
  }

  private void needsTransaction(String what) throws SQLException {
    if (engine().autoCommit()) {
      throw SqlErrors.of(
          ErrorCode.TRANSACTION_STATE,
          what + " needs a transaction, but autocommit is on. Call setAutoCommit(false) first.");
    }
  }

  @Override
  public void commit() throws SQLException {
    run(
        () -> {
          needsTransaction("commit()");
          guard.closeAtCommit();
          engine().commit();
          return null;
        });
  }

  @Override
  public void rollback() throws SQLException {
    run(
        () -> {
          needsTransaction("rollback()");
          engine().rollback();
          return null;
        });
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return mark(null);
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    if (name == null) {
      throw SqlErrors.of(ErrorCode.PARAMETER_INVALID, "The name of a savepoint cannot be null.");
    }
    return mark(name);
  }

  private Savepoint mark(String name) throws SQLException {
    return run(
        () -> {
          needsTransaction("setSavepoint()");
          return new OmnigraphSavepoint(this, engine().savepoint(), name);
        });
  }

  private OmnigraphSavepoint own(Savepoint savepoint) throws SQLException {
    if (savepoint instanceof OmnigraphSavepoint made && made.owner() == this) {
      return made;
    }
    throw SqlErrors.of(ErrorCode.SAVEPOINT_NOT_FOUND, savepoint);
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    run(
        () -> {
          needsTransaction("rollback(Savepoint)");
          engine().rollbackTo(own(savepoint).mark());
          return null;
        });
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    run(
        () -> {
          needsTransaction("releaseSavepoint()");
          engine().release(own(savepoint).mark());
          return null;
        });
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    run(
        () -> {
          engine().setIsolation(IsolationLevels.of(level));
          return null;
        });
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return run(() -> IsolationLevels.of(engine().isolation()));
  }

  @Override
  public void setReadOnly(boolean readOnly) throws SQLException {
    run(
        () -> {
          Session engine = engine();
          if (engine.readOnly() != readOnly && engine.inTransaction() && !engine.autoCommit()) {
            throw SqlErrors.of(
                ErrorCode.TRANSACTION_STATE,
                "setReadOnly() is not possible inside a transaction. Commit or roll back first.");
          }
          engine.setReadOnly(readOnly);
          return null;
        });
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return run(() -> engine().readOnly());
  }

  /** A null name goes back to the branch of the URL. */
  @Override
  public void setSchema(String schema) throws SQLException {
    run(
        () -> {
          engine().useBranch(schema == null ? settings.branch() : schema);
          return null;
        });
  }

  @Override
  public String getSchema() throws SQLException {
    return branch();
  }

  @Override
  public String branch() throws SQLException {
    return run(() -> engine().branch());
  }

  @Override
  public Optional<String> lastCommit() throws SQLException {
    return run(() -> engine().lastCommit());
  }

  @Override
  public LoadResult load(LoadRequest request) throws SQLException {
    return run(() -> engine().load(request));
  }

  // A connection has one graph; as with PostgreSQL, another name changes nothing.
  @Override
  public void setCatalog(String catalog) throws SQLException {
    if (catalog != null && !catalog.isEmpty() && !catalog.equalsIgnoreCase(graphName())) {
      addWarning("This connection has the graph \"" + graphName() + "\" only; connect again.");
    }
  }

  @Override
  public String getCatalog() throws SQLException {
    return graphName();
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    guard.checkOpen();
    return new OmnigraphMetaData(new ConnectionMetaSource(this));
  }

  @Override
  public void setHoldability(int holdability) throws SQLException {
    guard.checkOpen();
    this.holdability = ResultForm.checkHoldability(holdability);
  }

  @Override
  public int getHoldability() throws SQLException {
    guard.checkOpen();
    return holdability;
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    guard.checkOpen();
    return warnings;
  }

  @Override
  public void clearWarnings() throws SQLException {
    guard.checkOpen();
    warnings = null;
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    guard.checkOpen();
    return Map.of();
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    guard.checkOpen();
    if (map != null && !map.isEmpty()) {
      throw SqlErrors.unsupported("A user-defined type");
    }
  }

  @Override
  public Clob createClob() throws SQLException {
    return createNClob();
  }

  @Override
  public NClob createNClob() throws SQLException {
    guard.checkOpen();
    return new TextClob("");
  }

  @Override
  public Blob createBlob() throws SQLException {
    guard.checkOpen();
    return new BytesBlob(new byte[0]);
  }

  @Override
  public Array createArrayOf(String typeName, Object[] elements) throws SQLException {
    guard.checkOpen();
    Object items = ToParameter.of(elements);
    return items == null ? null : new SqlArray(this, typeName, (List<?>) items);
  }

  @Override
  public void setClientInfo(String name, String value) throws SQLClientInfoException {
    checkOpenForClientInfo();
    if (!clientNames.set(name, value)) {
      addWarning("The client property \"" + name + "\" is not known and was ignored.");
    }
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    checkOpenForClientInfo();
    clientNames.clear();
    for (String name : properties.stringPropertyNames()) {
      setClientInfo(name, properties.getProperty(name));
    }
  }

  private void checkOpenForClientInfo() throws SQLClientInfoException {
    if (guard.isClosed()) {
      SQLException closed = SqlErrors.of(ErrorCode.CONNECTION_CLOSED, "connection");
      throw new SQLClientInfoException(
          closed.getMessage(), closed.getSQLState(), closed.getErrorCode(), Map.of(), closed);
    }
  }

  @Override
  public String getClientInfo(String name) throws SQLException {
    guard.checkOpen();
    return clientNames.get(name);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    guard.checkOpen();
    return clientNames.copy();
  }

  // There is no network between this connection and its graph: kept, never reached.
  @Override
  public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
    guard.checkOpen();
    networkTimeoutMillis = StatementSettings.notNegative("networkTimeout", milliseconds);
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    guard.checkOpen();
    return networkTimeoutMillis;
  }

  @Override
  public boolean isValid(int timeoutSeconds) throws SQLException {
    StatementSettings.notNegative("timeout", timeoutSeconds);
    return guard.answers(TimeUnit.SECONDS.toMillis(timeoutSeconds));
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    if (executor == null) {
      throw SqlErrors.of(ErrorCode.PARAMETER_INVALID, "abort needs an executor.");
    }
    guard.abort(executor);
  }

  @Override
  public void close() throws SQLException {
    guard.close();
  }

  @Override
  public boolean isClosed() {
    return guard.isClosed();
  }

  @Override
  public String toString() {
    return "OmnigraphConnection[" + settings.url() + "]";
  }
}
