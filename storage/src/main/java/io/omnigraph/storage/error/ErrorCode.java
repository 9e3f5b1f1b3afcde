package io.omnigraph.storage.error;

/**
 * Every error this product raises: its SQLState, its category and the text.
 *
 * <p>A template says what happened with the values, and what to do now; {@code %s} are filled in
 * order. Vendor codes follow the publish protocol where it defines one, else 2000 + the HTTP status
 * of the case. All modules share this enum, so that an error keeps its identity on its way up.
 */
public enum ErrorCode {
  // Connection and directory.
  GRAPH_NOT_FOUND(
      2404,
      "3D000",
      ErrorCategory.CONNECTION,
      "There is no graph at %s. Check the path, or connect with create=true to make one."),
  NOT_A_GRAPH(
      2404,
      "3D000",
      ErrorCategory.CONNECTION,
      "%s is not a graph: it holds %s but no __manifest. Name an empty or absent directory, or a"
          + " graph."),
  PARENT_MISSING(
      2404,
      "3D000",
      ErrorCategory.CONNECTION,
      "Cannot create a graph at %s: its parent directory does not exist. Create %s first."),
  BAD_URL(2400, "08001", ErrorCategory.CONNECTION, "Cannot use the URL %s: %s."),
  CONNECTION_CLOSED(2400, "08003", ErrorCategory.CONNECTION, "This %s is closed. Open a new one."),
  ALREADY_INITIALIZED(
      1060,
      "42710",
      ErrorCategory.STATE,
      "%s already holds a graph (%s is there). Open it instead of initialising it."),
  FORMAT_TOO_NEW(
      2400,
      "0A000",
      ErrorCategory.CONNECTION,
      "The graph at %s has storage format %s; this version reads up to %s. Upgrade the driver."),
  FORMAT_TOO_OLD(
      2400,
      "0A000",
      ErrorCategory.CONNECTION,
      "The graph at %s has storage format %s, older than %s, and no migration exists. Open it with"
          + " the version that wrote it."),
  SCHEMA_CONTRACT(
      2409,
      "55000",
      ErrorCategory.CONNECTION,
      "Schema contract violated at %s: %s. Restore the schema files that belong to this graph."),
  SCHEMA_FILES_MISSING(
      2409,
      "55000",
      ErrorCategory.CONNECTION,
      "%s holds a __manifest but no _schema.pg. Restore the file from a backup or from __schemas."),
  RECOVERY_REQUIRED(
      1041,
      "55000",
      ErrorCategory.RECOVERABLE,
      "Operation %s did not finish: %s. The next write or read-write open finishes or undoes it;"
          + " until then readers see nothing of it or all of it. To have it done, reopen"
          + " read-write."),
  LOCK_TIMEOUT(
      1051,
      "55P03",
      ErrorCategory.TRANSIENT,
      "Another process (%s) holds the writer lock of %s for more than %s ms. Wait, or end that"
          + " process."),
  PERMISSION_DENIED(
      2403,
      "42501",
      ErrorCategory.AUTHORIZATION,
      "No permission to write %s. Give the user of this process write access, or connect with"
          + " readOnly=true."),
  STORE_FULL(
      2500,
      "53100",
      ErrorCategory.TRANSIENT,
      "The disk that holds %s is full: %s. Free some space and run the statement again; nothing was"
          + " changed."),
  STORAGE_FAULT(
      2500,
      "58030",
      ErrorCategory.TRANSIENT,
      "Reading or writing %s failed: %s. Nothing was"
          + " published; check the disk and try again."),
  DATA_CORRUPT(
      2500,
      "XX001",
      ErrorCategory.INTERNAL,
      "%s is damaged or incomplete: %s. Restore it from a backup; other branches may be intact."),
  NATIVE_LIBRARY(
      2500, "58000", ErrorCategory.INTERNAL, "The native library could not be loaded: %s. %s"),
  INTERNAL(
      2500,
      "XX000",
      ErrorCategory.INTERNAL,
      "Internal error: %s. This is a defect of the driver; please report it with the statement."),

  // Commit.
  COMMIT_CONFLICT(
      1001,
      "40001",
      ErrorCategory.RETRY,
      "%s was also changed by another commit on branch \"%s\" since this transaction read it (%s)."
          + " Refresh and retry the transaction."),
  READ_SET_CHANGED(
      1002,
      "40001",
      ErrorCategory.RETRY,
      "%s, which this transaction read, was changed by %s on branch \"%s\". Retry the"
          + " transaction."),
  PUBLISH_CONTENTION(
      1003,
      "40001",
      ErrorCategory.RETRY,
      "Publish on branch \"%s\" exhausted retries (%s). Retry the transaction."),
  COMMIT_UNKNOWN(
      2504,
      "08007",
      ErrorCategory.RECOVERABLE,
      "The outcome of commit %s on branch \"%s\" is unknown: %s. It may have succeeded: look for it"
          + " in omnigraph.commits before a second try."),
  DRIFT(
      1040,
      "55000",
      ErrorCategory.STATE,
      "Table %s has version %s but the graph pins %s, and no pending operation explains it. Run"
          + " repair."),
  EXPECT_HEAD_FAILED(
      2412,
      "OG012",
      ErrorCategory.STATE,
      "Branch \"%s\" is at commit %s, not at %s as expected. Nothing was"
          + " changed; read the branch and decide anew."),

  // Constraints.
  KEY_CONFLICT(
      2409,
      "23505",
      ErrorCategory.INTEGRITY,
      "%s already has a row with key %s%s. Use another key, or update the row."),
  UNIQUE_VIOLATION(
      2400,
      "23505",
      ErrorCategory.INTEGRITY,
      "%s: value %s of unique (%s) is already taken%s. Use another value."),
  NOT_NULL_VIOLATION(
      2400,
      "23502",
      ErrorCategory.INTEGRITY,
      "%s.%s must have a value, but row %s has none. Supply one."),
  MISSING_END(
      2400,
      "23503",
      ErrorCategory.INTEGRITY,
      "%s.%s names %s \"%s\", which is not found. Insert the node first, in the same transaction if"
          + " you like."),
  CHECK_VIOLATION(
      2400, "23514", ErrorCategory.INTEGRITY, "%s.%s: value %s violates %s. Supply another value."),
  CARDINALITY_VIOLATION(
      2400,
      "23K01",
      ErrorCategory.INTEGRITY,
      "@card violation: %s \"%s\" would have %s %s edges, but %s."),

  // Names.
  SYNTAX_ERROR(2400, "42601", ErrorCategory.SYNTAX, "%s"),
  TABLE_NOT_FOUND(
      2400, "42S02", ErrorCategory.SYNTAX, "Table \"%s\" does not exist in branch \"%s\".%s"),
  PROPERTY_GRAPH_NOT_FOUND(
      2404,
      "42S02",
      ErrorCategory.SYNTAX,
      "Property graph \"%s\" does not exist in branch \"%s\". The branch's own graph is \"%s\", and"
          + " CURRENT_GRAPH always means it."),
  COLUMN_NOT_FOUND(2400, "42S22", ErrorCategory.SYNTAX, "Column \"%s\" does not exist in %s.%s"),
  FUNCTION_NOT_FOUND(2400, "42883", ErrorCategory.SYNTAX, "%s"),
  TYPE_MISMATCH(2400, "42804", ErrorCategory.SYNTAX, "%s"),
  TABLE_EXISTS(
      2409, "42S01", ErrorCategory.SYNTAX, "%s \"%s\" already exists. Choose another name."),
  COLUMN_EXISTS(
      2409, "42S21", ErrorCategory.SYNTAX, "Column \"%s\" of %s is declared twice. Remove one."),
  NAME_RESERVED(
      2400, "42939", ErrorCategory.SYNTAX, "\"%s\" is a reserved name. Choose another one."),
  SCHEMA_NAME_RESERVED(
      2400,
      "42939",
      ErrorCategory.SYNTAX,
      "Schema, line %s, column %s: %s: the name \"%s\" is reserved. Choose another one."),
  SCHEMA_INVALID(2400, "42601", ErrorCategory.SYNTAX, "Schema, line %s, column %s: %s"),
  SCHEMA_CHANGE_REFUSED(2400, "OG200", ErrorCategory.STATE, "%s"),
  DEPENDENT_OBJECTS(2409, "2BP01", ErrorCategory.STATE, "%s cannot be dropped: %s depends on it."),
  BRANCH_NOT_FOUND(
      2404,
      "3F000",
      ErrorCategory.SYNTAX,
      "Branch \"%s\" does not exist. Branches: %s. CREATE BRANCH it, or use another."),
  BRANCH_EXISTS(
      2409, "42710", ErrorCategory.SYNTAX, "Branch \"%s\" already exists. Choose another name."),
  BRANCH_NAME_INVALID(2400, "42602", ErrorCategory.SYNTAX, "\"%s\" cannot name a branch: %s."),
  BRANCH_IN_USE(2409, "55006", ErrorCategory.STATE, "Branch \"%s\" cannot be dropped: %s."),
  COMMIT_NOT_FOUND(
      2404,
      "OG404",
      ErrorCategory.SYNTAX,
      "Branch \"%s\" has no version %s. See" + " omnigraph.commits."),

  // Values and input files.
  VALUE_INVALID(2400, "22018", ErrorCategory.DATA, "%s"),
  VALUE_OUT_OF_RANGE(2400, "22003", ErrorCategory.DATA, "%s"),
  DATETIME_INVALID(2400, "22007", ErrorCategory.DATA, "%s"),
  DATETIME_OVERFLOW(2400, "22008", ErrorCategory.DATA, "%s"),
  STRING_TOO_LONG(2400, "22001", ErrorCategory.DATA, "%s"),
  DIVISION_BY_ZERO(2400, "22012", ErrorCategory.DATA, "Division by zero in %s."),
  CARDINALITY(2400, "21000", ErrorCategory.DATA, "%s"),
  PARAMETER_INVALID(2400, "22023", ErrorCategory.DATA, "%s"),
  PARAMETER_MISSING(
      2400, "07001", ErrorCategory.DATA, "Parameter %s of %s has no value. Set it before execute."),
  LOAD_LINE(2400, "22000", ErrorCategory.DATA, "%s: %s"),
  LOAD_VALUE_MISSING(2400, "23502", ErrorCategory.INTEGRITY, "%s"),
  LOAD_FILE_NOT_FOUND(
      2404, "58030", ErrorCategory.DATA, "The file %s cannot be read: %s. Check the name."),
  LIMIT_EXCEEDED(2413, "54000", ErrorCategory.STATE, "%s"),
  OUT_OF_MEMORY(
      2500,
      "53200",
      ErrorCategory.TRANSIENT,
      "The statement needs more memory than this process has (%s). Ask for less at once, or give"
          + " it more heap (-Xmx)."),

  // Sessions and statements.
  UNSUPPORTED(2400, "0A000", ErrorCategory.UNSUPPORTED, "%s is not supported.%s"),
  READ_ONLY(
      2400,
      "25006",
      ErrorCategory.STATE,
      "%s: this connection is read-only. Use another connection, or setReadOnly(false)."),
  PENDING_CHANGES(
      2400,
      "25001",
      ErrorCategory.STATE,
      "%s cannot run beside pending changes of this transaction. COMMIT or ROLLBACK first."),
  SECOND_BRANCH(
      2400,
      "25001",
      ErrorCategory.STATE,
      "This transaction writes branch \"%s\" and cannot write \"%s\" too. COMMIT first."),
  TRANSACTION_ACTIVE(
      2400,
      "25001",
      ErrorCategory.STATE,
      "%s is not possible inside a transaction that has begun. COMMIT or ROLLBACK first."),
  TRANSACTION_STATE(2400, "25000", ErrorCategory.STATE, "%s"),
  NOT_A_QUERY(
      2400, "07005", ErrorCategory.STATE, "The statement gives no rows: %s. Use executeUpdate."),
  NOT_AN_UPDATE(
      2400, "07003", ErrorCategory.STATE, "The statement gives rows: %s. Use executeQuery."),
  OBJECT_CLOSED(2400, "55000", ErrorCategory.STATE, "This %s is closed. Make a new one."),
  NO_CURRENT_ROW(2400, "24000", ErrorCategory.STATE, "%s"),
  SAVEPOINT_NOT_FOUND(
      2400, "3B001", ErrorCategory.STATE, "Savepoint %s is not part of this transaction."),
  CANCELLED(2499, "57014", ErrorCategory.CANCELLED, "The statement was cancelled."),
  TIMEOUT(
      2504,
      "57014",
      ErrorCategory.CANCELLED,
      "The statement ran longer than its timeout of %s ms and was stopped.");

  private final int vendorCode;
  private final String sqlState;
  private final ErrorCategory category;
  private final String template;

  ErrorCode(int vendorCode, String sqlState, ErrorCategory category, String template) {
    this.vendorCode = vendorCode;
    this.sqlState = sqlState;
    this.category = category;
    this.template = template;
  }

  /** What {@code SQLException.getErrorCode()} answers. */
  public int vendorCode() {
    return vendorCode;
  }

  /** Five characters, ISO 9075 class and subclass, or class OG. */
  public String sqlState() {
    return sqlState;
  }

  public ErrorCategory category() {
    return category;
  }

  String template() {
    return template;
  }
}
