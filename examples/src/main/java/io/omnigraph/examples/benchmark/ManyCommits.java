package io.omnigraph.examples.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * One-row commits by turns of a person and of an edge, and whether they cost as much at the end as
 * at the beginning.
 */
final class ManyCommits {
  static final int TENTHS = 10;

  private final SmallGraph graph;
  private final int commits;

  ManyCommits(SmallGraph graph, int commits) {
    this.graph = graph;
    this.commits = commits;
  }

  void run(ResultLines out) throws SQLException {
    int pairs = Math.max(TENTHS, commits / 2);
    long[] persons = new long[pairs];
    long[] edges = new long[pairs];
    try (Connection connection = graph.open()) {
      commit(connection, persons, edges);
      out.accept("many commits checksum", checksum(connection));
    }
    for (int tenth = 1; tenth <= TENTHS; tenth++) {
      out.accept("insert in tenth " + tenth, tenth(persons, tenth).micros(0.5));
    }
    out.accept("edge in tenth 1", tenth(edges, 1).micros(0.5));
    out.accept("edge in tenth 10", tenth(edges, TENTHS).micros(0.5));
    Measurement all = sorted(persons);
    out.accept("many inserts p99", all.micros(0.99));
    out.accept("many inserts longest", all.micros(1));
  }

  /** Nanoseconds of each. */
  private void commit(Connection connection, long[] persons, long[] edges) throws SQLException {
    try (PreparedStatement person = connection.prepareStatement(RowInsert.PERSON.sql());
        PreparedStatement edge = connection.prepareStatement(SmallGraph.INSERT_KNOWS)) {
      Database.Sync sync = graph.database().syncOn(connection);
      for (int i = 0; i < persons.length; i++) {
        RowInsert.PERSON.binding().bind(person, graph.persons() + i);
        persons[i] = nanos(person, sync);
        graph.bindEdge(edge, i);
        edges[i] = nanos(edge, sync);
      }
    }
  }

  private static long nanos(PreparedStatement statement, Database.Sync sync) throws SQLException {
    long start = System.nanoTime();
    SmallGraph.changeOne(statement);
    sync.run();
    return System.nanoTime() - start;
  }

  private static Measurement tenth(long[] nanos, int tenth) {
    int from = (int) ((long) nanos.length * (tenth - 1) / TENTHS);
    int to = (int) ((long) nanos.length * tenth / TENTHS);
    return sorted(Arrays.copyOfRange(nanos, from, to));
  }

  private static Measurement sorted(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Measurement(sorted);
  }

  /** Equal over all databases that hold the same rows. */
  private static double checksum(Connection connection) throws SQLException {
    return SmallGraph.number(connection, SmallGraph.SCAN)
        + 31.0 * SmallGraph.number(connection, "SELECT COUNT(*) FROM person")
        + 977.0 * SmallGraph.number(connection, "SELECT SUM(src + 3 * dst) FROM knows");
  }
}
