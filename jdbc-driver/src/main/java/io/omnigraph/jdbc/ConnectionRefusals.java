package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Struct;

/** What a graph has not: procedures, structures, XML. */
abstract class ConnectionRefusals implements Connection {
  private static SQLException noProcedures() {
    return SqlErrors.unsupported("A stored procedure", "Use prepareStatement.");
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    throw noProcedures();
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    throw noProcedures();
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    throw noProcedures();
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    throw SqlErrors.unsupported("The type SQLXML");
  }

  @Override
  public Struct createStruct(String typeName, Object[] attributes) throws SQLException {
    throw SqlErrors.unsupported("The type STRUCT");
  }
}
