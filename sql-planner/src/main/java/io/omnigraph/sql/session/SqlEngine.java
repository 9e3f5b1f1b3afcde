package io.omnigraph.sql.session;

import io.omnigraph.engine.Graph;
import io.omnigraph.sql.statement.GraphSqlEngine;

/** SQL on one open graph: what its sessions share, above all plans. Thread-safe. */
public interface SqlEngine {
  /** Nothing is planned or loaded before the first statement. */
  static SqlEngine of(Graph graph) {
    return new GraphSqlEngine(graph);
  }

  /** A new session on {@code main}; closing it closes its engine session, not the graph. */
  SqlSession openSession();
}
