package io.omnigraph.engine.session;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.Finding;
import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.recovery.AuditRow;
import java.util.List;

/** What system views show: read anew at each call. */
public interface GraphFacts {
  /** Commits of a branch's line, inherited ones included, newest last. */
  List<GraphCommit> commits(String branch);

  /** All live branches. */
  List<BranchFact> branches();

  /** Tables of a branch's head with their pins, sorted by key. */
  List<TableEntry> tables(String branch);

  /** Operation ids of unfinished commits, oldest first. */
  List<String> pendingOperations();

  /** Verifies the whole graph; see {@link io.omnigraph.engine.check.GraphCheck}. */
  List<Finding> check(CheckOptions options);

  /** What recovery did with unfinished commits, oldest first. */
  List<AuditRow> recoveries();

  /** A branch and its head. */
  record BranchFact(String name, long seq, String commitId, String schemaHash) {}
}
