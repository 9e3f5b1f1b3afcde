package io.omnigraph.engine.recovery;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.ManifestStore;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.Sidecars;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.storage.error.ErrorCategory;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableRef;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Resolves one sidecar against the newest state of its own branch. All of the operation becomes
 * visible or nothing; in the end every table's pin is its head, one audit row tells it, and the
 * sidecar is gone. May stop anywhere and be run again.
 *
 * <ol>
 *   <li>The branch is gone: nothing can be reached; audit, delete.
 *   <li>The operation's commit is on the branch: audit, delete.
 *   <li>The commit that undoes it is on the branch: audit, delete.
 *   <li>The branch does not hold the commit that the operation was armed on: it was dropped and
 *       made anew; audit, delete.
 *   <li>Else evidence of each table, its class, one decision for all, and the extra conditions of a
 *       roll-forward.
 * </ol>
 */
final class SidecarRecovery {
  private static final System.Logger LOG = System.getLogger(SidecarRecovery.class.getName());

  private final RecoveryStores stores;
  private final TornVersions torn;
  private final EvidenceReader evidenceReader;
  private final ForwardConditions conditions;
  private final RollForward forward;
  private final RollBack back;

  SidecarRecovery(
      RecoveryStores stores, TornVersions torn, StagedSchema schema, RecoveryAudit audit) {
    this.stores = stores;
    this.torn = torn;
    this.evidenceReader = new EvidenceReader(stores.tables(), torn);
    this.conditions = new ForwardConditions(stores.tables(), schema);
    this.forward = new RollForward(stores, schema, audit);
    this.back = new RollBack(stores, schema, audit);
  }

  /**
   * @throws OmnigraphException RECOVERY_REQUIRED when it cannot be; the sidecar is kept
   */
  Resolution resolve(Sidecar sidecar, RecoveryMode mode) {
    try {
      return resolveOnce(sidecar, mode);
    } catch (OmnigraphException e) {
      if (e.code().category() != ErrorCategory.RETRY) {
        throw e;
      }
      // Another process may have finished it: look once more.
      LOG.log(System.Logger.Level.INFO, "Operation " + sidecar.operationId() + " again", e);
      return resolveOnce(sidecar, mode);
    }
  }

  private Resolution resolveOnce(Sidecar sidecar, RecoveryMode mode) {
    ManifestStore manifest = stores.manifest();
    String branch = sidecar.branch() == null ? LanceManifest.MAIN : sidecar.branch();
    if (!manifest.branches().contains(branch)) {
      return full(mode, () -> back.droppedBranch(sidecar), sidecar, "its branch is gone");
    }
    GraphSnapshot fresh = head(branch, mode);
    Optional<GraphCommit> published = manifest.commit(branch, sidecar.commitId());
    if (published.isPresent()) {
      forward.alreadyPublished(sidecar, published.get());
      return Resolution.DONE;
    }
    Optional<GraphCommit> undone = manifest.commit(branch, sidecar.rollbackCommitId());
    if (undone.isPresent()) {
      return full(
          mode, () -> back.alreadyRolledBack(sidecar, undone.get()), sidecar, "it was rolled back");
    }
    if (isOfAnEarlierBranch(sidecar, branch)) {
      String why = "its branch was dropped, the one there now is another";
      return full(mode, () -> back.earlierBranch(sidecar), sidecar, why);
    }
    return decide(sidecar, fresh, mode);
  }

  /**
   * A sidecar that was deleted and is back after a power cut, whose branch was dropped and made
   * anew since: what it was armed on is not part of this one.
   */
  private boolean isOfAnEarlierBranch(Sidecar sidecar, String branch) {
    return sidecar.branch() != null && !stores.manifest().has(branch, sidecar.expectedHead());
  }

  private Resolution decide(Sidecar sidecar, GraphSnapshot fresh, RecoveryMode mode) {
    List<TableEvidence> evidence = evidenceReader.read(sidecar, fresh, mode);
    List<TableClass> classes =
        evidence.stream()
            .map(t -> Classifier.classify(sidecar.writerKind(), sidecar.confirmed(), t))
            .toList();
    Decision decision = Decision.of(classes, sidecar.confirmed());
    String why = String.valueOf(classes);
    if (decision == Decision.ROLL_FORWARD) {
      Optional<String> obstacle = conditions.obstacle(sidecar, fresh, baseSeq(sidecar, fresh));
      if (obstacle.isEmpty()) {
        LOG.log(System.Logger.Level.INFO, "Operation {0} rolls forward", sidecar.operationId());
        forward.run(sidecar, fresh, evidence);
        return Resolution.DONE;
      }
      why = obstacle.get();
      decision = withObstacle(sidecar, evidence);
    }
    if (decision == Decision.ABORT && areOthersPending(sidecar, evidence, classes)) {
      return Resolution.WAITS;
    }
    if (decision == Decision.ABORT) {
      return full(mode, () -> abort(sidecar, evidence, classes), sidecar, why);
    }
    if (mode == RecoveryMode.FULL) {
      LOG.log(
          System.Logger.Level.INFO, "Operation {0} rolls back: {1}", sidecar.operationId(), why);
    }
    return full(mode, () -> back.run(sidecar, fresh, evidence), sidecar, why);
  }

  private long baseSeq(Sidecar sidecar, GraphSnapshot fresh) {
    return stores
        .manifest()
        .commit(fresh.branch(), sidecar.expectedHead())
        .map(GraphCommit::seq)
        .orElse(fresh.seq());
  }

  /** Whether all that stands in the way is of operations whose own sidecars are still there. */
  private boolean areOthersPending(
      Sidecar sidecar, List<TableEvidence> evidence, List<TableClass> classes) {
    Set<String> others = new HashSet<>();
    for (int i = 0; i < classes.size(); i++) {
      if (classes.get(i) == TableClass.FOREIGN_MOVEMENT) {
        others.addAll(evidence.get(i).others());
      }
    }
    List<String> pending = stores.sidecars().list();
    return !others.isEmpty()
        && !classes.contains(TableClass.INVARIANT_VIOLATION)
        && !others.contains(sidecar.operationId())
        && pending.containsAll(others);
  }

  /** A merge may only be undone where nobody built on its tables. */
  private static Decision withObstacle(Sidecar sidecar, List<TableEvidence> evidence) {
    boolean untouched = evidence.stream().allMatch(t -> t.pin().expectedVersion() == t.pinned());
    return sidecar.writerKind() == WriterKind.BRANCH_MERGE && !untouched
        ? Decision.ABORT
        : Decision.ROLL_BACK;
  }

  private static Resolution full(RecoveryMode mode, Runnable action, Sidecar sidecar, String why) {
    if (mode == RecoveryMode.FULL) {
      action.run();
      return Resolution.DONE;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "Operation {0} is left for the next write or open: {1}",
        sidecar.operationId(),
        why);
    return Resolution.KEPT;
  }

  private static void abort(
      Sidecar sidecar, List<TableEvidence> evidence, List<TableClass> classes) {
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < classes.size(); i++) {
      TableEvidence table = evidence.get(i);
      found.append(
          "%s%s is %s (pinned %d, head %d)"
              .formatted(
                  i == 0 ? "" : ", ",
                  table.pin().tableKey(),
                  classes.get(i),
                  table.pinned(),
                  table.head()));
    }
    String hint =
        classes.contains(TableClass.FOREIGN_MOVEMENT)
            ? "; a foreign commit lies on a table of this operation: an operator has to review it"
            : "";
    throw new OmnigraphException(
        ErrorCode.RECOVERY_REQUIRED,
        sidecar.operationId(),
        "nothing of "
            + Sidecars.path(sidecar.operationId())
            + " can be finished or undone safely: "
            + found
            + hint);
  }

  private GraphSnapshot head(String branch, RecoveryMode mode) {
    try {
      return stores.manifest().head(branch);
    } catch (OmnigraphException e) {
      boolean damaged = e.code() == ErrorCode.DATA_CORRUPT;
      if (!damaged || mode != RecoveryMode.FULL) {
        throw e;
      }
      removeTorn(branch);
      return stores.manifest().head(branch);
    }
  }

  /** Whether the newest version of a branch's manifest cannot be read; false when it has none. */
  boolean isTorn(String branch) {
    String nativeBranch = LanceManifest.nativeName(branch);
    long newest = stores.tables().latestVersion(LanceManifest.PATH, nativeBranch);
    return newest > 1
        && !stores.tables().isReadable(new TableRef(LanceManifest.PATH, nativeBranch, newest));
  }

  /** Removes the newest version of a branch's manifest if it is torn. */
  void removeTorn(String branch) {
    String nativeBranch = LanceManifest.nativeName(branch);
    long newest = stores.tables().latestVersion(LanceManifest.PATH, nativeBranch);
    if (newest > 1) {
      torn.removeAbove(new TableRef(LanceManifest.PATH, nativeBranch, newest), 1);
    }
  }
}
