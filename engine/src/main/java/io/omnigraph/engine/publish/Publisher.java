package io.omnigraph.engine.publish;

import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.ManifestStore;
import io.omnigraph.engine.manifest.PreparedPublish;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.error.ErrorCategory;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes one {@link GraphChange} visible, or several in a row that become visible together. The
 * caller holds the gates and the writer lock and has made sure that each change fits the newest
 * state with those before it. Readers see them after the publish and not before.
 *
 * <p>Changes that have nothing but deltas need no more than the publish: one write that is there as
 * a whole or not at all. It is phase C alone, and leaves nothing to recover.
 *
 * <p>All others go in these phases. What a phase makes is on the disk before the next one starts; a
 * phase waits for the disk once.
 *
 * <ol>
 *   <li>Prepare: no pin may lag behind its table; stage the files of every table that is not to be
 *       forked; write the new schema's object; look for space for the rest. A crash leaves
 *       unreferenced files.
 *   <li>A, arm: write the sidecar, and sync the staged files with it. A crash after it: recovery
 *       finds that nothing moved.
 *   <li>B, effects: fork tables on their first write on this branch; commit each staged write, in
 *       order of the changes and then of the tables, at exactly the planned version; stage main's
 *       schema files; stage the manifest's rows; sync all of these, and confirm the achieved
 *       versions in the sidecar if recovery could not tell them by their number. A crash: recovery
 *       finishes or undoes. A cut of power can leave any of the versions torn, also one below
 *       another: then not all of them are there, and recovery undoes.
 *   <li>C, publish: one compare-and-swap on the manifest: pins, deltas, commits and head together.
 *       Then promote main's schema files. A crash: the manifest decides.
 *   <li>D, retire: delete the sidecar. A failure is no failure of the commit.
 * </ol>
 *
 * <p>A change that only moves rows from deltas to files is published beside others' deltas, which
 * leave files as they are: its caller holds the gate of the branch's files, and B ends, without the
 * manifest's rows, before C takes the branch's. A crash in between finds deltas on top of what the
 * sidecar was armed on, and leaves them there, whichever way the operation goes.
 *
 * <p>Of a group each change keeps its own deltas or table commits, graph commit and seq. Only
 * mutations of existing tables of one branch are published in groups, and in one group all go the
 * same way.
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

  /** By branch, one of the newest commits that this process has seen to be on the disk. */
  private final Map<String, OnDisk> onDisk = new ConcurrentHashMap<>();

  /**
   * A commit that is on the disk.
   *
   * @param createdAtMicros {@link Long#MIN_VALUE} when it is not known
   */
  private record OnDisk(String commitId, long createdAtMicros) {}

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

  /**
   * @return the branch's state with the change; its commit id is the change's
   * @throws OmnigraphException what failed, if nothing moved; COMMIT_UNKNOWN; else
   *     RECOVERY_REQUIRED with the cause
   */
  public GraphSnapshot publish(GraphChange change) {
    if (change.isEmpty()) {
      return change.base();
    }
    return publish(List.of(change)).head();
  }

  /** For files that are staged before their publish. */
  public String newOperationId() {
    return ulids.next();
  }

  /**
   * As {@link #publish(GraphChange)}, of a change that is not empty and that has staged files under
   * this operation id.
   */
  public GraphSnapshot publish(String operationId, GraphChange change) {
    return publish(operationId, List.of(change), this::swap).head();
  }

  /**
   * As {@link #publish(String, GraphChange)}, of a change that changes no rows. Others may publish
   * deltas meanwhile: the caller holds the gate of the branch's files alone.
   *
   * @param swap takes the branch's gate, for phase C
   */
  public GraphSnapshot publishBeside(
      String operationId, GraphChange change, Supplier<Gates.Held> swap) {
    return publish(operationId, List.of(change), run -> swapBeside(run, swap)).head();
  }

  /**
   * What a publish made.
   *
   * @param head the branch's state with all changes
   * @param commitIds of each change
   */
  public record Published(GraphSnapshot head, List<String> commitIds) {}

  /**
   * Publishes changes that are each based on the one before: all of them or none.
   *
   * @param changes none of them empty
   * @throws OmnigraphException as {@link #publish(GraphChange)}, and it concerns all of them
   */
  public Published publish(List<GraphChange> changes) {
    return publish(newOperationId(), changes, this::swap);
  }

  /**
   * @param swap the end of phase B, and phase C
   */
  private Published publish(
      String operationId, List<GraphChange> changes, Function<PublishRun, GraphSnapshot> swap) {
    long baseMicros = onDisk(changes.get(0).base()).createdAtMicros();
    try (PublishRun run = new PublishRun(operationId, changes, ulids, baseMicros)) {
      if (run.isDeltasOnly()) {
        return new Published(publishDeltas(run), run.commitIds());
      }
      try {
        prepareOrTakeBack(run);
        arm(run);
        GraphSnapshot head = armed(run, swap);
        retire(run);
        return new Published(head, run.commitIds());
      } finally {
        sidecars.release(run.operationId);
      }
    }
  }

  /**
   * Brings the newest state of a branch to the disk, before anything is built on it: a writer of
   * deltas that died before its sync has left no sidecar that says so. The writer lock is held.
   */
  public void makeDurable(GraphSnapshot head) {
    onDisk(head);
  }

  private OnDisk onDisk(GraphSnapshot head) {
    OnDisk known = onDisk.get(head.branch());
    if (known != null && known.commitId().equals(head.commitId())) {
      return known;
    }
    Optional<GraphCommit> commit = manifest.commit(head.branch(), head.commitId());
    commit.ifPresent(there -> manifest.makeDurable(head.branch(), there));
    OnDisk made =
        new OnDisk(
            head.commitId(), commit.map(GraphCommit::createdAtMicros).orElse(Long.MIN_VALUE));
    onDisk.put(head.branch(), made);
    return made;
  }

  /** The branch's gate is held: no other thread has published since. */
  private GraphSnapshot onDisk(GraphSnapshot published, PublishRun run) {
    onDisk.put(published.branch(), new OnDisk(published.commitId(), run.createdAtMicros()));
    return published;
  }

  private GraphSnapshot publishDeltas(PublishRun run) {
    try {
      return onDisk(manifest.publish(run.request()), run);
    } catch (RuntimeException e) {
      if (isAnswer(e) || !mayBeThere(run)) {
        throw e;
      }
      throw new OmnigraphException(
              ErrorCode.COMMIT_UNKNOWN,
              run.last().commitId,
              run.lastChange().base().branch(),
              String.valueOf(e.getMessage()))
          .causedBy(e);
    }
  }

  /** Whether the store itself says what became of the publish. */
  private static boolean isAnswer(RuntimeException e) {
    return e instanceof OmnigraphException own
        && (own.code() == ErrorCode.COMMIT_UNKNOWN || own.code().category() == ErrorCategory.RETRY);
  }

  private boolean mayBeThere(PublishRun run) {
    try {
      return manifest.has(run.lastChange().base().branch(), run.last().commitId);
    } catch (RuntimeException e) {
      return true;
    }
  }

  /** What a failure leaves is staged files, which nobody names. */
  private void prepareOrTakeBack(PublishRun run) {
    boolean prepared = false;
    try {
      prepare(run);
      space.require();
      prepared = true;
    } finally {
      if (!prepared && run.madeSchemaObject) {
        takeBackSchemaObject(run);
      }
    }
  }

  private void takeBackSchemaObject(PublishRun run) {
    try {
      run.lastChange().schema().ifPresent(schemaFiles::deleteObject);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "A schema object that nobody names stays behind", e);
    }
  }

  private void prepare(PublishRun run) {
    Set<Long> seen = new HashSet<>();
    for (PublishRun.Effect effect : run.effects()) {
      TableWork work = effect.work;
      boolean first = seen.add(work.tableId());
      if (work.isNew()) {
        requireFree(work);
        effect.staged = work.staging().stage(null, null, run.properties());
      } else if (run.forks(work)) {
        requireNoFork(run, work);
      } else if (first) {
        TableRef pin = new TableRef(work.path(), work.pinnedBranch(), work.pinnedVersion());
        requireLatest(work, pin);
        stage(run, effect, pin);
      }
    }
    run.lastChange()
        .schema()
        .ifPresent(
            schema -> {
              run.madeSchemaObject = !schemaFiles.hasObject(schema);
              schemaFiles.writeObject(schema);
            });
  }

  private void requireFree(TableWork work) {
    if (tables.exists(work.path())) {
      throw new OmnigraphException(ErrorCode.DRIFT, work.tableKey(), "some", "none");
    }
  }

  private void requireLatest(TableWork work, TableRef pin) {
    if (!tables.isLatest(pin)) {
      throw new OmnigraphException(
          ErrorCode.DRIFT,
          work.tableKey(),
          tables.latestVersion(work.path(), work.pinnedBranch()),
          work.pinnedVersion());
    }
  }

  private void requireNoFork(PublishRun run, TableWork work) {
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

  private void stage(PublishRun run, PublishRun.Effect effect, TableRef pin) {
    try (TableSnapshot base = tables.open(pin)) {
      effect.staged = effect.work.staging().stage(base, run.nativeBranch, run.properties());
    }
  }

  private void arm(PublishRun run) {
    for (PublishRun.Effect effect : run.effects()) {
      if (effect.staged != null) {
        run.unsynced.addAll(effect.staged.unsynced());
      }
    }
    sidecars.arm(run.sidecar(), run.unsynced);
    tables.sync(run.unsynced);
  }

  private GraphSnapshot armed(PublishRun run, Function<PublishRun, GraphSnapshot> swap) {
    try {
      effects(run);
      stageSchema(run);
      GraphSnapshot published = swap.apply(run);
      promote(run);
      return published;
    } catch (RuntimeException e) {
      if (!run.moved && run.refusal == e) {
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

  private GraphSnapshot swap(PublishRun run) {
    try (PreparedPublish prepared = manifest.prepare(run.request())) {
      run.unsynced.addAll(prepared.unsynced());
      confirm(run);
      afterConfirm(run);
      return onDisk(prepared.publish(), run);
    }
  }

  /** Deltas may have moved the head, up to when the gate is taken; a commit is no older than it. */
  private GraphSnapshot swapBeside(PublishRun run, Supplier<Gates.Held> swap) {
    confirm(run);
    afterConfirm(run);
    try (Gates.Held gate = swap.get()) {
      GraphSnapshot head = manifest.head(run.lastChange().base().branch());
      run.follow(onDisk(head).createdAtMicros());
      return onDisk(manifest.publish(run.request()), run);
    }
  }

  private void effects(PublishRun run) {
    PublishStep afterTable =
        run.lastChange().kind() == WriterKind.SCHEMA_APPLY
            ? PublishStep.SCHEMA_APPLY_POST_TABLE_COMMIT
            : PublishStep.MUTATION_POST_TABLE_COMMIT;
    List<PublishRun.Effect> effects = run.effects();
    if (effects.stream().anyMatch(effect -> run.forks(effect.work))) {
      steps.at(PublishStep.MUTATION_POST_SIDECAR_PRE_FORK);
    }
    for (PublishRun.Effect effect : effects) {
      TableWork work = effect.work;
      if (run.forks(work)) {
        fork(run, work);
      }
      if (effect.staged == null) {
        stage(run, effect, new TableRef(work.path(), run.nativeBranch, work.pinnedVersion()));
      }
      commit(run, effect);
      steps.at(afterTable);
    }
  }

  private void fork(PublishRun run, TableWork work) {
    TableRef source = new TableRef(work.path(), work.pinnedBranch(), work.pinnedVersion());
    run.moved = true;
    tables.createBranch(source, run.nativeBranch);
  }

  private void commit(PublishRun run, PublishRun.Effect effect) {
    TableWork work = effect.work;
    CommitOutcome outcome;
    try {
      outcome = tables.commit(effect.staged, run.unsynced);
    } catch (OmnigraphException e) {
      run.refusal = e;
      throw e;
    }
    if (outcome instanceof CommitOutcome.Conflict conflict) {
      run.refusal =
          new OmnigraphException(
              ErrorCode.COMMIT_CONFLICT,
              work.tableKey(),
              run.lastChange().base().branch(),
              conflict.what());
      throw run.refusal;
    }
    run.moved = true;
    if (outcome instanceof CommitOutcome.Unknown unknown) {
      throw new OmnigraphException(
              ErrorCode.STORAGE_FAULT, work.path(), unknown.cause().getMessage())
          .causedBy(unknown.cause());
    }
    effect.achieved = ((CommitOutcome.Committed) outcome).version();
    if (effect.achieved != work.pinnedVersion() + 1) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL,
          "commit of "
              + work.tableKey()
              + " made version "
              + effect.achieved
              + " on top of "
              + work.pinnedVersion());
    }
  }

  private void stageSchema(PublishRun run) {
    if (run.lastChange().schema().isPresent()) {
      run.moved = true;
      steps.at(PublishStep.SCHEMA_APPLY_BEFORE_STAGING_WRITE);
      if (run.nativeBranch == null) {
        schemaFiles.stage(run.lastChange().schema().get());
      }
    }
  }

  /** The end of phase B. Kinds that recovery judges by their number of commits need no record. */
  private void confirm(PublishRun run) {
    boolean recorded = run.lastChange().kind().evidence() == WriterKind.Evidence.CONFIRMED;
    sidecars.confirm(
        run.operationId, recorded ? Optional.of(run.achieved()) : Optional.empty(), run.unsynced);
    tables.sync(run.unsynced);
  }

  private void afterConfirm(PublishRun run) {
    steps.at(
        run.lastChange().kind() == WriterKind.SCHEMA_APPLY
            ? PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE
            : PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER);
  }

  private void promote(PublishRun run) {
    if (run.lastChange().schema().isPresent()) {
      steps.at(PublishStep.SCHEMA_APPLY_AFTER_MANIFEST_COMMIT);
      if (run.nativeBranch == null) {
        schemaFiles.promote();
      }
    }
  }

  private void retire(PublishRun run) {
    try {
      sidecars.retire(run.operationId);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "The sidecar of a finished commit stays behind", e);
    }
  }
}
