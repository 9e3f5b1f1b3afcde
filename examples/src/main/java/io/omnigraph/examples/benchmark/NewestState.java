package io.omnigraph.examples.benchmark;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.session.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;

/**
 * What it costs a statement to find the newest state, another process's commits included: beside a
 * whole prepared point read, the engine's part alone.
 */
final class NewestState {
  /** A call alone is too short for the clock. */
  private static final int CALLS = 1_000;

  private final SmallGraph graph;
  private final Measurement.Effort effort;

  NewestState(SmallGraph graph, Measurement.Effort effort) {
    this.graph = graph;
    this.effort = effort;
  }

  void run(ResultLines out) throws Exception {
    try (Connection connection = graph.open();
        PreparedStatement query = connection.prepareStatement(SmallGraph.POINT_READ);
        Graph opened = Graphs.open(Databases.graph(graph.folder()), OpenOptions.defaults());
        Session session = opened.newSession()) {
      out.accept("point read ns", nanos(i -> SmallGraph.ask(query, i % graph.persons())));
      out.accept("head ns", nanos(i -> session.facts().tables("main").size()));
    }
  }

  /** Median of the mean of many. */
  private double nanos(Measurement.Operation operation) throws Exception {
    Measurement.Operation many =
        run -> {
          long sum = 0;
          for (int i = 0; i < CALLS; i++) {
            sum += operation.run(i);
          }
          return sum;
        };
    return Measurement.of(many, effort).micros(0.5) * 1e3 / CALLS;
  }
}
