package io.omnigraph.jdbc.error;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;

/**
 * Makes the java.sql exception of an error: class by category, SQLState and vendor code by code.
 */
public final class SqlErrors {
  private SqlErrors() {}

  /** A new error of the driver itself. */
  public static SQLException of(ErrorCode code, Object... values) {
    return of(new OmnigraphException(code, values));
  }

  /** 0A000 with the feature's name. */
  public static SQLFeatureNotSupportedException unsupported(String feature) {
    return (SQLFeatureNotSupportedException) of(ErrorCode.UNSUPPORTED, feature, "");
  }

  /** 0A000 with the feature's name and what to do instead. */
  public static SQLFeatureNotSupportedException unsupported(String feature, String remedy) {
    return (SQLFeatureNotSupportedException) of(ErrorCode.UNSUPPORTED, feature, " " + remedy);
  }

  /** What a layer below threw; anything that is no OmnigraphException is a defect, XX000. */
  public static SQLException of(RuntimeException thrown) {
    if (thrown instanceof OmnigraphException known) {
      return chained(known);
    }
    return chained(
        new OmnigraphException(ErrorCode.INTERNAL, String.valueOf(thrown)).causedBy(thrown));
  }

  /** What one statement asked too much of, or a broken assumption: no reason to end the process. */
  public static SQLException of(Error thrown) {
    if (thrown instanceof StackOverflowError) {
      return chained(
          new OmnigraphException(
                  ErrorCode.LIMIT_EXCEEDED,
                  "The statement is nested too deeply. Write it with fewer levels, or as several.")
              .causedBy(thrown));
    }
    return chained(
        thrown instanceof OutOfMemoryError
            ? new OmnigraphException(ErrorCode.OUT_OF_MEMORY, String.valueOf(thrown.getMessage()))
                .causedBy(thrown)
            : new OmnigraphException(ErrorCode.INTERNAL, String.valueOf(thrown)).causedBy(thrown));
  }

  private static SQLException chained(OmnigraphException error) {
    SQLException made = plain(error);
    made.initCause(error);
    for (Throwable more : error.getSuppressed()) {
      if (more instanceof OmnigraphException next) {
        made.setNextException(chained(next));
      }
    }
    return made;
  }

  private static SQLException plain(OmnigraphException error) {
    ErrorCode code = error.code();
    String text = error.getMessage();
    String state = code.sqlState();
    int vendor = code.vendorCode();
    return switch (code.category()) {
      case SYNTAX -> new SQLSyntaxErrorException(text, state, vendor);
      case DATA -> new SQLDataException(text, state, vendor);
      case INTEGRITY -> new SQLIntegrityConstraintViolationException(text, state, vendor);
      case RETRY -> new SQLTransactionRollbackException(text, state, vendor);
      case UNSUPPORTED -> new SQLFeatureNotSupportedException(text, state, vendor);
      case STATE -> new SQLNonTransientException(text, state, vendor);
      case AUTHORIZATION ->
          state.startsWith("28")
              ? new SQLInvalidAuthorizationSpecException(text, state, vendor)
              : new SQLNonTransientException(text, state, vendor);
      case CONNECTION -> new SQLNonTransientConnectionException(text, state, vendor);
      case RECOVERABLE -> new SQLRecoverableException(text, state, vendor);
      case TRANSIENT -> new SQLTransientException(text, state, vendor);
      case CANCELLED ->
          code == ErrorCode.TIMEOUT
              ? new SQLTimeoutException(text, state, vendor)
              : new SQLException(text, state, vendor);
      case INTERNAL -> new SQLException(text, state, vendor);
    };
  }
}
