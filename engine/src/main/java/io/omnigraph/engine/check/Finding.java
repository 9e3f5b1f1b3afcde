package io.omnigraph.engine.check;

/**
 * One thing that a check found.
 *
 * @param tableKey the table it concerns, or null
 * @param id what exactly: a row's key, a file, a commit, a branch or an operation; may be null
 * @param message what is wrong, with the values
 */
public record Finding(FindingKind kind, String tableKey, String id, String message) {
  public Severity severity() {
    return kind.severity();
  }

  /** What to do about it. */
  public String remedy() {
    return kind.remedy();
  }

  @Override
  public String toString() {
    return severity().text()
        + " "
        + kind.text()
        + (tableKey == null ? "" : " " + tableKey)
        + (id == null ? "" : " [" + id + "]")
        + ": "
        + message;
  }
}
