package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.types.LegacyTime;
import io.omnigraph.jdbc.types.Lobs;
import io.omnigraph.jdbc.types.ToParameter;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;

/**
 * The setters. Streams and LOBs are read at once, so that they can be closed when the setter
 * returns.
 */
abstract class ParameterSetters extends OmnigraphStatement implements PreparedStatement {
  private static final int KEEP_SCALE = -1;

  ParameterSetters(OmnigraphConnectionImpl connection, ResultForm form) {
    super(connection, form, true);
  }

  /**
   * Stores one value.
   *
   * @param index from 1
   * @param value of a session's class, or null
   */
  abstract void set(int index, Object value) throws SQLException;

  @Override
  public void setNull(int index, int type) throws SQLException {
    ToParameter.checkType(type);
    set(index, null);
  }

  @Override
  public void setNull(int index, int type, String typeName) throws SQLException {
    setNull(index, type);
  }

  @Override
  public void setBoolean(int index, boolean value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setByte(int index, byte value) throws SQLException {
    set(index, (int) value);
  }

  @Override
  public void setShort(int index, short value) throws SQLException {
    set(index, (int) value);
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setLong(int index, long value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setFloat(int index, float value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setDouble(int index, double value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setBigDecimal(int index, BigDecimal value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setString(int index, String value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setNString(int index, String value) throws SQLException {
    set(index, value);
  }

  // A caller may reuse its array before the batch runs.
  @Override
  public void setBytes(int index, byte[] value) throws SQLException {
    set(index, value == null ? null : value.clone());
  }

  @Override
  public void setDate(int index, Date value) throws SQLException {
    setDate(index, value, null);
  }

  @Override
  public void setDate(int index, Date value, Calendar calendar) throws SQLException {
    set(index, value == null ? null : LegacyTime.localDate(value, calendar));
  }

  @Override
  public void setTime(int index, Time value) throws SQLException {
    setTime(index, value, null);
  }

  @Override
  public void setTime(int index, Time value, Calendar calendar) throws SQLException {
    set(index, value == null ? null : LegacyTime.localTime(value, calendar));
  }

  @Override
  public void setTimestamp(int index, Timestamp value) throws SQLException {
    setTimestamp(index, value, null);
  }

  @Override
  public void setTimestamp(int index, Timestamp value, Calendar calendar) throws SQLException {
    set(index, value == null ? null : LegacyTime.localDateTime(value, calendar));
  }

  @Override
  public void setAsciiStream(int index, InputStream value) throws SQLException {
    setAsciiStream(index, value, -1L);
  }

  @Override
  public void setAsciiStream(int index, InputStream value, int length) throws SQLException {
    setAsciiStream(index, value, (long) length);
  }

  @Override
  public void setAsciiStream(int index, InputStream value, long length) throws SQLException {
    set(index, Lobs.text(value, length, StandardCharsets.US_ASCII));
  }

  @Override
  @Deprecated
  public void setUnicodeStream(int index, InputStream value, int length) throws SQLException {
    set(index, Lobs.text(value, length, StandardCharsets.UTF_8));
  }

  @Override
  public void setBinaryStream(int index, InputStream value) throws SQLException {
    setBinaryStream(index, value, -1L);
  }

  @Override
  public void setBinaryStream(int index, InputStream value, int length) throws SQLException {
    setBinaryStream(index, value, (long) length);
  }

  @Override
  public void setBinaryStream(int index, InputStream value, long length) throws SQLException {
    set(index, Lobs.bytes(value, length));
  }

  @Override
  public void setCharacterStream(int index, Reader value) throws SQLException {
    setCharacterStream(index, value, -1L);
  }

  @Override
  public void setCharacterStream(int index, Reader value, int length) throws SQLException {
    setCharacterStream(index, value, (long) length);
  }

  @Override
  public void setCharacterStream(int index, Reader value, long length) throws SQLException {
    set(index, Lobs.text(value, length));
  }

  @Override
  public void setNCharacterStream(int index, Reader value) throws SQLException {
    setCharacterStream(index, value, -1L);
  }

  @Override
  public void setNCharacterStream(int index, Reader value, long length) throws SQLException {
    setCharacterStream(index, value, length);
  }

  @Override
  public void setBlob(int index, Blob value) throws SQLException {
    setObject(index, value);
  }

  @Override
  public void setBlob(int index, InputStream value) throws SQLException {
    setBinaryStream(index, value, -1L);
  }

  @Override
  public void setBlob(int index, InputStream value, long length) throws SQLException {
    setBinaryStream(index, value, length);
  }

  @Override
  public void setClob(int index, Clob value) throws SQLException {
    setObject(index, value);
  }

  @Override
  public void setClob(int index, Reader value) throws SQLException {
    setCharacterStream(index, value, -1L);
  }

  @Override
  public void setClob(int index, Reader value, long length) throws SQLException {
    setCharacterStream(index, value, length);
  }

  @Override
  public void setNClob(int index, NClob value) throws SQLException {
    setObject(index, value);
  }

  @Override
  public void setNClob(int index, Reader value) throws SQLException {
    setCharacterStream(index, value, -1L);
  }

  @Override
  public void setNClob(int index, Reader value, long length) throws SQLException {
    setCharacterStream(index, value, length);
  }

  @Override
  public void setArray(int index, Array value) throws SQLException {
    setObject(index, value);
  }

  @Override
  public void setURL(int index, URL value) throws SQLException {
    set(index, value == null ? null : value.toString());
  }

  @Override
  public void setObject(int index, Object value) throws SQLException {
    set(index, ToParameter.of(value));
  }

  @Override
  public void setObject(int index, Object value, int type) throws SQLException {
    ToParameter.checkType(type);
    set(index, ToParameter.as(value, type, KEEP_SCALE));
  }

  // For a stream the last argument is its length, for a number its scale.
  @Override
  public void setObject(int index, Object value, int type, int scaleOrLength) throws SQLException {
    ToParameter.checkType(type);
    if (value instanceof InputStream stream) {
      set(index, ToParameter.as(Lobs.bytes(stream, scaleOrLength), type, KEEP_SCALE));
    } else if (value instanceof Reader reader) {
      set(index, ToParameter.as(Lobs.text(reader, scaleOrLength), type, KEEP_SCALE));
    } else {
      set(index, ToParameter.as(value, type, scaleOrLength));
    }
  }

  @Override
  public void setObject(int index, Object value, SQLType type) throws SQLException {
    setObject(index, value, code(type));
  }

  @Override
  public void setObject(int index, Object value, SQLType type, int scaleOrLength)
      throws SQLException {
    setObject(index, value, code(type), scaleOrLength);
  }

  private static int code(SQLType type) throws SQLException {
    if (type == null || type.getVendorTypeNumber() == null) {
      throw SqlErrors.unsupported("The SQLType " + type);
    }
    return type.getVendorTypeNumber();
  }

  @Override
  public void setRef(int index, Ref value) throws SQLException {
    throw SqlErrors.unsupported("The type REF");
  }

  @Override
  public void setRowId(int index, RowId value) throws SQLException {
    throw SqlErrors.unsupported("The type ROWID");
  }

  @Override
  public void setSQLXML(int index, SQLXML value) throws SQLException {
    throw SqlErrors.unsupported("The type SQLXML");
  }
}
