package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.metadata.MetaRows;
import io.omnigraph.jdbc.types.TypeTable;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A list as java.sql sees it. */
final class SqlArray implements Array {
  private final OmnigraphConnectionImpl connection;
  private final SqlType itemType;
  // Null once freed.
  private List<?> items;

  /**
   * @param typeName of the items, or of the array: {@code REAL ARRAY}
   */
  SqlArray(OmnigraphConnectionImpl connection, String typeName, List<?> items) throws SQLException {
    this.connection = connection;
    this.itemType = itemType(typeName);
    this.items = items;
  }

  private static SqlType itemType(String typeName) throws SQLException {
    String name = typeName.toUpperCase(Locale.ROOT).replaceFirst("\\s*(ARRAY|\\[\\])$", "");
    if (name.startsWith("VECTOR")) {
      return SqlType.REAL;
    }
    String plain = name.replaceFirst("\\s*\\(.*\\)$", "");
    for (SqlType type : SqlType.values()) {
      if (TypeTable.of(type).name().equals(plain)) {
        return type;
      }
    }
    throw SqlErrors.of(
        ErrorCode.PARAMETER_INVALID, "\"" + typeName + "\" is no type that an array can have.");
  }

  private List<?> items() throws SQLException {
    if (items == null) {
      throw SqlErrors.of(ErrorCode.OBJECT_CLOSED, "Array");
    }
    return items;
  }

  private List<?> slice(long index, int count) throws SQLException {
    int size = items().size();
    if (index < 1 || count < 0 || index - 1 > size) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID,
          "An array of " + size + " items has no " + count + " items from " + index + ".");
    }
    int from = (int) (index - 1);
    return items.subList(from, (int) Math.min(size, (long) from + count));
  }

  @Override
  public String getBaseTypeName() throws SQLException {
    items();
    return TypeTable.of(itemType).name();
  }

  @Override
  public int getBaseType() throws SQLException {
    items();
    return TypeTable.of(itemType).code();
  }

  @Override
  public Object getArray() throws SQLException {
    return items().toArray();
  }

  @Override
  public Object getArray(Map<String, Class<?>> map) throws SQLException {
    return getArray();
  }

  @Override
  public Object getArray(long index, int count) throws SQLException {
    return slice(index, count).toArray();
  }

  @Override
  public Object getArray(long index, int count, Map<String, Class<?>> map) throws SQLException {
    return getArray(index, count);
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    return getResultSet(1, items().size());
  }

  @Override
  public ResultSet getResultSet(Map<String, Class<?>> map) throws SQLException {
    return getResultSet();
  }

  @Override
  public ResultSet getResultSet(long index, int count) throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    long number = index;
    for (Object item : slice(index, count)) {
      rows.add(new Object[] {number, item});
      number++;
    }
    return connection.rows(
        new MetaRows(List.of(column("INDEX", SqlType.BIGINT), column("VALUE", itemType)), rows));
  }

  private static SqlColumn column(String name, SqlType type) {
    return new SqlColumn(name, name, "", "", type, TypeTable.of(type).name(), 0, 0, true);
  }

  @Override
  public ResultSet getResultSet(long index, int count, Map<String, Class<?>> map)
      throws SQLException {
    return getResultSet(index, count);
  }

  @Override
  public void free() {
    items = null;
  }
}
