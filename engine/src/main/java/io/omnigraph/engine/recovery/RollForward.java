package io.omnigraph.engine.recovery;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.Lineage;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.engine.step.PublishStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Publishes an operation whose tables have all it wanted.
 *
 * <ol>
 *   <li>Build the change of the manifest from the intents and the versions that are there.
 *   <li>One publish under the commit id that the sidecar has carried from the start, parent = the
 *       head of the sidecar's branch. A crash after it: the commit is found, steps 3 to 5 remain.
 *   <li>Promote main's staged schema files, each that is still there; write them if some are lost.
 *   <li>Audit.
 *   <li>Delete the sidecar.
 * </ol>
 */
final class RollForward {
  private final RecoveryStores stores;
  private final StagedSchema schema;
  private final RecoveryAudit audit;
  private final LeftVersions left;

  RollForward(RecoveryStores stores, StagedSchema schema, RecoveryAudit audit) {
    this.stores = stores;
    this.schema = schema;
    this.audit = audit;
    this.left = new LeftVersions(stores);
  }

  void run(Sidecar sidecar, GraphSnapshot fresh, List<TableEvidence> evidence) {
    IntendedChange change =
        new IntendedChange(sidecar.writerKind(), stores.tables(), fresh, evidence);
    boolean strictHead = sidecar.writerKind().evidence() == WriterKind.Evidence.CONFIRMED;
    PublishRequest request =
        new PublishRequest(
            fresh.branch(),
            commits(sidecar, fresh, change, stores.timeAfter(fresh)),
            change.expectations(sidecar),
            strictHead ? Optional.of(sidecar.expectedHead()) : Optional.empty());
    evidence.forEach(left::sync);
    stores.steps().at(PublishStep.RECOVERY_BEFORE_ROLL_FORWARD_PUBLISH);
    GraphSnapshot published = stores.manifest().publish(request);
    finish(sidecar, published);
  }

  /** Those of a group each with its own id, and the last one's. */
  private static List<PublishRequest.Commit> commits(
      Sidecar sidecar, GraphSnapshot fresh, IntendedChange change, long notBefore) {
    List<PublishRequest.Commit> commits = new ArrayList<>();
    for (Sidecar.GroupCommit earlier : sidecar.group()) {
      commits.add(
          new PublishRequest.Commit(
              change.ops(earlier.intended()),
              new Lineage(
                  earlier.commitId(),
                  null,
                  Recovery.ACTOR,
                  sidecar.operationId(),
                  sidecar.writerKind().text(),
                  fresh.schemaHash(),
                  Math.max(notBefore, earlier.createdAtMicros()),
                  null)));
    }
    commits.add(
        new PublishRequest.Commit(
            change.ops(IntendedChange.intents(sidecar)), lineage(sidecar, fresh, notBefore)));
    return commits;
  }

  private static Lineage lineage(Sidecar sidecar, GraphSnapshot fresh, long notBefore) {
    String target = sidecar.schemaTargetHash();
    return new Lineage(
        sidecar.commitId(),
        sidecar.mergeSource() == null ? null : sidecar.mergeSource().commitId(),
        Recovery.ACTOR,
        sidecar.operationId(),
        sidecar.writerKind().text(),
        target == null ? fresh.schemaHash() : target,
        Math.max(notBefore, sidecar.startedAtMicros()),
        null);
  }

  /**
   * The commit is there already: what remains after the publish. Needs no locks against writers.
   */
  void alreadyPublished(Sidecar sidecar, GraphCommit commit) {
    String branch = sidecar.branch() == null ? LanceManifest.MAIN : sidecar.branch();
    // Others have seen the publish by now, and it must not be lost either.
    stores.manifest().makeDurable(branch, commit);
    finish(sidecar, stores.manifest().at(branch, commit.seq()));
  }

  private void finish(Sidecar sidecar, GraphSnapshot published) {
    settleSchema(sidecar, published);
    audit.record(
        new AuditRow(
            sidecar.commitId(),
            AuditRow.Kind.ROLLED_FORWARD,
            sidecar.branch(),
            sidecar.actorId(),
            sidecar.operationId(),
            sidecar.writerKind().text(),
            outcomes(sidecar, published),
            Lineage.nowMicros()));
    stores.sidecars().retire(sidecar.operationId());
  }

  /**
   * Other branches have no files at the root. When the schema was changed again since, they are the
   * business of that change.
   */
  private void settleSchema(Sidecar sidecar, GraphSnapshot published) {
    String target = sidecar.schemaTargetHash();
    if (target != null
        && sidecar.branch() == null
        && stores.manifest().head(LanceManifest.MAIN).schemaHash().equals(target)) {
      long before = published.seq() - 1;
      schema.settle(target, () -> stores.manifest().at(LanceManifest.MAIN, before).schemaHash());
    }
  }

  private static List<AuditRow.TableOutcome> outcomes(Sidecar sidecar, GraphSnapshot published) {
    List<AuditRow.TableOutcome> outcomes = new ArrayList<>();
    for (Sidecar.Pin pin : sidecar.tables()) {
      TableEntry entry = published.entries().byId(pin.tableId());
      if (entry != null) {
        outcomes.add(
            new AuditRow.TableOutcome(pin.tableKey(), pin.expectedVersion(), entry.version()));
      }
    }
    return outcomes;
  }
}
