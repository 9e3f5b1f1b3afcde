package io.omnigraph.storage.error;

/** What a caller can do about an error; the driver maps each category to one java.sql class. */
public enum ErrorCategory {
  /** The text of the statement is wrong, or names something that is not there. */
  SYNTAX,
  /** A value does not fit. */
  DATA,
  /** A constraint of the schema would not hold. */
  INTEGRITY,
  /** Somebody else was first; running the transaction again may succeed. */
  RETRY,
  /** The feature does not exist here. */
  UNSUPPORTED,
  /** Not allowed in the present state of the connection or transaction. */
  STATE,
  /** The caller may not do this. */
  AUTHORIZATION,
  /** The connection cannot be made or is gone; a new one may work after the remedy. */
  CONNECTION,
  /** The connection must be opened again, or the outcome looked at, before work can go on. */
  RECOVERABLE,
  /** May work when tried again later, nothing has to change. */
  TRANSIENT,
  /** Cancelled by the user or by a timeout. */
  CANCELLED,
  /** A fault of files, disk or this program. */
  INTERNAL
}
