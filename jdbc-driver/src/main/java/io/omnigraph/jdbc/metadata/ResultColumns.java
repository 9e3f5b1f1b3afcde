package io.omnigraph.jdbc.metadata;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.error.Unwrappable;
import io.omnigraph.jdbc.types.TypeTable;
import io.omnigraph.jdbc.types.TypeTable.TypeRow;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;

/** ResultSetMetaData; agrees with getColumns for a plain column. Immutable. */
public final class ResultColumns implements ResultSetMetaData, Unwrappable {
  private final List<SqlColumn> columns;
  private final String graph;

  /**
   * @param graph catalogue of plain columns
   */
  public ResultColumns(List<SqlColumn> columns, String graph) {
    this.columns = columns;
    this.graph = graph;
  }

  private SqlColumn column(int index) throws SQLException {
    if (index < 1 || index > columns.size()) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID,
          "Column " + index + " is outside of 1.." + columns.size() + ".");
    }
    return columns.get(index - 1);
  }

  private TypeRow type(int index) throws SQLException {
    return TypeTable.of(column(index).type());
  }

  @Override
  public int getColumnCount() {
    return columns.size();
  }

  @Override
  public boolean isAutoIncrement(int column) throws SQLException {
    column(column);
    return false;
  }

  @Override
  public boolean isCaseSensitive(int column) throws SQLException {
    return type(column).caseSensitive();
  }

  @Override
  public boolean isSearchable(int column) throws SQLException {
    column(column);
    return true;
  }

  @Override
  public boolean isCurrency(int column) throws SQLException {
    column(column);
    return false;
  }

  @Override
  public int isNullable(int column) throws SQLException {
    return column(column).nullable() ? columnNullable : columnNoNulls;
  }

  @Override
  public boolean isSigned(int column) throws SQLException {
    return type(column).signed();
  }

  @Override
  public int getColumnDisplaySize(int column) throws SQLException {
    return TypeTable.displaySize(column(column));
  }

  @Override
  public String getColumnLabel(int column) throws SQLException {
    return column(column).label();
  }

  @Override
  public String getColumnName(int column) throws SQLException {
    return column(column).name();
  }

  @Override
  public String getSchemaName(int column) throws SQLException {
    return column(column).branch();
  }

  @Override
  public int getPrecision(int column) throws SQLException {
    return TypeTable.precision(column(column));
  }

  @Override
  public int getScale(int column) throws SQLException {
    return TypeTable.scale(column(column));
  }

  @Override
  public String getTableName(int column) throws SQLException {
    return column(column).table();
  }

  @Override
  public String getCatalogName(int column) throws SQLException {
    return column(column).table().isEmpty() ? "" : graph;
  }

  @Override
  public int getColumnType(int column) throws SQLException {
    return type(column).code();
  }

  @Override
  public String getColumnTypeName(int column) throws SQLException {
    return column(column).typeName();
  }

  @Override
  public boolean isReadOnly(int column) throws SQLException {
    return column(column).table().isEmpty();
  }

  @Override
  public boolean isWritable(int column) throws SQLException {
    return !isReadOnly(column);
  }

  @Override
  public boolean isDefinitelyWritable(int column) throws SQLException {
    column(column);
    return false;
  }

  @Override
  public String getColumnClassName(int column) throws SQLException {
    return type(column).objectClass().getName();
  }
}
