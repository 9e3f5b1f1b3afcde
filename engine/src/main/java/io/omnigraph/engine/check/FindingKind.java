package io.omnigraph.engine.check;

import static io.omnigraph.engine.check.Severity.ERROR;
import static io.omnigraph.engine.check.Severity.INFO;
import static io.omnigraph.engine.check.Severity.WARNING;

import java.util.Locale;

/** What a check looks for; each kind has one severity and one remedy. */
public enum FindingKind {
  NOT_A_GRAPH(ERROR, "Name the directory that holds __manifest, or restore it from a backup."),
  SCHEMA_FILES(
      ERROR, "Put back _schema.pg, _schema.ir.json and __schema_state.json of this graph."),
  SCHEMA_OBJECT(ERROR, "Put back the file from a backup; commits that name it cannot be read."),
  SCHEMA_STAGING(
      WARNING, "A schema change stopped half-way. Open the graph read-write to finish it."),
  MANIFEST_UNREADABLE(ERROR, "Restore __manifest from a backup; the tables' files are untouched."),
  MANIFEST_ROW(ERROR, "Restore __manifest from a backup."),
  COMMIT_CHAIN(ERROR, "Restore __manifest from a backup."),
  BRANCH_HEAD(ERROR, "Restore __manifest from a backup."),
  LOG_DAMAGED(ERROR, "Restore __log and __manifest from one and the same backup."),
  LOG_FORMAT(ERROR, "Check and open the graph with the version that wrote it."),
  LOG_CHAIN(ERROR, "Restore __log and __manifest from one and the same backup."),
  TABLE_NAME(ERROR, "Restore __manifest from a backup."),
  TABLE_PATH(ERROR, "Restore __manifest from a backup."),
  TABLE_TYPES(ERROR, "Restore __schemas and __manifest from one and the same backup."),
  TABLE_MISSING(ERROR, "Restore the table's directory from a backup."),
  TABLE_UNREADABLE(
      ERROR, "Restore the table's directory from a backup; other branches may be whole."),
  TABLE_COLUMNS(ERROR, "Restore the table and __schemas from one and the same backup."),
  PIN_AHEAD(ERROR, "Restore the table's _versions from a backup."),
  DRIFT(ERROR, "Something wrote the table past the graph. Writes to it are refused; see repair."),
  UNFINISHED_TABLE(WARNING, "Open the graph read-write, or write to it: recovery settles it."),
  ROW_COUNT(ERROR, "Rows are missing or too many. Restore the table from a backup."),
  DELTA(ERROR, "Restore __manifest and __log from one and the same backup."),
  DUPLICATE_KEY(ERROR, "Delete one of the rows."),
  DUPLICATE_UNIQUE(ERROR, "Change or delete one of the rows."),
  ROW_VALUE(ERROR, "Update the row."),
  MISSING_END(ERROR, "Insert the node, or delete the edge."),
  CARDINALITY(ERROR, "Insert or delete edges of that node."),
  TOO_FEW_EDGES(INFO, "Insert edges, if the node should have some; commits look at touched nodes."),
  SIDECAR_DAMAGED(
      ERROR, "Look at the file; move it away only if its operation is known to be done."),
  SIDECAR_PENDING(WARNING, "Open the graph read-write, or write to it: recovery settles it."),
  OPERATION_RUNNING(INFO, "Nothing: its writer is at work."),
  WRITER_LOCK(WARNING, "Make __writer.lock an empty file that the graph's users may write."),
  AUDIT(ERROR, "Nothing of the data is concerned; restore the table of recoveries from a backup."),
  CHECKSUM(
      ERROR,
      "Restore the file from a backup. Until then do not read the table: values may be wrong, and"
          + " the process may end."),
  NO_CHECKSUM(INFO, "Nothing: they were not compared."),
  UNREFERENCED_FILES(INFO, "Nothing: they cost room only, and cleanup removes them."),
  ORPHAN_FORK(INFO, "Nothing, unless a branch of that name is to be made: then run cleanup."),
  NOT_CHECKED(ERROR, "Mend the other findings, then check again.");

  private final Severity severity;
  private final String remedy;

  FindingKind(Severity severity, String remedy) {
    this.severity = severity;
    this.remedy = remedy;
  }

  public Severity severity() {
    return severity;
  }

  public String remedy() {
    return remedy;
  }

  /** As SQL shows it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
