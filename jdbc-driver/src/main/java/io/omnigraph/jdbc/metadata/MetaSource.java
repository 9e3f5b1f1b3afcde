package io.omnigraph.jdbc.metadata;

import io.omnigraph.sql.session.SqlCatalog;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Function;

/** What metadata needs of a connection. */
public interface MetaSource {
  Connection connection();

  String url();

  /** Name given on connect, or "". */
  String user();

  boolean readOnly() throws SQLException;

  /** Schemas that metadata may list, in lower case; empty = all. */
  Set<String> listedSchemas();

  /** Runs a metadata query on the catalogue as it is now, alone in the session. */
  ResultSet query(Function<SqlCatalog, MetaRows> query) throws SQLException;

  /** A result of rows that need no catalogue. */
  ResultSet rows(MetaRows rows) throws SQLException;
}
