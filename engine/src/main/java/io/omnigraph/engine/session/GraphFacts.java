package io.omnigraph.engine.session;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.Finding;
import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.recovery.AuditRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What system views show: read anew at each call. */
public interface GraphFacts {
  /** Commits of a branch's line, inherited ones included, newest last. */
  List<GraphCommit> commits(String branch);

  /** All live branches. */
  List<BranchFact> branches();

  /** Tables of a branch's head with their pins, sorted by key. */
  List<TableEntry> tables(String branch);

  /** Tables of every branch's head with their pins, by branch, then key. */
  List<PinFact> pins();

  /** Notes of unfinished commits, oldest first. */
  List<SidecarFact> sidecarFacts();

  /** Transactions that run in this process, oldest first. */
  List<TransactionFact> transactions();

  /** Verifies the whole graph; see {@link io.omnigraph.engine.check.GraphCheck}. */
  List<Finding> check(CheckOptions options);

  /** What recovery did with unfinished commits, oldest first. */
  List<AuditRow> recoveries();

  /**
   * A table of a branch's head.
   *
   * @param head newest version of the native branch that owns the pin
   * @param fragments of the pinned version
   */
  record PinFact(String branch, TableEntry entry, long head, int fragments) {}

  /**
   * A sidecar.
   *
   * @param sidecar empty when it cannot be used
   * @param error why not, else empty
   * @param live whether a writer of this process is at work on it
   */
  record SidecarFact(
      String operationId, Optional<Sidecar> sidecar, Optional<String> error, boolean live) {}

  /**
   * A running transaction.
   *
   * @param branch that it writes, or else that is checked out
   * @param statements begun so far
   * @param statement text of the session's last one, or null
   * @param pending tables with changes, by key
   */
  record TransactionFact(
      long id,
      long session,
      String branch,
      Session.Isolation isolation,
      long startedAtMillis,
      int statements,
      String statement,
      Map<String, PendingFact> pending) {}

  /**
   * Changes of one table.
   *
   * @param written rows, inserted or with new values
   * @param replaced stored rows that are deleted or have new values
   */
  record PendingFact(long written, long replaced) {}

  /** A branch and its head. */
  record BranchFact(String name, long seq, String commitId, String schemaHash) {}
}
