package io.omnigraph.engine.recovery;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.publish.GateKey;
import io.omnigraph.engine.publish.Gates;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a graph to one of two states for each operation that somebody left unfinished: fully
 * visible, or not at all. Run at a read-write open and at the entry of every writer (in full), and
 * by refresh (only forward). Thread-safe.
 *
 * <ol>
 *   <li>List the sidecars, oldest first; none: done.
 *   <li>For each: take the gates of its branch and the writer lock, read it again (gone: its owner
 *       finished it) and resolve it against the newest state. One that cannot be used or resolved
 *       ends the run with its error and stays.
 *   <li>Staged schema files that no sidecar explains are promoted or removed.
 * </ol>
 */
public final class Recovery {
  /** Author of commits that recovery publishes. */
  public static final String ACTOR = "omnigraph:recovery";

  private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

  private final RecoveryStores stores;
  private final Gates gates;
  private final WriterLock writerLock;
  private final StagedSchema schema;
  private final RecoveryAudit audit;
  private final SidecarRecovery one;

  public Recovery(RecoveryStores stores, Gates gates, WriterLock writerLock) {
    this.stores = stores;
    this.gates = gates;
    this.writerLock = writerLock;
    this.schema = new StagedSchema(stores.files(), stores.root());
    TornVersions torn = new TornVersions(stores.tables(), stores.durability());
    this.audit = new RecoveryAudit(stores.tables(), torn, stores.steps());
    this.one = new SidecarRecovery(stores, torn, schema, audit);
  }

  /** What was done so far. */
  public RecoveryAudit audit() {
    return audit;
  }

  /**
   * For a read-write open, before anything but the manifest's format was looked at.
   *
   * @throws OmnigraphException RECOVERY_REQUIRED, LOCK_TIMEOUT
   */
  public void atOpen(Duration lockTimeout) {
    takeOverLog();
    try {
      stores.manifest().head(LanceManifest.MAIN);
    } catch (OmnigraphException e) {
      if (e.code() != ErrorCode.DATA_CORRUPT) {
        throw e;
      }
      try (WriterLock.Share lock = writerLock.acquire(lockTimeout)) {
        // Another process may have removed it while this one waited; what is damaged fails again.
        one.removeTorn(LanceManifest.MAIN);
        stores.manifest().head(LanceManifest.MAIN);
      }
    }
    removeTornOfBranches(lockTimeout);
    heal(RecoveryMode.FULL, lockTimeout);
    reconcileStaged(lockTimeout);
  }

  /**
   * Deltas and checkpoints have no sidecar that would lead here when their version of a branch's
   * manifest is torn. One that must stay leaves the branch unreadable, and the others as they are.
   */
  private void removeTornOfBranches(Duration lockTimeout) {
    for (String branch : stores.manifest().branches()) {
      if (!branch.equals(LanceManifest.MAIN) && one.isTorn(branch)) {
        try (WriterLock.Share lock = writerLock.acquire(lockTimeout)) {
          one.removeTorn(branch);
        } catch (OmnigraphException e) {
          if (e.code() != ErrorCode.DATA_CORRUPT) {
            throw e;
          }
          LOG.log(System.Logger.Level.WARNING, "Branch " + branch + " cannot be read", e);
        }
      }
    }
  }

  /** While another process writes, that one does it. */
  private void takeOverLog() {
    try (WriterLock.Share lock = writerLock.acquire(Duration.ZERO)) {
      stores.manifest().recover();
    } catch (OmnigraphException e) {
      if (e.code() != ErrorCode.LOCK_TIMEOUT) {
        throw e;
      }
    }
  }

  /**
   * Resolves all sidecars that no writer of this process runs. One whose tables were moved by
   * operations that have a sidecar too waits for those: a sidecar that was deleted and is back
   * after a power cut may be older than what was done since.
   *
   * @throws OmnigraphException RECOVERY_REQUIRED, LOCK_TIMEOUT
   */
  public void heal(RecoveryMode mode, Duration lockTimeout) {
    List<String> left = stores.sidecars().list();
    while (!left.isEmpty()) {
      List<String> waiting = new ArrayList<>();
      for (String id : left) {
        if (heal(id, mode, lockTimeout) == Resolution.WAITS) {
          waiting.add(id);
        }
      }
      if (waiting.size() == left.size() && mode != RecoveryMode.FULL) {
        return;
      }
      if (waiting.size() == left.size()) {
        throw new OmnigraphException(
            ErrorCode.RECOVERY_REQUIRED,
            waiting.get(0),
            "it and " + waiting + " wait for each other: their tables were moved by all of them");
      }
      left = waiting;
    }
  }

  private Resolution heal(String id, RecoveryMode mode, Duration lockTimeout) {
    // A full run is a writer's entry: those of living writers are none of its business. A
    // refresh waits for them at their gates.
    if (mode == RecoveryMode.FULL && stores.sidecars().isLive(id)) {
      return Resolution.KEPT;
    }
    Optional<Sidecar> found = stores.sidecars().read(id);
    return found.isEmpty() ? Resolution.DONE : heal(found.get(), mode, lockTimeout);
  }

  private Resolution heal(Sidecar found, RecoveryMode mode, Duration lockTimeout) {
    String branch = found.branch() == null ? LanceManifest.MAIN : found.branch();
    List<GateKey> keys = GateKey.wholeBranch(branch, GateKey.schema(), GateKey.newTables());
    try (Gates.Held held = gates.acquire(keys, lockTimeout);
        WriterLock.Share lock = writerLock.acquire(lockTimeout)) {
      stores.manifest().recover();
      Optional<Sidecar> again = stores.sidecars().read(found.operationId());
      if (again.isEmpty() || stores.sidecars().isLive(found.operationId())) {
        return Resolution.KEPT;
      }
      return one.resolve(again.get(), mode);
    }
  }

  /**
   * Promotes or removes staged schema files of main that no sidecar explains.
   *
   * @throws OmnigraphException SCHEMA_CONTRACT when neither set of files is the accepted one
   */
  public void reconcileStaged(Duration lockTimeout) {
    if (!schema.anyStaged()) {
      return;
    }
    try (Gates.Held held = gates.acquire(List.of(GateKey.schema()), lockTimeout);
        WriterLock.Share lock = writerLock.acquire(lockTimeout)) {
      boolean pending =
          stores.sidecars().list().stream()
              .flatMap(id -> stores.sidecars().read(id).stream())
              .anyMatch(sidecar -> sidecar.schemaTargetHash() != null);
      if (!pending) {
        GraphSnapshot main = stores.manifest().head(LanceManifest.MAIN);
        schema.reconcile(main.schemaHash());
      }
    }
  }

  /**
   * Whether main's head names a schema whose files are staged and not in place yet. A change that
   * was not published is none: it is served as if it were not there.
   */
  public boolean isPromotionPending(String head) {
    return schema.anyStaged() && !schema.isAccepted(head) && schema.isStagedOnly(head);
  }

  /**
   * For a read-only open, which changes nothing.
   *
   * @throws OmnigraphException RECOVERY_REQUIRED when {@link #isPromotionPending}
   */
  public void requirePromoted(String head) {
    if (isPromotionPending(head)) {
      throw new OmnigraphException(
          ErrorCode.RECOVERY_REQUIRED,
          stores.sidecars().list().stream().findFirst().orElse("of a schema change"),
          "main's head names schema " + head + ", whose files at the root are still staged");
    }
  }
}
