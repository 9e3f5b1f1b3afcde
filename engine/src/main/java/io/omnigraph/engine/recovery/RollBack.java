package io.omnigraph.engine.recovery;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.Lineage;
import io.omnigraph.engine.manifest.ManifestOp;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes an operation as if it had never begun. Only under the gates of its branch and the writer
 * lock: a restore wins over anything that is committed beside it.
 *
 * <ol>
 *   <li>Restore each moved table to what the branch pins: one more version with the pin's content.
 *       A crash: the version carries our mark; it is synced and not made twice.
 *   <li>Remove forks without a commit and tables that the operation made.
 *   <li>Publish the restored heads as the new pins, so that pin and head are equal again, with the
 *       same deltas on top. A crash after it: the commit is found, steps 4 to 6 remain.
 *   <li>Remove staged schema files, unless they are the accepted ones.
 *   <li>Audit.
 *   <li>Delete the sidecar.
 * </ol>
 */
final class RollBack {
  /** Property of a restore's commit: the version whose content it brings back. */
  static final String RESTORED = "restored_version";

  private static final System.Logger LOG = System.getLogger(RollBack.class.getName());

  private final RecoveryStores stores;
  private final StagedSchema schema;
  private final RecoveryAudit audit;
  private final LeftVersions left;

  RollBack(RecoveryStores stores, StagedSchema schema, RecoveryAudit audit) {
    this.stores = stores;
    this.schema = schema;
    this.audit = audit;
    this.left = new LeftVersions(stores);
  }

  /** A table that is back at what its branch pins, one or more versions higher. */
  private record Restored(TableEntry entry, Sidecar.Pin pin, long headBefore, long version) {}

  void run(Sidecar sidecar, GraphSnapshot fresh, List<TableEvidence> evidence) {
    List<Restored> restored = new ArrayList<>();
    for (TableEvidence table : evidence) {
      undo(sidecar, table).ifPresent(restored::add);
    }
    if (!restored.isEmpty()) {
      stores.steps().at(PublishStep.RECOVERY_POST_TABLE_RESTORE_PRE_PUBLISH);
      stores.manifest().publish(request(sidecar, fresh, restored));
      stores.steps().at(PublishStep.RECOVERY_POST_ROLLBACK_PUBLISH_PRE_AUDIT);
    }
    List<AuditRow.TableOutcome> outcomes = new ArrayList<>();
    for (Restored table : restored) {
      outcomes.add(
          new AuditRow.TableOutcome(
              table.pin().tableKey(), table.headBefore(), table.entry().version()));
    }
    finish(sidecar, restored.isEmpty() ? null : sidecar.rollbackCommitId(), outcomes);
  }

  private Optional<Restored> undo(Sidecar sidecar, TableEvidence table) {
    Sidecar.Pin pin = table.pin();
    if (pin.makesTable()) {
      removeMade(sidecar, table);
      return Optional.empty();
    }
    if (table.head() == table.pinned()) {
      removeFork(sidecar, table);
      return Optional.empty();
    }
    if (table.entry() == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} at {1} is no longer part of the branch: its versions are left",
          pin.tableKey(),
          pin.path());
      return Optional.empty();
    }
    return Optional.of(restore(sidecar, table));
  }

  private Restored restore(Sidecar sidecar, TableEvidence table) {
    TableRef head = table.headRef();
    long pinned = table.pinned();
    String mark = String.valueOf(pinned);
    Map<String, String> last = stores.tables().commitProperties(head).orElse(Map.of());
    boolean done =
        sidecar.operationId().equals(last.get("operation_id")) && mark.equals(last.get(RESTORED));
    if (done) {
      left.sync(head);
      return new Restored(table.entry(), table.pin(), head.version() - 1, head.version());
    }
    Map<String, String> properties = Map.of("operation_id", sidecar.operationId(), RESTORED, mark);
    try (StagedWrite write = stores.tables().stageRestore(head, pinned, properties)) {
      CommitOutcome outcome = stores.tables().commit(write);
      if (!(outcome instanceof CommitOutcome.Committed committed)
          || committed.version() != head.version() + 1) {
        throw new OmnigraphException(
            ErrorCode.STORAGE_FAULT,
            head.path(),
            "restore to version " + pinned + " ended with " + outcome);
      }
      return new Restored(table.entry(), table.pin(), head.version(), committed.version());
    }
  }

  /** A table that no commit names, whose first version is ours and that nobody else claims. */
  private void removeMade(Sidecar sidecar, TableEvidence table) {
    String path = table.pin().path();
    if (table.head() == 0) {
      return;
    }
    Map<String, String> first =
        stores.tables().commitProperties(new TableRef(path, null, 1)).orElse(Map.of());
    boolean ours =
        sidecar.operationId().equals(first.get("operation_id"))
            && table.entry() == null
            && claims(sidecar, path, null) == 0;
    if (ours) {
      stores.tables().deleteTable(path);
    } else {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} at {1} is not known to be of operation {2}: left as it is",
          table.pin().tableKey(),
          path,
          sidecar.operationId());
    }
  }

  private void removeFork(Sidecar sidecar, TableEvidence table) {
    Sidecar.Pin pin = table.pin();
    boolean owned = table.entry() != null && Objects.equals(table.entry().branch(), pin.branch());
    if (pin.firstTouch() == null || owned || claims(sidecar, pin.path(), pin.branch()) > 0) {
      return;
    }
    removeFork(pin);
  }

  private void removeFork(Sidecar.Pin pin) {
    if (stores.tables().branches(pin.path()).contains(pin.branch())) {
      stores.tables().deleteBranch(pin.path(), pin.branch());
    }
    stores.files().deletePrefix(pin.path() + "/tree/" + pin.branch());
  }

  /** How many other sidecars name a table on that branch. */
  private long claims(Sidecar sidecar, String path, String branch) {
    return stores.sidecars().list().stream()
        .filter(id -> !id.equals(sidecar.operationId()))
        .flatMap(id -> stores.sidecars().read(id).stream())
        .flatMap(other -> other.tables().stream())
        .filter(pin -> pin.path().equals(path) && Objects.equals(pin.branch(), branch))
        .count();
  }

  private PublishRequest request(Sidecar sidecar, GraphSnapshot fresh, List<Restored> restored) {
    List<ManifestOp> ops = new ArrayList<>();
    Map<Long, PublishRequest.Expectation> expectations = new HashMap<>();
    for (Restored table : restored) {
      TableEntry entry = table.entry();
      TableRef ref = new TableRef(entry.path(), table.pin().branch(), table.version());
      ops.add(
          new ManifestOp.Update(
              entry.tableId(),
              entry.tableKey(),
              ref.version(),
              ref.branch(),
              entry.deltas().isEmpty() ? entry.rowCount() : rowCount(ref),
              stores.tables().sumsSince(ref, entry.version()),
              entry.pinSeq()));
      expectations.put(
          entry.tableId(),
          new PublishRequest.Expectation(entry.tableKey(), entry.version(), entry.branch()));
    }
    Lineage lineage =
        new Lineage(
            sidecar.rollbackCommitId(),
            null,
            Recovery.ACTOR,
            sidecar.operationId(),
            sidecar.writerKind().text(),
            fresh.schemaHash(),
            Math.max(stores.timeAfter(fresh), Lineage.nowMicros()),
            null);
    return new PublishRequest(fresh.branch(), ops, expectations, Optional.empty(), lineage);
  }

  /** Of the files alone, without deltas. */
  private long rowCount(TableRef ref) {
    try (TableSnapshot open = stores.tables().open(ref)) {
      return open.rowCount();
    }
  }

  /** The restored heads are published: what remains after it. */
  void alreadyRolledBack(Sidecar sidecar, GraphCommit commit) {
    String branch = sidecar.branch() == null ? LanceManifest.MAIN : sidecar.branch();
    stores.manifest().makeDurable(branch, commit);
    GraphSnapshot after = stores.manifest().at(branch, commit.seq());
    GraphSnapshot before = stores.manifest().at(branch, commit.seq() - 1);
    List<AuditRow.TableOutcome> outcomes = new ArrayList<>();
    for (TableEntry entry : after.entries().values()) {
      TableEntry was = before.entry(entry.tableKey());
      if (was != null && !was.equals(entry)) {
        // The restore was the one commit on top of the head before.
        outcomes.add(
            new AuditRow.TableOutcome(entry.tableKey(), entry.version() - 1, was.version()));
      }
    }
    finish(sidecar, sidecar.rollbackCommitId(), outcomes);
  }

  /** Nobody can reach what was done on a branch that is gone; forks of it are in the way. */
  void droppedBranch(Sidecar sidecar) {
    for (Sidecar.Pin pin : sidecar.tables()) {
      if (pin.firstTouch() != null && pin.branch() != null) {
        removeFork(pin);
      }
    }
    finish(sidecar, null, List.of());
  }

  /** What it did was resolved before its branch was dropped, and the forks there are others'. */
  void earlierBranch(Sidecar sidecar) {
    finish(sidecar, null, List.of());
  }

  private void finish(Sidecar sidecar, String graphCommitId, List<AuditRow.TableOutcome> outcomes) {
    discardStaged(sidecar);
    audit.record(
        new AuditRow(
            graphCommitId,
            AuditRow.Kind.ROLLED_BACK,
            sidecar.branch(),
            sidecar.actorId(),
            sidecar.operationId(),
            sidecar.writerKind().text(),
            outcomes,
            Lineage.nowMicros()));
    stores.sidecars().retire(sidecar.operationId());
  }

  private void discardStaged(Sidecar sidecar) {
    if (sidecar.schemaTargetHash() == null || sidecar.branch() != null || !schema.anyStaged()) {
      return;
    }
    String accepted = stores.manifest().head(LanceManifest.MAIN).schemaHash();
    if (!schema.isStagedOnly(accepted)) {
      schema.discard();
    }
  }
}
