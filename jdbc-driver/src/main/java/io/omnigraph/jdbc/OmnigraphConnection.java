package io.omnigraph.jdbc;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What {@code connection.unwrap(OmnigraphConnection.class)} adds to JDBC. May be shared by threads:
 * calls take turns.
 */
public sealed interface OmnigraphConnection extends Connection permits OmnigraphConnectionImpl {
  /** The branch this connection reads and writes, as {@link #getSchema}. */
  String branch() throws SQLException;

  /** Id of the last graph commit that this connection published, if any. */
  Optional<String> lastCommit() throws SQLException;

  /**
   * Loads files: as one commit under autocommit, else into the transaction. Nothing is loaded
   * unless everything is.
   *
   * @throws SQLException naming file, line and column of the first bad value
   */
  LoadResult load(LoadRequest request) throws SQLException;
}
