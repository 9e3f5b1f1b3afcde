package io.omnigraph.engine.check;

import io.omnigraph.engine.manifest.LogAudit;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.CommitLog;
import io.omnigraph.storage.log.LocalCommitLog;

/**
 * The log in front of the manifest. What a writer has left behind its end is nothing to tell: the
 * next one takes it over, or cuts it off.
 */
final class LogCheck {
  private final CommitLog log;
  private final String root;
  private final Findings findings;
  private LogAudit newest = LogAudit.NONE;
  private boolean isReadable = true;

  LogCheck(CheckedGraph graph, Findings findings) {
    this.log = graph.log();
    this.root = graph.root().toString();
    this.findings = findings;
  }

  /** What it has now; nothing when it cannot be read, which is told. */
  LogAudit read() {
    if (log != null) {
      isReadable = false;
      findings.guard(FindingKind.LOG_DAMAGED, null, LocalCommitLog.FOLDER, this::look);
    }
    return isReadable ? newest : LogAudit.NONE;
  }

  private void look() {
    try {
      if (!log.exists() || log.end() != newest.end()) {
        newest = LogAudit.read(log, root);
      }
      isReadable = true;
    } catch (OmnigraphException e) {
      if (e.code() != ErrorCode.FORMAT_TOO_NEW) {
        throw e;
      }
      findings.add(FindingKind.LOG_FORMAT, LocalCommitLog.FOLDER, e.getMessage());
    }
  }

  /** Whether it could be read when it was last looked at. */
  boolean isReadable() {
    return isReadable;
  }
}
