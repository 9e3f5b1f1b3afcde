package io.omnigraph.examples.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One-row commits under autocommit, one kind after the other, and transactions of many rows. */
final class OneRowCommits {
  private static final long FIRST_ID = 10_000_000;
  private static final long FIRST_ID_OF_TRANSACTIONS = 2_000_000_000;
  private static final int ROWS_A_TRANSACTION = 1_000;

  private final SmallGraph graph;
  private final Measurement.Effort effort;
  private final ResultLines out;

  OneRowCommits(SmallGraph graph, Measurement.Effort effort, ResultLines out) {
    this.graph = graph;
    this.effort = effort;
    this.out = out;
  }

  /** Sets the parameters of the i-th run. */
  @FunctionalInterface
  private interface Binding {
    void bind(PreparedStatement statement, int i) throws SQLException;
  }

  void run() throws Exception {
    try (Connection connection = graph.open()) {
      int inserted =
          commits(connection, "insert", RowInsert.PERSON.sql(), OneRowCommits::bindInsert, effort);
      commits(
          connection, "update", "UPDATE person SET age = ? WHERE id = ?", this::bindUpdate, effort);
      commits(connection, "edge", SmallGraph.INSERT_KNOWS, graph::bindEdge, effort);
      // Half of what was inserted for each phase, so that each delete meets a row.
      int most = Math.max(1, inserted / 2);
      commits(
          connection,
          "delete",
          "DELETE FROM person WHERE id = ?",
          (statement, i) -> statement.setLong(1, FIRST_ID + i),
          new Measurement.Effort(effort.warmUpMillis(), effort.millis(), most));
      transactions(connection);
    }
  }

  private static void bindInsert(PreparedStatement insert, int i) throws SQLException {
    RowInsert.PERSON.binding().bind(insert, FIRST_ID + i);
  }

  /** Each time another age. */
  private void bindUpdate(PreparedStatement update, int i) throws SQLException {
    update.setInt(1, 100 + i / graph.persons());
    update.setLong(2, i % graph.persons());
  }

  /** How often it ran, the warm-up included. */
  private int commits(
      Connection connection, String name, String sql, Binding binding, Measurement.Effort effort)
      throws Exception {
    int[] runs = {0};
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Database.Sync sync = graph.database().syncOn(connection);
      Measurement.Operation operation =
          i -> {
            runs[0] = i + 1;
            binding.bind(statement, i);
            long changed = SmallGraph.changeOne(statement);
            sync.run();
            return changed;
          };
      out.times(name, Measurement.of(operation, effort));
    }
    return runs[0];
  }

  private void transactions(Connection connection) throws Exception {
    try (PreparedStatement insert = connection.prepareStatement(RowInsert.PERSON.sql())) {
      Database.Sync sync = graph.database().syncOn(connection);
      connection.setAutoCommit(false);
      Measurement.Operation operation =
          i -> {
            long first = FIRST_ID_OF_TRANSACTIONS + (long) i * ROWS_A_TRANSACTION;
            SmallGraph.insert(insert, first, ROWS_A_TRANSACTION);
            connection.commit();
            sync.run();
            return ROWS_A_TRANSACTION;
          };
      out.times("transaction", Measurement.of(operation, effort));
      connection.setAutoCommit(true);
    }
  }
}
