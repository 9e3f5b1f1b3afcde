package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.metadata.ProductVersion;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * The driver of {@code jdbc:omnigraph:} URLs. DriverManager finds it through the service file, or
 * when the class is loaded by its name.
 */
public final class OmnigraphDriver implements Driver {
  static {
    try {
      DriverManager.registerDriver(new OmnigraphDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SessionSource sessions;

  public OmnigraphDriver() {
    this(new EmbeddedSessions());
  }

  OmnigraphDriver(SessionSource sessions) {
    this.sessions = sessions;
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    if (url == null) {
      throw SqlErrors.of(ErrorCode.BAD_URL, "null", "there is none");
    }
    return ConnectionUrl.accepts(url);
  }

  /** Null for a URL of another driver. */
  @Override
  public Connection connect(String url, Properties given) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    ConnectionSettings settings =
        ConnectionUrl.parse(url, given == null ? new Properties() : given);
    try {
      return new OmnigraphConnectionImpl(sessions.open(settings), settings);
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    }
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties given) {
    return Arrays.stream(ConnectionProperty.values())
        .map(property -> described(property, given == null ? new Properties() : given))
        .toArray(DriverPropertyInfo[]::new);
  }

  private static DriverPropertyInfo described(ConnectionProperty property, Properties given) {
    DriverPropertyInfo described =
        new DriverPropertyInfo(
            property.key(), given.getProperty(property.key(), property.defaultValue()));
    described.description = property.description();
    described.required = false;
    if (!property.choices().isEmpty()) {
      described.choices = property.choices().toArray(String[]::new);
    }
    return described;
  }

  @Override
  public int getMajorVersion() {
    return ProductVersion.MAJOR;
  }

  @Override
  public int getMinorVersion() {
    return ProductVersion.MINOR;
  }

  // Full compliance needs stored procedures and all of SQL-92 Entry Level.
  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw SqlErrors.unsupported("A parent logger: the driver logs nothing");
  }
}
