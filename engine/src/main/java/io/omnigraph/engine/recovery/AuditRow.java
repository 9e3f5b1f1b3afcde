package io.omnigraph.engine.recovery;

import java.util.List;

/**
 * What recovery did with one operation; one row for each, whatever crashes.
 *
 * @param graphCommitId commit that published or undid it; null when nothing had to be undone
 * @param kind what was done
 * @param branch graph branch; null = main
 * @param forActor who began the operation, or null
 * @param writerKind of the sidecar, as it names it
 */
public record AuditRow(
    String graphCommitId,
    Kind kind,
    String branch,
    String forActor,
    String operationId,
    String writerKind,
    List<TableOutcome> outcomes,
    long createdAtMicros) {
  public AuditRow {
    outcomes = List.copyOf(outcomes);
  }

  /** The two ends an operation can come to. */
  public enum Kind {
    ROLLED_FORWARD("RolledForward"),
    ROLLED_BACK("RolledBack");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /**
   * One table.
   *
   * @param fromVersion rolled forward: the pin before; rolled back: the head before
   * @param toVersion rolled forward: the pin now; rolled back: the version whose content is back
   */
  public record TableOutcome(String tableKey, long fromVersion, long toVersion) {}
}
