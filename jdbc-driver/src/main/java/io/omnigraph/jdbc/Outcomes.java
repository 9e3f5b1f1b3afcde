package io.omnigraph.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Results of one execution, and which of them is the current one. */
final class Outcomes {
  /** Rows, or a count when {@code rows} is null. */
  record Outcome(OmnigraphResultSet rows, long count) {}

  private static final Outcome END = new Outcome(null, -1);

  private final List<Outcome> all = new ArrayList<>();
  private int current;

  void add(Outcome outcome) {
    all.add(outcome);
  }

  Outcome current() {
    return current < all.size() ? all.get(current) : END;
  }

  /** Goes on to the next result; true if it is rows. */
  boolean advance(int mode) throws SQLException {
    if (mode == Statement.CLOSE_CURRENT_RESULT) {
      closeRows(current, current + 1);
    } else if (mode == Statement.CLOSE_ALL_RESULTS) {
      closeRows(0, current + 1);
    }
    current++;
    return current().rows() != null;
  }

  void close() throws SQLException {
    closeRows(0, all.size());
  }

  void closeAtCommit() throws SQLException {
    for (Outcome outcome : all) {
      if (outcome.rows() != null && outcome.rows().closesAtCommit()) {
        outcome.rows().close();
      }
    }
  }

  private void closeRows(int from, int to) throws SQLException {
    for (int i = from; i < Math.min(to, all.size()); i++) {
      if (all.get(i).rows() != null) {
        all.get(i).rows().close();
      }
    }
  }

  boolean contains(OmnigraphResultSet rows) {
    return all.stream().anyMatch(o -> o.rows() == rows);
  }

  /** Whether no result can still be read. */
  boolean allClosed() {
    return all.stream().allMatch(o -> o.rows() == null || o.rows().isClosed());
  }
}
