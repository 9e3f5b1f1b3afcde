package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;

/** What can be set on a statement; no value changes a run that has begun. */
abstract class StatementSettings implements Statement {
  private final ResultForm form;
  private long maxRows;
  private int maxFieldSize;
  private int queryTimeoutSeconds;
  private int fetchSize;
  private int fetchDirection = ResultSet.FETCH_FORWARD;
  private boolean escapeProcessing = true;
  private boolean poolable;
  private boolean closeOnCompletion;
  private SQLWarning warnings;

  StatementSettings(ResultForm form, boolean poolable) {
    this.form = form;
    this.poolable = poolable;
  }

  abstract void checkOpen() throws SQLException;

  static int checkedDirection(int direction) throws SQLException {
    return switch (direction) {
      case ResultSet.FETCH_FORWARD, ResultSet.FETCH_REVERSE, ResultSet.FETCH_UNKNOWN -> direction;
      default ->
          throw SqlErrors.of(
              ErrorCode.PARAMETER_INVALID, direction + " is not a constant of fetch direction.");
    };
  }

  static int notNegative(String what, int value) throws SQLException {
    return (int) notNegative(what, (long) value);
  }

  private static long notNegative(String what, long value) throws SQLException {
    if (value < 0) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID, what + " cannot be " + value + ". Use 0 or more.");
    }
    return value;
  }

  final boolean scrollable() {
    return form.type() != ResultSet.TYPE_FORWARD_ONLY;
  }

  final int holdability() {
    return form.holdability();
  }

  final int fetchSize() {
    return fetchSize;
  }

  final int getMaxFieldSizeUnchecked() {
    return maxFieldSize;
  }

  final long maxRows() {
    return maxRows;
  }

  final long timeoutMillis() {
    return queryTimeoutSeconds * 1000L;
  }

  final boolean escapeProcessing() {
    return escapeProcessing;
  }

  final boolean closesOnCompletion() {
    return closeOnCompletion;
  }

  final void resetWarnings() {
    warnings = null;
  }

  final void addWarning(SQLWarning warning) {
    if (warnings == null) {
      warnings = warning;
    } else {
      warnings.setNextWarning(warning);
    }
  }

  @Override
  public int getMaxFieldSize() throws SQLException {
    checkOpen();
    return maxFieldSize;
  }

  @Override
  public void setMaxFieldSize(int max) throws SQLException {
    checkOpen();
    maxFieldSize = notNegative("maxFieldSize", max);
  }

  @Override
  public int getMaxRows() throws SQLException {
    checkOpen();
    return (int) Math.min(maxRows, Integer.MAX_VALUE);
  }

  @Override
  public void setMaxRows(int max) throws SQLException {
    setLargeMaxRows(max);
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    checkOpen();
    return maxRows;
  }

  @Override
  public void setLargeMaxRows(long max) throws SQLException {
    checkOpen();
    maxRows = notNegative("maxRows", max);
  }

  @Override
  public void setEscapeProcessing(boolean enable) throws SQLException {
    checkOpen();
    escapeProcessing = enable;
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    checkOpen();
    return queryTimeoutSeconds;
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    checkOpen();
    queryTimeoutSeconds = notNegative("queryTimeout", seconds);
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return warnings;
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
    warnings = null;
  }

  // Positioned updates are refused, so the name of a cursor has no effect, as the Javadoc allows.
  @Override
  public void setCursorName(String name) throws SQLException {
    checkOpen();
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    fetchDirection = checkedDirection(direction);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return fetchDirection;
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    checkOpen();
    fetchSize = notNegative("fetchSize", rows);
  }

  @Override
  public int getFetchSize() throws SQLException {
    checkOpen();
    return fetchSize;
  }

  @Override
  public int getResultSetConcurrency() throws SQLException {
    checkOpen();
    return ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public int getResultSetType() throws SQLException {
    checkOpen();
    return form.type();
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    checkOpen();
    return form.holdability();
  }

  @Override
  public void setPoolable(boolean poolable) throws SQLException {
    checkOpen();
    this.poolable = poolable;
  }

  @Override
  public boolean isPoolable() throws SQLException {
    checkOpen();
    return poolable;
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    checkOpen();
    closeOnCompletion = true;
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    checkOpen();
    return closeOnCompletion;
  }
}
