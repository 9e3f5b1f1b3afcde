package io.omnigraph.engine.publish;

import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.Lineage;
import io.omnigraph.engine.manifest.ManifestOp;
import io.omnigraph.engine.manifest.ManifestStore;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes one {@link GraphChange} visible. The caller holds the gates and the writer lock and has
 * made sure that the change fits the newest state. Readers see it from phase C on.
 *
 * <ol>
 *   <li>Prepare: no pin may lag behind its table; stage the files of every table that is not to be
 *       forked; write the new schema's object; look for space for the rest. A crash leaves
 *       unreferenced files.
 *   <li>A, arm: write the sidecar. A crash after it: recovery finds that nothing moved.
 *   <li>B, effects: fork tables on their first write on this branch; commit each staged write, in
 *       table order, at exactly the planned version; stage main's schema files; confirm the
 *       achieved versions in the sidecar. A crash: recovery finishes or undoes.
 *   <li>C, publish: one compare-and-swap on the manifest: pins, commit and head together. Then
 *       promote main's schema files. A crash: the manifest decides.
 *   <li>D, retire: delete the sidecar. A failure is no failure of the commit.
 * </ol>
 */
public final class Publisher {
  private static final System.Logger LOG = System.getLogger(Publisher.class.getName());

  private final TableStore tables;
  private final ManifestStore manifest;
  private final Sidecars sidecars;
  private final SchemaFiles schemaFiles;
  private final FreeSpace space;
  private final Ulids ulids;
  private final Steps steps;

  public Publisher(
      TableStore tables,
      ManifestStore manifest,
      Sidecars sidecars,
      SchemaFiles schemaFiles,
      FreeSpace space,
      Ulids ulids,
      Steps steps) {
    this.tables = tables;
    this.manifest = manifest;
    this.sidecars = sidecars;
    this.schemaFiles = schemaFiles;
    this.space = space;
    this.ulids = ulids;
    this.steps = steps;
  }

  /** One run of the protocol. */
  private final class Run {
    final GraphChange change;
    final String nativeBranch;
    final String operationId = ulids.next();
    final String commitId = ulids.next();
    final long createdAtMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    final Map<Long, StagedWrite> staged = new HashMap<>();
    final Map<Long, Long> achieved = new HashMap<>();
    final Map<Long, Long> rowCounts = new HashMap<>();
    boolean effects;

    /** Of a commit that certainly did not happen. */
    OmnigraphException refusal;

    Run(GraphChange change) {
      this.change = change;
      this.nativeBranch = LanceManifest.nativeName(change.base().branch());
    }

    /** Where the table's commit lands: a table that is made starts on its own main. */
    String landing(TableWork work) {
      return work.isNew() ? null : nativeBranch;
    }

    boolean forks(TableWork work) {
      return !work.isNew() && !Objects.equals(work.pinnedBranch(), nativeBranch);
    }

    Map<String, String> properties() {
      return Map.of("operation_id", operationId);
    }
  }

  /**
   * @return the branch's state with the change; its commit id is the change's
   * @throws OmnigraphException what failed, if nothing moved; COMMIT_UNKNOWN; else
   *     RECOVERY_REQUIRED with the cause
   */
  public GraphSnapshot publish(GraphChange change) {
    if (change.isEmpty()) {
      return change.base();
    }
    Run run = new Run(change);
    try {
      prepare(run);
      space.require();
      arm(run);
      GraphSnapshot published = armed(run);
      retire(run);
      return published;
    } finally {
      run.staged.values().forEach(StagedWrite::close);
      sidecars.release(run.operationId);
    }
  }

  private void prepare(Run run) {
    for (TableWork work : run.change.work()) {
      if (work.isNew()) {
        if (tables.exists(work.path())) {
          throw new OmnigraphException(ErrorCode.DRIFT, work.tableKey(), "some", "none");
        }
        run.staged.put(work.tableId(), work.staging().stage(null, null, run.properties()));
      } else if (!run.forks(work)) {
        TableRef pin = new TableRef(work.path(), work.pinnedBranch(), work.pinnedVersion());
        if (!tables.isLatest(pin)) {
          throw new OmnigraphException(
              ErrorCode.DRIFT,
              work.tableKey(),
              tables.latestVersion(work.path(), work.pinnedBranch()),
              work.pinnedVersion());
        }
        stage(run, work, pin);
      } else {
        requireNoFork(run, work);
      }
    }
    run.change.schema().ifPresent(schemaFiles::writeObject);
  }

  private void requireNoFork(Run run, TableWork work) {
    if (tables.branches(work.path()).contains(run.nativeBranch)) {
      throw new OmnigraphException(
          ErrorCode.DRIFT,
          work.tableKey(),
          "an orphan fork of branch \""
              + run.nativeBranch
              + "\" left by an incomplete prior delete (run cleanup)",
          "none");
    }
  }

  private void stage(Run run, TableWork work, TableRef pin) {
    try (TableSnapshot base = tables.open(pin)) {
      run.staged.put(
          work.tableId(), work.staging().stage(base, run.nativeBranch, run.properties()));
    }
  }

  private void arm(Run run) {
    List<Sidecar.Pin> pins = new ArrayList<>();
    for (TableWork work : run.change.work()) {
      Sidecar.FirstTouch touch =
          run.forks(work)
              ? new Sidecar.FirstTouch(work.pinnedBranch(), work.pinnedVersion())
              : null;
      pins.add(
          Sidecar.Pin.planned(
              work.tableKey(),
              work.tableId(),
              work.path(),
              work.pinnedVersion(),
              1,
              run.landing(work),
              touch));
    }
    List<Sidecar.Read> reads = new ArrayList<>();
    run.change
        .reads()
        .forEach((id, pin) -> reads.add(new Sidecar.Read(pin.tableKey(), id, pin.version())));
    Sidecar sidecar =
        new Sidecar(
            run.operationId,
            run.createdAtMicros,
            run.nativeBranch,
            run.change.actorId(),
            run.change.kind(),
            false,
            run.commitId,
            ulids.next(),
            run.change.base().commitId(),
            pins,
            List.of(),
            reads,
            intents(run),
            null,
            registrations(run),
            tombstones(run),
            run.change.schema().isPresent() ? run.change.base().schemaHash() : null,
            run.change.schema().map(schema -> schema.hash()).orElse(null));
    sidecars.arm(sidecar);
  }

  /** Of plain updates the entries of {@code tables} say all. */
  private static List<Sidecar.Intent> intents(Run run) {
    boolean plain =
        run.change.schema().isEmpty()
            && run.change.dropped().isEmpty()
            && run.change.work().stream().noneMatch(TableWork::isNew);
    if (plain) {
      return List.of();
    }
    List<Sidecar.Intent> intents = new ArrayList<>();
    for (TableEntry entry : run.change.dropped()) {
      intents.add(intent(Sidecar.Op.TOMBSTONE, entry.tableKey(), entry.tableId(), null, null));
    }
    for (TableWork work : run.change.work()) {
      Sidecar.Op op = work.isNew() ? Sidecar.Op.REGISTER : Sidecar.Op.UPDATE;
      intents.add(
          intent(
              op,
              work.tableKey(),
              work.tableId(),
              work.isNew() ? work.path() : null,
              run.landing(work)));
    }
    return intents;
  }

  private static Sidecar.Intent intent(
      Sidecar.Op op, String key, long id, String path, String branch) {
    return new Sidecar.Intent(op, key, id, path, null, branch, null, null);
  }

  private static List<Sidecar.Registration> registrations(Run run) {
    return run.change.work().stream()
        .filter(TableWork::isNew)
        .map(w -> new Sidecar.Registration(w.tableKey(), w.tableId(), w.path(), null))
        .toList();
  }

  private static List<Sidecar.Tombstone> tombstones(Run run) {
    return run.change.dropped().stream()
        .map(e -> new Sidecar.Tombstone(e.tableKey(), e.tableId(), e.version()))
        .toList();
  }

  private GraphSnapshot armed(Run run) {
    try {
      effects(run);
      stageSchema(run);
      sidecars.confirm(run.operationId, run.achieved);
      afterConfirm(run);
      GraphSnapshot published = manifest.publish(request(run));
      promote(run);
      return published;
    } catch (RuntimeException e) {
      if (!run.effects && run.refusal == e) {
        retire(run);
        throw e;
      }
      if (e instanceof OmnigraphException own && own.code() == ErrorCode.COMMIT_UNKNOWN) {
        throw e;
      }
      String why = String.valueOf(e.getMessage());
      throw new OmnigraphException(ErrorCode.RECOVERY_REQUIRED, run.operationId, why).causedBy(e);
    }
  }

  private void effects(Run run) {
    PublishStep afterTable =
        run.change.kind() == WriterKind.SCHEMA_APPLY
            ? PublishStep.SCHEMA_APPLY_POST_TABLE_COMMIT
            : PublishStep.MUTATION_POST_TABLE_COMMIT;
    if (run.change.work().stream().anyMatch(run::forks)) {
      steps.at(PublishStep.MUTATION_POST_SIDECAR_PRE_FORK);
    }
    for (TableWork work : run.change.work()) {
      if (run.forks(work)) {
        fork(run, work);
      }
      commit(run, work);
      steps.at(afterTable);
    }
  }

  private void fork(Run run, TableWork work) {
    TableRef source = new TableRef(work.path(), work.pinnedBranch(), work.pinnedVersion());
    run.effects = true;
    tables.createBranch(source, run.nativeBranch);
    stage(run, work, new TableRef(work.path(), run.nativeBranch, work.pinnedVersion()));
  }

  private void commit(Run run, TableWork work) {
    StagedWrite write = run.staged.get(work.tableId());
    CommitOutcome outcome;
    try {
      outcome = tables.commit(write);
    } catch (OmnigraphException e) {
      run.refusal = e;
      throw e;
    }
    if (outcome instanceof CommitOutcome.Conflict conflict) {
      run.refusal =
          new OmnigraphException(
              ErrorCode.COMMIT_CONFLICT,
              work.tableKey(),
              run.change.base().branch(),
              conflict.what());
      throw run.refusal;
    }
    run.effects = true;
    if (outcome instanceof CommitOutcome.Unknown unknown) {
      throw new OmnigraphException(
              ErrorCode.STORAGE_FAULT, work.path(), unknown.cause().getMessage())
          .causedBy(unknown.cause());
    }
    long version = ((CommitOutcome.Committed) outcome).version();
    if (version != work.pinnedVersion() + 1) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL,
          "commit of "
              + work.tableKey()
              + " made version "
              + version
              + " on top of "
              + work.pinnedVersion());
    }
    run.achieved.put(work.tableId(), version);
    run.rowCounts.put(work.tableId(), write.rowCountAfter());
  }

  private void stageSchema(Run run) {
    if (run.change.schema().isPresent()) {
      run.effects = true;
      steps.at(PublishStep.SCHEMA_APPLY_BEFORE_STAGING_WRITE);
      if (run.nativeBranch == null) {
        schemaFiles.stage(run.change.schema().get());
      }
    }
  }

  private void afterConfirm(Run run) {
    steps.at(
        run.change.kind() == WriterKind.SCHEMA_APPLY
            ? PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE
            : PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER);
  }

  private static PublishRequest request(Run run) {
    GraphChange change = run.change;
    List<ManifestOp> ops = new ArrayList<>();
    Map<Long, PublishRequest.Expectation> expectations = new HashMap<>(change.reads());
    for (TableEntry entry : change.dropped()) {
      ops.add(new ManifestOp.Tombstone(entry.tableId(), entry.tableKey()));
      expectations.put(entry.tableId(), expectation(entry));
    }
    for (TableWork work : change.work()) {
      if (work.isNew()) {
        ops.add(new ManifestOp.Register(work.tableId(), work.tableKey(), work.path()));
      } else {
        expectations.put(
            work.tableId(),
            new PublishRequest.Expectation(
                work.tableKey(), work.pinnedVersion(), work.pinnedBranch()));
      }
      ops.add(
          new ManifestOp.Update(
              work.tableId(),
              work.tableKey(),
              run.achieved.get(work.tableId()),
              run.landing(work),
              run.rowCounts.get(work.tableId()),
              run.staged.get(work.tableId()).fileSums()));
    }
    String hash = change.schema().map(s -> s.hash()).orElse(change.base().schemaHash());
    Lineage lineage =
        new Lineage(
            run.commitId,
            null,
            change.actorId(),
            run.operationId,
            change.kind().text(),
            hash,
            run.createdAtMicros,
            change.metadata());
    Optional<String> head =
        change.schema().isPresent() ? Optional.of(change.base().commitId()) : Optional.empty();
    return new PublishRequest(change.base().branch(), ops, expectations, head, lineage);
  }

  private static PublishRequest.Expectation expectation(TableEntry entry) {
    return new PublishRequest.Expectation(entry.tableKey(), entry.version(), entry.branch());
  }

  private void promote(Run run) {
    if (run.change.schema().isPresent()) {
      steps.at(PublishStep.SCHEMA_APPLY_AFTER_MANIFEST_COMMIT);
      if (run.nativeBranch == null) {
        schemaFiles.promote();
      }
    }
  }

  private void retire(Run run) {
    try {
      sidecars.retire(run.operationId);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "The sidecar of a finished commit stays behind", e);
    }
  }
}
