package io.omnigraph.engine.check;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.ManifestAudit;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.recovery.RecoveryAudit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What recovery recorded: one row an operation, and the commit that it names is there. */
final class AuditCheck {
  private final CheckedGraph graph;
  private final Findings findings;
  private List<AuditRow> rows = List.of();

  AuditCheck(CheckedGraph graph, Findings findings) {
    this.graph = graph;
    this.findings = findings;
  }

  /** Comes before the manifest is read: a recovery publishes first and records then. */
  void read() {
    rows = RecoveryAudit.read(graph.tables());
    Set<String> operations = new HashSet<>();
    for (AuditRow row : rows) {
      if (!operations.add(row.operationId())) {
        findings.add(FindingKind.AUDIT, row.operationId(), "it was recorded twice");
      }
    }
  }

  /** Only main's commits stay for good: a branch may be dropped, and made again. */
  void run(ManifestAudit main) {
    Set<String> known =
        main.commits().stream().map(GraphCommit::commitId).collect(Collectors.toSet());
    for (AuditRow row : rows) {
      String commit = row.graphCommitId();
      if (row.branch() == null && commit != null && !known.contains(commit)) {
        findings.add(FindingKind.AUDIT, row.operationId(), "main has no commit " + commit);
      }
    }
  }
}
