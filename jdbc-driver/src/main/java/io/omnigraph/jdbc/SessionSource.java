package io.omnigraph.jdbc;

import io.omnigraph.sql.session.SqlSession;

/** Opens sessions; tests put their own in its place. */
@FunctionalInterface
interface SessionSource {
  /**
   * @throws io.omnigraph.storage.error.OmnigraphException GRAPH_NOT_FOUND, BRANCH_NOT_FOUND, …
   */
  SqlSession open(ConnectionSettings settings);
}
