package io.omnigraph.jdbc;

import io.omnigraph.sql.session.SqlSession;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/** Sessions of graphs in this process. */
final class EmbeddedSessions implements SessionSource {
  @Override
  public SqlSession open(ConnectionSettings settings) {
    throw new OmnigraphException(ErrorCode.UNSUPPORTED, "Opening a graph in this build", "");
  }
}
