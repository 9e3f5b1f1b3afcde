package io.omnigraph.engine.check;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.ManifestAudit;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.recovery.RecoveryAudit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What recovery recorded: one row an operation, and the commit that it names is there. */
final class AuditCheck {
  private final CheckedGraph graph;
  private final Findings findings;

  AuditCheck(CheckedGraph graph, Findings findings) {
    this.graph = graph;
    this.findings = findings;
  }

  void run(Map<String, ManifestAudit> audits) {
    Map<String, Set<String>> commits = new HashMap<>();
    Set<String> operations = new HashSet<>();
    for (AuditRow row : RecoveryAudit.read(graph.tables())) {
      if (!operations.add(row.operationId())) {
        findings.add(FindingKind.AUDIT, row.operationId(), "it was recorded twice");
      }
      String branch = row.branch() == null ? LanceManifest.MAIN : row.branch();
      ManifestAudit audit = audits.get(branch);
      if (audit != null && row.graphCommitId() != null) {
        Set<String> known = commits.computeIfAbsent(branch, name -> ids(audit));
        if (!known.contains(row.graphCommitId())) {
          findings.add(
              FindingKind.AUDIT,
              row.operationId(),
              "branch \"%s\" has no commit %s".formatted(branch, row.graphCommitId()));
        }
      }
    }
  }

  private static Set<String> ids(ManifestAudit audit) {
    Set<String> ids = new HashSet<>();
    for (GraphCommit commit : audit.commits()) {
      ids.add(commit.commitId());
    }
    return ids;
  }
}
