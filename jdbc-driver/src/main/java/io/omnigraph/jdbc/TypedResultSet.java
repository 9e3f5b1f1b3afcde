package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.types.Conversion;
import io.omnigraph.jdbc.types.ToNumber;
import io.omnigraph.jdbc.types.ToObject;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.storage.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import java.util.Map;

/**
 * Getters by position. Numbers of a numeric column are read as primitives; everything else goes
 * through the conversions of the {@code types} package.
 */
abstract class TypedResultSet extends LabelledResultSet {
  private final OmnigraphConnectionImpl connection;
  private final Rows rows;
  private final List<SqlColumn> columns;
  private final boolean[] isLong;
  private final int maxFieldSize;
  private boolean wasNull;

  TypedResultSet(
      OmnigraphConnectionImpl connection, Rows rows, List<SqlColumn> columns, int maxFieldSize) {
    this.connection = connection;
    this.rows = rows;
    this.columns = columns;
    this.maxFieldSize = maxFieldSize;
    this.isLong = new boolean[columns.size()];
    for (int i = 0; i < isLong.length; i++) {
      isLong[i] =
          switch (columns.get(i).type()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT -> true;
            default -> false;
          };
    }
  }

  abstract void checkOpen() throws SQLException;

  final Rows rows() {
    return rows;
  }

  final List<SqlColumn> columns() {
    return columns;
  }

  // Position from 0 of a column that has a value; -1 for NULL.
  private int at(int column) throws SQLException {
    checkOpen();
    if (column < 1 || column > isLong.length) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID,
          "Column " + column + " is outside of 1.." + isLong.length + ".");
    }
    if (!rows.onRow()) {
      throw SqlErrors.of(
          ErrorCode.NO_CURRENT_ROW,
          "The result set is not on a row. Call next() and look at what it returns.");
    }
    wasNull = rows.isNull(column - 1);
    return wasNull ? -1 : column - 1;
  }

  private <T> T get(int column, Conversion<T> conversion, Calendar calendar) throws SQLException {
    int at = at(column);
    return at < 0 ? null : conversion.apply(value(at), calendar);
  }

  private Object value(int at) {
    Object value = rows.getObject(at);
    if (maxFieldSize > 0) {
      if (value instanceof String text && text.length() > maxFieldSize) {
        return text.substring(0, maxFieldSize);
      }
      if (value instanceof byte[] bytes && bytes.length > maxFieldSize) {
        return Arrays.copyOf(bytes, maxFieldSize);
      }
    }
    return value;
  }

  private long longWithin(int column, long min, long max, SqlType target) throws SQLException {
    int at = at(column);
    if (at < 0) {
      return 0;
    }
    long value = isLong[at] ? rows.getLong(at) : ToNumber.toLong(value(at));
    return ToNumber.within(value, min, max, target.name());
  }

  @Override
  public boolean wasNull() throws SQLException {
    checkOpen();
    return wasNull;
  }

  @Override
  public byte getByte(int column) throws SQLException {
    return (byte) longWithin(column, Byte.MIN_VALUE, Byte.MAX_VALUE, SqlType.TINYINT);
  }

  @Override
  public short getShort(int column) throws SQLException {
    return (short) longWithin(column, Short.MIN_VALUE, Short.MAX_VALUE, SqlType.SMALLINT);
  }

  @Override
  public int getInt(int column) throws SQLException {
    return (int) longWithin(column, Integer.MIN_VALUE, Integer.MAX_VALUE, SqlType.INTEGER);
  }

  @Override
  public long getLong(int column) throws SQLException {
    return longWithin(column, Long.MIN_VALUE, Long.MAX_VALUE, SqlType.BIGINT);
  }

  @Override
  public double getDouble(int column) throws SQLException {
    int at = at(column);
    if (at < 0) {
      return 0;
    }
    return columns.get(at).type() == SqlType.DOUBLE
        ? rows.getDouble(at)
        : ToNumber.toDouble(value(at));
  }

  @Override
  public float getFloat(int column) throws SQLException {
    int at = at(column);
    return at < 0 ? 0 : ToNumber.toFloat(value(at));
  }

  @Override
  public boolean getBoolean(int column) throws SQLException {
    int at = at(column);
    return at >= 0 && ToNumber.toBoolean(value(at));
  }

  @Override
  public BigDecimal getBigDecimal(int column) throws SQLException {
    int at = at(column);
    return at < 0 ? null : ToNumber.toDecimal(value(at));
  }

  @Override
  @Deprecated
  public BigDecimal getBigDecimal(int column, int scale) throws SQLException {
    BigDecimal value = getBigDecimal(column);
    return value == null ? null : value.setScale(scale, RoundingMode.HALF_UP);
  }

  @Override
  public String getString(int column) throws SQLException {
    return get(column, ToObject.STRING, null);
  }

  @Override
  public String getNString(int column) throws SQLException {
    return getString(column);
  }

  @Override
  public byte[] getBytes(int column) throws SQLException {
    return get(column, ToObject.BYTES, null);
  }

  @Override
  public Date getDate(int column) throws SQLException {
    return get(column, ToObject.DATE, null);
  }

  @Override
  public Date getDate(int column, Calendar calendar) throws SQLException {
    return get(column, ToObject.DATE, calendar);
  }

  @Override
  public Time getTime(int column) throws SQLException {
    return get(column, ToObject.TIME, null);
  }

  @Override
  public Time getTime(int column, Calendar calendar) throws SQLException {
    return get(column, ToObject.TIME, calendar);
  }

  @Override
  public Timestamp getTimestamp(int column) throws SQLException {
    return get(column, ToObject.TIMESTAMP, null);
  }

  @Override
  public Timestamp getTimestamp(int column, Calendar calendar) throws SQLException {
    return get(column, ToObject.TIMESTAMP, calendar);
  }

  @Override
  public InputStream getAsciiStream(int column) throws SQLException {
    return encoded(column, StandardCharsets.US_ASCII);
  }

  @Override
  @Deprecated
  public InputStream getUnicodeStream(int column) throws SQLException {
    return encoded(column, StandardCharsets.UTF_8);
  }

  private InputStream encoded(int column, Charset charset) throws SQLException {
    String text = getString(column);
    return text == null ? null : new ByteArrayInputStream(text.getBytes(charset));
  }

  @Override
  public InputStream getBinaryStream(int column) throws SQLException {
    return get(column, ToObject.BINARY_STREAM, null);
  }

  @Override
  public Reader getCharacterStream(int column) throws SQLException {
    return get(column, ToObject.CHARACTER_STREAM, null);
  }

  @Override
  public Reader getNCharacterStream(int column) throws SQLException {
    return getCharacterStream(column);
  }

  @Override
  public Blob getBlob(int column) throws SQLException {
    return get(column, ToObject.BLOB, null);
  }

  @Override
  public Clob getClob(int column) throws SQLException {
    return get(column, ToObject.CLOB, null);
  }

  @Override
  public NClob getNClob(int column) throws SQLException {
    return get(column, ToObject.CLOB, null);
  }

  @Override
  public URL getURL(int column) throws SQLException {
    return get(column, ToObject.URL_, null);
  }

  @Override
  public Array getArray(int column) throws SQLException {
    int at = at(column);
    return at < 0 ? null : array(at);
  }

  private Array array(int at) throws SQLException {
    List<?> items = ToObject.as(value(at), List.class);
    return new SqlArray(connection, columns.get(at).typeName(), items);
  }

  @Override
  public Object getObject(int column) throws SQLException {
    int at = at(column);
    if (at < 0) {
      return null;
    }
    SqlType type = columns.get(at).type();
    return type == SqlType.ARRAY ? array(at) : ToObject.jdbcObject(type, value(at));
  }

  @Override
  public <T> T getObject(int column, Class<T> type) throws SQLException {
    if (type == null) {
      throw SqlErrors.of(ErrorCode.PARAMETER_INVALID, "getObject needs a class.");
    }
    if (type == Object.class) {
      return type.cast(getObject(column));
    }
    int at = at(column);
    if (at < 0) {
      return null;
    }
    return type == Array.class ? type.cast(array(at)) : ToObject.as(value(at), type);
  }

  // There are no user-defined types that a map could name.
  @Override
  public Object getObject(int column, Map<String, Class<?>> map) throws SQLException {
    return getObject(column);
  }
}
