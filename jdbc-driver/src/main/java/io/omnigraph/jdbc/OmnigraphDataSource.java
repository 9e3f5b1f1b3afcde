package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.error.Unwrappable;
import io.omnigraph.storage.error.ErrorCode;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Connections of one URL, for frameworks that want an object. Connections of one directory share
 * its graph anyway, so that a pool in front of it is not needed. Safe for any number of threads
 * once its URL is set.
 */
public final class OmnigraphDataSource implements DataSource, Unwrappable {
  private final OmnigraphDriver driver = new OmnigraphDriver();
  private volatile String url;
  private volatile PrintWriter logWriter;
  private volatile int loginTimeoutSeconds;

  /** For frameworks that call {@link #setUrl}. */
  public OmnigraphDataSource() {}

  public OmnigraphDataSource(String url) {
    this.url = url;
  }

  /** A bean property. */
  public String getUrl() {
    return url;
  }

  /** A bean property: {@code jdbc:omnigraph:…}, with properties behind a question mark. */
  public void setUrl(String url) {
    this.url = url;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connect(new Properties());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    Properties properties = new Properties();
    if (user != null) {
      properties.setProperty(ConnectionProperty.USER.key(), user);
    }
    return connect(properties);
  }

  private Connection connect(Properties properties) throws SQLException {
    String target = url;
    if (target == null || !ConnectionUrl.accepts(target)) {
      throw SqlErrors.of(
          ErrorCode.BAD_URL, target, "a data source needs one of " + ConnectionUrl.PREFIX);
    }
    return driver.connect(target, properties);
  }

  @Override
  public PrintWriter getLogWriter() {
    return logWriter;
  }

  // Kept for its getter: the driver logs nothing.
  @Override
  public void setLogWriter(PrintWriter out) {
    logWriter = out;
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    loginTimeoutSeconds = StatementSettings.notNegative("loginTimeout", seconds);
  }

  @Override
  public int getLoginTimeout() {
    return loginTimeoutSeconds;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw SqlErrors.unsupported("A parent logger: the driver logs nothing");
  }
}
