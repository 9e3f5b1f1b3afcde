package io.omnigraph.sql.statement;

import io.omnigraph.engine.Graph;
import io.omnigraph.sql.session.SqlEngine;
import io.omnigraph.sql.session.SqlSession;

/** The engine of one graph. */
public final class GraphSqlEngine implements SqlEngine {
  private final Graph graph;
  private final PlanCache plans = new PlanCache();

  public GraphSqlEngine(Graph graph) {
    this.graph = graph;
  }

  @Override
  public SqlSession openSession() {
    return new EngineSession(graph, graph.newSession(), plans);
  }
}
