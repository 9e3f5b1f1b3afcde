package io.omnigraph.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransientException;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The exception of a call that must fail. */
final class Refusal {
  /** What frameworks expect of a SQLState's class; longer beginnings win. */
  private static final Map<String, Class<? extends SQLException>> CLASSES =
      Map.ofEntries(
          Map.entry("07", SQLNonTransientException.class),
          Map.entry("08", SQLNonTransientConnectionException.class),
          Map.entry("0A", SQLFeatureNotSupportedException.class),
          Map.entry("21", SQLDataException.class),
          Map.entry("22", SQLDataException.class),
          Map.entry("23", SQLIntegrityConstraintViolationException.class),
          Map.entry("25", SQLNonTransientException.class),
          Map.entry("2B", SQLNonTransientException.class),
          Map.entry("3D", SQLNonTransientConnectionException.class),
          Map.entry("3F", SQLSyntaxErrorException.class),
          Map.entry("42", SQLSyntaxErrorException.class),
          Map.entry("42501", SQLNonTransientException.class),
          Map.entry("53", SQLTransientException.class),
          Map.entry("54", SQLNonTransientException.class),
          Map.entry("55P03", SQLTransientException.class));

  private Refusal() {}

  /**
   * Checks class, SQLState and text.
   *
   * @param says what the message must hold: what, where, and what to do
   */
  static SQLException of(String state, ThrowingCallable call, String... says) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).as("refused with %s", state).isInstanceOf(SQLException.class);
    SQLException refusal = (SQLException) thrown;
    assertThat(refusal.getSQLState()).as("%s", refusal).isEqualTo(state);
    Class<? extends SQLException> expected =
        CLASSES.getOrDefault(state, CLASSES.get(state.substring(0, 2)));
    if (expected != null) {
      assertThat((Throwable) refusal).isInstanceOf(expected);
    }
    assertThat((Throwable) refusal).hasMessageContainingAll(says);
    return refusal;
  }

  /** As {@link #of}, for an error that a new connection may get over. */
  static void recoverable(String state, ThrowingCallable call, String... says) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(SQLRecoverableException.class).hasMessageContainingAll(says);
    assertThat(((SQLException) thrown).getSQLState()).isEqualTo(state);
  }
}
