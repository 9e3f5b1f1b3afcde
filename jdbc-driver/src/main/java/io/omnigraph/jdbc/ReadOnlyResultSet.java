package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;

/** Refuses everything that would change rows, and the types that no column has. */
abstract class ReadOnlyResultSet implements ResultSet {
  private static SQLException refused() {
    return SqlErrors.unsupported(
        "An updatable result set", "Use an UPDATE, INSERT or DELETE statement.");
  }

  @Override
  public boolean rowUpdated() throws SQLException {
    return false;
  }

  @Override
  public boolean rowInserted() throws SQLException {
    return false;
  }

  @Override
  public boolean rowDeleted() throws SQLException {
    return false;
  }

  @Override
  public String getCursorName() throws SQLException {
    throw SqlErrors.unsupported("A named cursor");
  }

  @Override
  public void updateNull(int column) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBoolean(int column, boolean value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateByte(int column, byte value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateShort(int column, short value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateInt(int column, int value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateLong(int column, long value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateFloat(int column, float value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateDouble(int column, double value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBigDecimal(int column, BigDecimal value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateString(int column, String value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBytes(int column, byte[] value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateDate(int column, Date value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateTime(int column, Time value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateTimestamp(int column, Timestamp value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateAsciiStream(int column, InputStream value, int third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBinaryStream(int column, InputStream value, int third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateCharacterStream(int column, Reader value, int third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateObject(int column, Object value, int third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateObject(int column, Object value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNull(String column) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBoolean(String column, boolean value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateByte(String column, byte value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateShort(String column, short value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateInt(String column, int value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateLong(String column, long value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateFloat(String column, float value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateDouble(String column, double value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBigDecimal(String column, BigDecimal value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateString(String column, String value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBytes(String column, byte[] value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateDate(String column, Date value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateTime(String column, Time value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateTimestamp(String column, Timestamp value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateAsciiStream(String column, InputStream value, int third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBinaryStream(String column, InputStream value, int third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateCharacterStream(String column, Reader value, int third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateObject(String column, Object value, int third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateObject(String column, Object value) throws SQLException {
    throw refused();
  }

  @Override
  public void insertRow() throws SQLException {
    throw refused();
  }

  @Override
  public void updateRow() throws SQLException {
    throw refused();
  }

  @Override
  public void deleteRow() throws SQLException {
    throw refused();
  }

  @Override
  public void refreshRow() throws SQLException {
    throw refused();
  }

  @Override
  public void cancelRowUpdates() throws SQLException {
    throw refused();
  }

  @Override
  public void moveToInsertRow() throws SQLException {
    throw refused();
  }

  @Override
  public void moveToCurrentRow() throws SQLException {
    throw refused();
  }

  @Override
  public Ref getRef(int column) throws SQLException {
    throw SqlErrors.unsupported("The type REF");
  }

  @Override
  public Ref getRef(String column) throws SQLException {
    throw SqlErrors.unsupported("The type REF");
  }

  @Override
  public void updateRef(int column, Ref value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateRef(String column, Ref value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBlob(int column, Blob value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBlob(String column, Blob value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateClob(int column, Clob value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateClob(String column, Clob value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateArray(int column, Array value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateArray(String column, Array value) throws SQLException {
    throw refused();
  }

  @Override
  public RowId getRowId(int column) throws SQLException {
    throw SqlErrors.unsupported("The type ROWID");
  }

  @Override
  public RowId getRowId(String column) throws SQLException {
    throw SqlErrors.unsupported("The type ROWID");
  }

  @Override
  public void updateRowId(int column, RowId value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateRowId(String column, RowId value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNString(int column, String value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNString(String column, String value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNClob(int column, NClob value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNClob(String column, NClob value) throws SQLException {
    throw refused();
  }

  @Override
  public SQLXML getSQLXML(int column) throws SQLException {
    throw SqlErrors.unsupported("The type SQLXML");
  }

  @Override
  public SQLXML getSQLXML(String column) throws SQLException {
    throw SqlErrors.unsupported("The type SQLXML");
  }

  @Override
  public void updateSQLXML(int column, SQLXML value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateSQLXML(String column, SQLXML value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNCharacterStream(int column, Reader value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNCharacterStream(String column, Reader value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateAsciiStream(int column, InputStream value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBinaryStream(int column, InputStream value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateCharacterStream(int column, Reader value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateAsciiStream(String column, InputStream value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBinaryStream(String column, InputStream value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateCharacterStream(String column, Reader value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBlob(int column, InputStream value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBlob(String column, InputStream value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateClob(int column, Reader value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateClob(String column, Reader value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNClob(int column, Reader value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNClob(String column, Reader value, long third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNCharacterStream(int column, Reader value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNCharacterStream(String column, Reader value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateAsciiStream(int column, InputStream value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBinaryStream(int column, InputStream value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateCharacterStream(int column, Reader value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateAsciiStream(String column, InputStream value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBinaryStream(String column, InputStream value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateCharacterStream(String column, Reader value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBlob(int column, InputStream value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateBlob(String column, InputStream value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateClob(int column, Reader value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateClob(String column, Reader value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNClob(int column, Reader value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateNClob(String column, Reader value) throws SQLException {
    throw refused();
  }

  @Override
  public void updateObject(int column, Object value, SQLType third, int fourth)
      throws SQLException {
    throw refused();
  }

  @Override
  public void updateObject(String column, Object value, SQLType third, int fourth)
      throws SQLException {
    throw refused();
  }

  @Override
  public void updateObject(int column, Object value, SQLType third) throws SQLException {
    throw refused();
  }

  @Override
  public void updateObject(String column, Object value, SQLType third) throws SQLException {
    throw refused();
  }
}
