package io.omnigraph.jdbc;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.sql.session.PreparedSql;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** A batch of texts: all of them take effect, or none. */
final class TextBatch {
  private final OmnigraphConnectionImpl connection;
  private final List<String> texts;

  /** Whether all that ran may run again. */
  private boolean repeatable = true;

  TextBatch(OmnigraphConnectionImpl connection, List<String> texts) {
    this.connection = connection;
    this.texts = texts;
  }

  long[] execute(Run run) throws SQLException {
    try {
      return connection.allOrNothing(() -> each(run), () -> repeatable);
    } catch (BatchUpdateException e) {
      throw e;
    } catch (SQLException e) { // from the commit
      throw failed(texts.size(), "The batch failed as a whole", e);
    }
  }

  private long[] each(Run run) throws SQLException {
    long[] counts = new long[texts.size()];
    for (int i = 0; i < counts.length; i++) {
      try {
        counts[i] = one(run, texts.get(i));
      } catch (RuntimeException e) {
        throw failed(texts.size(), "Entry " + i + " of the batch failed", SqlErrors.of(e));
      } catch (SQLException e) {
        throw failed(texts.size(), "Entry " + i + " of the batch failed", e);
      }
    }
    return counts;
  }

  private long one(Run run, String text) throws SQLException {
    PreparedSql prepared = connection.session().prepare(text);
    if (prepared.kind() == PreparedSql.Kind.QUERY) {
      throw SqlErrors.of(ErrorCode.NOT_AN_UPDATE, text);
    }
    repeatable &= prepared.repeatable();
    SqlResult result = prepared.execute(new Object[0], run.options(false));
    return result.updateCount();
  }

  /**
   * Nothing of the batch took effect, so every count says "failed".
   *
   * @param what which part; the cause's own text, state and code are kept
   */
  static BatchUpdateException failed(int size, String what, SQLException cause) {
    long[] counts = new long[size];
    Arrays.fill(counts, Statement.EXECUTE_FAILED);
    BatchUpdateException made =
        new BatchUpdateException(
            what + ", nothing of it was done: " + cause.getMessage(),
            cause.getSQLState(),
            cause.getErrorCode(),
            counts,
            cause);
    made.setNextException(cause);
    return made;
  }
}
