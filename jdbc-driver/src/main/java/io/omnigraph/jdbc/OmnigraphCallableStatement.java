package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;

/**
 * A prepared CALL. Procedures give rows and take arguments by position; what else the interface
 * has, OUT parameters and names, is refused.
 */
final class OmnigraphCallableStatement extends OmnigraphPreparedStatement
    implements CallableStatement {
  OmnigraphCallableStatement(OmnigraphConnectionImpl connection, ResultForm form, String sql)
      throws SQLException {
    super(connection, form, sql, KeyRequest.NONE);
  }

  private static SQLException out() {
    return SqlErrors.unsupported("An OUT parameter", "A procedure's values are the rows it gives.");
  }

  private static SQLException named() {
    return SqlErrors.unsupported(
        "A parameter by its name", "Set it by its number; name it in the text: name => ?.");
  }

  @Override
  public boolean wasNull() throws SQLException {
    throw out();
  }

  @Override
  public void registerOutParameter(int parameter, int value) throws SQLException {
    throw out();
  }

  @Override
  public void registerOutParameter(String parameter, int value) throws SQLException {
    throw out();
  }

  @Override
  public void registerOutParameter(int parameter, int value, int length) throws SQLException {
    throw out();
  }

  @Override
  public void registerOutParameter(int parameter, int value, String length) throws SQLException {
    throw out();
  }

  @Override
  public void registerOutParameter(String parameter, int value, int length) throws SQLException {
    throw out();
  }

  @Override
  public void registerOutParameter(String parameter, int value, String length) throws SQLException {
    throw out();
  }

  @Override
  public Array getArray(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public Array getArray(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public BigDecimal getBigDecimal(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public BigDecimal getBigDecimal(String parameter) throws SQLException {
    throw out();
  }

  @Override
  @Deprecated
  public BigDecimal getBigDecimal(int parameter, int value) throws SQLException {
    throw out();
  }

  @Override
  public Blob getBlob(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public Blob getBlob(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public boolean getBoolean(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public boolean getBoolean(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public byte getByte(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public byte getByte(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public byte[] getBytes(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public byte[] getBytes(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public Reader getCharacterStream(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public Reader getCharacterStream(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public Clob getClob(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public Clob getClob(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public Date getDate(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public Date getDate(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public Date getDate(int parameter, Calendar value) throws SQLException {
    throw out();
  }

  @Override
  public Date getDate(String parameter, Calendar value) throws SQLException {
    throw out();
  }

  @Override
  public double getDouble(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public double getDouble(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public float getFloat(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public float getFloat(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public int getInt(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public int getInt(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public long getLong(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public long getLong(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public Reader getNCharacterStream(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public Reader getNCharacterStream(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public NClob getNClob(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public NClob getNClob(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public String getNString(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public String getNString(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public Object getObject(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public Object getObject(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public <T> T getObject(int parameter, Class<T> value) throws SQLException {
    throw out();
  }

  @Override
  public Object getObject(int parameter, Map<String, Class<?>> value) throws SQLException {
    throw out();
  }

  @Override
  public <T> T getObject(String parameter, Class<T> value) throws SQLException {
    throw out();
  }

  @Override
  public Object getObject(String parameter, Map<String, Class<?>> value) throws SQLException {
    throw out();
  }

  @Override
  public Ref getRef(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public Ref getRef(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public RowId getRowId(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public RowId getRowId(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public SQLXML getSQLXML(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public SQLXML getSQLXML(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public short getShort(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public short getShort(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public String getString(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public String getString(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public Time getTime(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public Time getTime(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public Time getTime(int parameter, Calendar value) throws SQLException {
    throw out();
  }

  @Override
  public Time getTime(String parameter, Calendar value) throws SQLException {
    throw out();
  }

  @Override
  public Timestamp getTimestamp(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public Timestamp getTimestamp(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public Timestamp getTimestamp(int parameter, Calendar value) throws SQLException {
    throw out();
  }

  @Override
  public Timestamp getTimestamp(String parameter, Calendar value) throws SQLException {
    throw out();
  }

  @Override
  public URL getURL(int parameter) throws SQLException {
    throw out();
  }

  @Override
  public URL getURL(String parameter) throws SQLException {
    throw out();
  }

  @Override
  public void setAsciiStream(String parameter, InputStream value) throws SQLException {
    throw named();
  }

  @Override
  public void setAsciiStream(String parameter, InputStream value, int length) throws SQLException {
    throw named();
  }

  @Override
  public void setAsciiStream(String parameter, InputStream value, long length) throws SQLException {
    throw named();
  }

  @Override
  public void setBigDecimal(String parameter, BigDecimal value) throws SQLException {
    throw named();
  }

  @Override
  public void setBinaryStream(String parameter, InputStream value) throws SQLException {
    throw named();
  }

  @Override
  public void setBinaryStream(String parameter, InputStream value, int length) throws SQLException {
    throw named();
  }

  @Override
  public void setBinaryStream(String parameter, InputStream value, long length)
      throws SQLException {
    throw named();
  }

  @Override
  public void setBlob(String parameter, InputStream value) throws SQLException {
    throw named();
  }

  @Override
  public void setBlob(String parameter, Blob value) throws SQLException {
    throw named();
  }

  @Override
  public void setBlob(String parameter, InputStream value, long length) throws SQLException {
    throw named();
  }

  @Override
  public void setBoolean(String parameter, boolean value) throws SQLException {
    throw named();
  }

  @Override
  public void setByte(String parameter, byte value) throws SQLException {
    throw named();
  }

  @Override
  public void setBytes(String parameter, byte[] value) throws SQLException {
    throw named();
  }

  @Override
  public void setCharacterStream(String parameter, Reader value) throws SQLException {
    throw named();
  }

  @Override
  public void setCharacterStream(String parameter, Reader value, int length) throws SQLException {
    throw named();
  }

  @Override
  public void setCharacterStream(String parameter, Reader value, long length) throws SQLException {
    throw named();
  }

  @Override
  public void setClob(String parameter, Reader value) throws SQLException {
    throw named();
  }

  @Override
  public void setClob(String parameter, Clob value) throws SQLException {
    throw named();
  }

  @Override
  public void setClob(String parameter, Reader value, long length) throws SQLException {
    throw named();
  }

  @Override
  public void setDate(String parameter, Date value) throws SQLException {
    throw named();
  }

  @Override
  public void setDate(String parameter, Date value, Calendar length) throws SQLException {
    throw named();
  }

  @Override
  public void setDouble(String parameter, double value) throws SQLException {
    throw named();
  }

  @Override
  public void setFloat(String parameter, float value) throws SQLException {
    throw named();
  }

  @Override
  public void setInt(String parameter, int value) throws SQLException {
    throw named();
  }

  @Override
  public void setLong(String parameter, long value) throws SQLException {
    throw named();
  }

  @Override
  public void setNCharacterStream(String parameter, Reader value) throws SQLException {
    throw named();
  }

  @Override
  public void setNCharacterStream(String parameter, Reader value, long length) throws SQLException {
    throw named();
  }

  @Override
  public void setNClob(String parameter, Reader value) throws SQLException {
    throw named();
  }

  @Override
  public void setNClob(String parameter, NClob value) throws SQLException {
    throw named();
  }

  @Override
  public void setNClob(String parameter, Reader value, long length) throws SQLException {
    throw named();
  }

  @Override
  public void setNString(String parameter, String value) throws SQLException {
    throw named();
  }

  @Override
  public void setNull(String parameter, int value) throws SQLException {
    throw named();
  }

  @Override
  public void setNull(String parameter, int value, String length) throws SQLException {
    throw named();
  }

  @Override
  public void setObject(String parameter, Object value) throws SQLException {
    throw named();
  }

  @Override
  public void setObject(String parameter, Object value, int length) throws SQLException {
    throw named();
  }

  @Override
  public void setObject(String parameter, Object value, int length, int more) throws SQLException {
    throw named();
  }

  @Override
  public void setRowId(String parameter, RowId value) throws SQLException {
    throw named();
  }

  @Override
  public void setSQLXML(String parameter, SQLXML value) throws SQLException {
    throw named();
  }

  @Override
  public void setShort(String parameter, short value) throws SQLException {
    throw named();
  }

  @Override
  public void setString(String parameter, String value) throws SQLException {
    throw named();
  }

  @Override
  public void setTime(String parameter, Time value) throws SQLException {
    throw named();
  }

  @Override
  public void setTime(String parameter, Time value, Calendar length) throws SQLException {
    throw named();
  }

  @Override
  public void setTimestamp(String parameter, Timestamp value) throws SQLException {
    throw named();
  }

  @Override
  public void setTimestamp(String parameter, Timestamp value, Calendar length) throws SQLException {
    throw named();
  }

  @Override
  public void setURL(String parameter, URL value) throws SQLException {
    throw named();
  }

  @Override
  public void registerOutParameter(int parameter, SQLType type) throws SQLException {
    throw out();
  }

  @Override
  public void registerOutParameter(int parameter, SQLType type, int scale) throws SQLException {
    throw out();
  }

  @Override
  public void registerOutParameter(int parameter, SQLType type, String name) throws SQLException {
    throw out();
  }

  @Override
  public void registerOutParameter(String parameter, SQLType type) throws SQLException {
    throw out();
  }

  @Override
  public void registerOutParameter(String parameter, SQLType type, int scale) throws SQLException {
    throw out();
  }

  @Override
  public void registerOutParameter(String parameter, SQLType type, String name)
      throws SQLException {
    throw out();
  }

  @Override
  public void setObject(String parameter, Object value, SQLType type) throws SQLException {
    throw named();
  }

  @Override
  public void setObject(String parameter, Object value, SQLType type, int length)
      throws SQLException {
    throw named();
  }
}
