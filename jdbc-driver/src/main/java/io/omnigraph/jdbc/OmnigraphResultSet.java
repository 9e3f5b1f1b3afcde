package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.error.Unwrappable;
import io.omnigraph.jdbc.metadata.ResultColumns;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Life and position of a result. Moving and closing hold the connection's lock; a closed result set
 * stays closed, whoever closed it.
 */
final class OmnigraphResultSet extends TypedResultSet implements Unwrappable {
  private final OmnigraphConnectionImpl connection;
  private final OmnigraphStatement owner;
  private final int type;
  private final int holdability;
  private Map<String, Integer> positions;
  private int fetchSize;
  private int fetchDirection = FETCH_FORWARD;
  private volatile boolean closed;

  /**
   * @param owner null for metadata and arrays
   */
  OmnigraphResultSet(
      OmnigraphConnectionImpl connection,
      OmnigraphStatement owner,
      Rows rows,
      List<SqlColumn> columns) {
    super(connection, rows, columns, owner == null ? 0 : owner.getMaxFieldSizeUnchecked());
    this.connection = connection;
    this.owner = owner;
    this.type = rows instanceof BufferedRows ? TYPE_SCROLL_INSENSITIVE : TYPE_FORWARD_ONLY;
    this.holdability = owner == null ? HOLD_CURSORS_OVER_COMMIT : owner.holdability();
    this.fetchSize = owner == null ? 0 : owner.fetchSize();
  }

  @Override
  void checkOpen() throws SQLException {
    if (closed) {
      throw SqlErrors.of(ErrorCode.OBJECT_CLOSED, "result set");
    }
  }

  @Override
  public boolean next() throws SQLException {
    return connection.run(
        () -> {
          checkOpen();
          return rows().next();
        });
  }

  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      connection.runEvenIfClosed(
          () -> {
            rows().close();
            return null;
          });
    } finally {
      if (owner != null) {
        owner.resultClosed(this);
      }
    }
  }

  @Override
  public boolean isClosed() {
    return closed || connection.isClosed();
  }

  boolean closesAtCommit() {
    return holdability == CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return new ResultColumns(columns(), connection.graphName());
  }

  @Override
  public int findColumn(String label) throws SQLException {
    checkOpen();
    if (positions == null) {
      positions = positions();
    }
    Integer found = label == null ? null : positions.get(label.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw SqlErrors.of(
          ErrorCode.COLUMN_NOT_FOUND,
          label,
          "the result",
          " Columns: "
              + String.join(", ", columns().stream().map(SqlColumn::label).toList())
              + ".");
    }
    return found;
  }

  // The first of equal labels counts, as the Javadoc says.
  private Map<String, Integer> positions() {
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < columns().size(); i++) {
      byName.putIfAbsent(columns().get(i).label().toLowerCase(Locale.ROOT), i + 1);
    }
    return byName;
  }

  private BufferedRows scrollable(String method) throws SQLException {
    checkOpen();
    if (rows() instanceof BufferedRows buffered) {
      return buffered;
    }
    throw SqlErrors.unsupported(
        method + "() on a forward-only result set",
        "Create the statement with TYPE_SCROLL_INSENSITIVE.");
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    return connection.run(
        () -> {
          checkOpen();
          return rows().isBeforeFirst();
        });
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    checkOpen();
    return rows().isAfterLast();
  }

  @Override
  public boolean isFirst() throws SQLException {
    checkOpen();
    return rows().row() == 1;
  }

  @Override
  public boolean isLast() throws SQLException {
    BufferedRows buffered = scrollable("isLast");
    return buffered.onRow() && buffered.row() == buffered.size();
  }

  @Override
  public int getRow() throws SQLException {
    checkOpen();
    return (int) Math.min(rows().row(), Integer.MAX_VALUE);
  }

  @Override
  public void beforeFirst() throws SQLException {
    scrollable("beforeFirst").moveTo(0);
  }

  @Override
  public void afterLast() throws SQLException {
    scrollable("afterLast").moveTo(Long.MAX_VALUE);
  }

  @Override
  public boolean first() throws SQLException {
    return scrollable("first").moveTo(1);
  }

  @Override
  public boolean last() throws SQLException {
    BufferedRows buffered = scrollable("last");
    return buffered.moveTo(buffered.size());
  }

  @Override
  public boolean absolute(int row) throws SQLException {
    BufferedRows buffered = scrollable("absolute");
    return buffered.moveTo(row >= 0 ? row : buffered.size() + 1L + row);
  }

  @Override
  public boolean relative(int rows) throws SQLException {
    return scrollable("relative").moveBy(rows);
  }

  @Override
  public boolean previous() throws SQLException {
    return scrollable("previous").moveBy(-1);
  }

  @Override
  public int getType() throws SQLException {
    checkOpen();
    return type;
  }

  @Override
  public int getConcurrency() throws SQLException {
    checkOpen();
    return CONCUR_READ_ONLY;
  }

  @Override
  public int getHoldability() throws SQLException {
    checkOpen();
    return holdability;
  }

  @Override
  public Statement getStatement() throws SQLException {
    checkOpen();
    return owner;
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    if (direction != FETCH_FORWARD && type == ResultSet.TYPE_FORWARD_ONLY) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID, "A forward-only result set has only FETCH_FORWARD.");
    }
    fetchDirection = StatementSettings.checkedDirection(direction);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return fetchDirection;
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    checkOpen();
    fetchSize = StatementSettings.notNegative("fetchSize", rows);
  }

  @Override
  public int getFetchSize() throws SQLException {
    checkOpen();
    return fetchSize;
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
  }
}
