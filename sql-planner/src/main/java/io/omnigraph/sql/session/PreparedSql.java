package io.omnigraph.sql.session;

import java.util.List;

/** One planned statement; reusable with other parameters, in the session that made it. */
public interface PreparedSql {
  /** What executing it gives. */
  enum Kind {
    /** Rows. */
    QUERY,
    /** A count of rows: INSERT, UPDATE, DELETE, COPY, LOAD GRAPH. */
    UPDATE,
    /** Nothing: DDL, branch and session statements. */
    COMMAND
  }

  String sql();

  Kind kind();

  /**
   * Whether a transaction with it that lost against another writer may run again unasked: it has no
   * effect outside of the transaction, or one that may happen twice, and does not overwrite what
   * the other wrote.
   */
  boolean repeatable();

  /** Columns of a QUERY, else empty. */
  List<SqlColumn> columns();

  /** One a parameter marker, in order. */
  List<SqlParameter> parameters();

  /**
   * Runs it.
   *
   * @param parameters one a marker, in the Java class that {@link SqlType} names for its type, or
   *     any class that converts to it without loss (a Long for an INTEGER); null = NULL
   */
  SqlResult execute(Object[] parameters, ExecutionOptions options);

  /**
   * Runs an INSERT, UPDATE or DELETE once a row as one statement: one staged write, all or nothing.
   *
   * @return rows affected by each entry
   * @throws BatchFailure when an entry is bad; nothing took effect
   */
  long[] executeBatch(List<Object[]> rows, ExecutionOptions options);
}
