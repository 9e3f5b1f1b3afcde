package io.omnigraph.jdbc;

import io.omnigraph.jdbc.metadata.MetaRows;
import io.omnigraph.jdbc.metadata.MetaSource;
import io.omnigraph.sql.session.SqlCatalog;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Function;

/** What metadata sees of a connection. */
record ConnectionMetaSource(OmnigraphConnectionImpl of) implements MetaSource {
  @Override
  public Connection connection() {
    return of;
  }

  @Override
  public String url() {
    return of.settings().url();
  }

  @Override
  public String user() {
    return of.settings().user();
  }

  @Override
  public boolean readOnly() throws SQLException {
    return of.isReadOnly();
  }

  @Override
  public Set<String> listedSchemas() {
    return of.settings().listedSchemas();
  }

  @Override
  public ResultSet query(Function<SqlCatalog, MetaRows> query) throws SQLException {
    return of.run(() -> of.rows(query.apply(of.session().catalog())));
  }

  @Override
  public ResultSet rows(MetaRows rows) throws SQLException {
    return of.rows(rows);
  }
}
