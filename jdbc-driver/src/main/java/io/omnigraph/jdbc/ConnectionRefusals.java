package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Struct;

/** What a graph has not: structures, XML. */
abstract class ConnectionRefusals implements Connection {
  @Override
  public SQLXML createSQLXML() throws SQLException {
    throw SqlErrors.unsupported("The type SQLXML");
  }

  @Override
  public Struct createStruct(String typeName, Object[] attributes) throws SQLException {
    throw SqlErrors.unsupported("The type STRUCT");
  }
}
