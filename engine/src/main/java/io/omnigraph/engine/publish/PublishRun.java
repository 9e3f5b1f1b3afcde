package io.omnigraph.engine.publish;

import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.Lineage;
import io.omnigraph.engine.manifest.ManifestOp;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Unsynced;
import io.omnigraph.storage.table.StagedWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One run of the protocol: what is published, how far it got, and what is written about it. */
final class PublishRun implements AutoCloseable {
  final String operationId;
  final String nativeBranch;
  final List<Member> members = new ArrayList<>();

  /** Files of the step that runs, for its one sync. */
  final Unsynced unsynced = new Unsynced();

  private final String rollbackCommitId;
  private long createdAtMicros;

  /** Whether the new schema's object was not there before. */
  boolean madeSchemaObject;

  /** Whether anything but unreferenced files may have been made. */
  boolean moved;

  /** Of a commit that certainly did not happen. */
  OmnigraphException refusal;

  /** One change of the group and the graph commit that it becomes. */
  static final class Member {
    final GraphChange change;
    final String commitId;
    final List<Effect> effects = new ArrayList<>();

    Member(GraphChange change, String commitId) {
      this.change = change;
      this.commitId = commitId;
      change.work().forEach(work -> effects.add(new Effect(work)));
    }
  }

  /** One table commit. */
  static final class Effect {
    final TableWork work;
    StagedWrite staged;
    long achieved;

    Effect(TableWork work) {
      this.work = work;
    }
  }

  /**
   * @param baseMicros when the base was made; another machine's clock may be ahead of this one's
   */
  PublishRun(String operationId, List<GraphChange> changes, Ulids ulids, long baseMicros) {
    ulids.follow(changes.get(0).base().commitId());
    createdAtMicros = Math.max(baseMicros, Lineage.nowMicros());
    this.operationId = operationId;
    rollbackCommitId = ulids.next();
    nativeBranch = LanceManifest.nativeName(changes.get(0).base().branch());
    changes.forEach(change -> members.add(new Member(change, ulids.next())));
  }

  long createdAtMicros() {
    return createdAtMicros;
  }

  /** Its commits come after one that was made at this time. */
  void follow(long micros) {
    createdAtMicros = Math.max(createdAtMicros, micros);
  }

  /** The youngest: the sidecar and the head name its commit. */
  Member last() {
    return members.get(members.size() - 1);
  }

  GraphChange lastChange() {
    return last().change;
  }

  boolean isDeltasOnly() {
    for (Member member : members) {
      if (!member.change.isDeltasOnly()) {
        return false;
      }
    }
    return true;
  }

  List<String> commitIds() {
    List<String> ids = new ArrayList<>(members.size());
    members.forEach(member -> ids.add(member.commitId));
    return ids;
  }

  /** In the order in which they are committed. */
  List<Effect> effects() {
    List<Effect> effects = new ArrayList<>();
    members.forEach(member -> effects.addAll(member.effects));
    return effects;
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

  /** By table id. */
  Map<Long, Long> achieved() {
    Map<Long, Long> achieved = new HashMap<>();
    effects().forEach(effect -> achieved.put(effect.work.tableId(), effect.achieved));
    return achieved;
  }

  Sidecar sidecar() {
    GraphChange change = lastChange();
    List<Sidecar.Read> reads = new ArrayList<>();
    reads().forEach((id, pin) -> reads.add(new Sidecar.Read(pin.tableKey(), id, pin.version())));
    List<Sidecar.GroupCommit> group = new ArrayList<>();
    for (Member member : members.subList(0, members.size() - 1)) {
      group.add(
          new Sidecar.GroupCommit(
              member.commitId, member.change.actorId(), createdAtMicros, intents(member)));
    }
    boolean changesSchema = change.schema().isPresent();
    return new Sidecar(
        operationId,
        createdAtMicros,
        nativeBranch,
        change.actorId(),
        change.kind(),
        false,
        last().commitId,
        rollbackCommitId,
        members.get(0).change.base().commitId(),
        pins(),
        group,
        reads,
        intents(last()),
        null,
        registrations(),
        change.dropped().stream()
            .map(e -> new Sidecar.Tombstone(e.tableKey(), e.tableId(), e.version()))
            .toList(),
        changesSchema ? change.base().schemaHash() : null,
        change.schema().map(schema -> schema.hash()).orElse(null));
  }

  /** A table that several members change is pinned once, with their number of commits. */
  private List<Sidecar.Pin> pins() {
    Map<Long, Integer> commits = new HashMap<>();
    effects().forEach(effect -> commits.merge(effect.work.tableId(), 1, Integer::sum));
    Map<Long, Sidecar.Pin> pins = new LinkedHashMap<>();
    for (Effect effect : effects()) {
      TableWork work = effect.work;
      Sidecar.FirstTouch touch =
          forks(work) ? new Sidecar.FirstTouch(work.pinnedBranch(), work.pinnedVersion()) : null;
      pins.putIfAbsent(
          work.tableId(),
          Sidecar.Pin.planned(
              work.tableKey(),
              work.tableId(),
              work.path(),
              work.pinnedVersion(),
              commits.get(work.tableId()),
              landing(work),
              touch));
    }
    return List.copyOf(pins.values());
  }

  /** Of one plain update that holds all before it the entries of {@code tables} say all. */
  private List<Sidecar.Intent> intents(Member member) {
    GraphChange change = member.change;
    boolean plain =
        change.schema().isEmpty()
            && change.dropped().isEmpty()
            && change.work().stream().noneMatch(work -> work.isNew() || work.pinSeq() != 0);
    if (plain && members.size() == 1) {
      return List.of();
    }
    List<Sidecar.Intent> intents = new ArrayList<>();
    for (TableEntry entry : change.dropped()) {
      intents.add(
          new Sidecar.Intent(
              Sidecar.Op.TOMBSTONE,
              entry.tableKey(),
              entry.tableId(),
              null,
              null,
              null,
              null,
              null));
    }
    for (TableWork work : change.work()) {
      intents.add(
          new Sidecar.Intent(
              work.isNew() ? Sidecar.Op.REGISTER : Sidecar.Op.UPDATE,
              work.tableKey(),
              work.tableId(),
              work.isNew() ? work.path() : null,
              members.size() == 1 ? null : (Long) (work.pinnedVersion() + 1),
              landing(work),
              null,
              work.pinSeq() == 0 ? null : (Long) work.pinSeq()));
    }
    return intents;
  }

  private List<Sidecar.Registration> registrations() {
    return lastChange().work().stream()
        .filter(TableWork::isNew)
        .map(w -> new Sidecar.Registration(w.tableKey(), w.tableId(), w.path(), null))
        .toList();
  }

  /** States that validation relied on, without those of tables that the run itself changes. */
  private Map<Long, PublishRequest.Expectation> reads() {
    Map<Long, PublishRequest.Expectation> reads = new HashMap<>();
    for (Member member : members) {
      member.change.reads().forEach(reads::putIfAbsent);
    }
    for (Member member : members) {
      member.change.work().forEach(work -> reads.remove(work.tableId()));
      member.change.deltas().forEach(delta -> reads.remove(delta.tableId()));
    }
    return reads;
  }

  PublishRequest request() {
    GraphChange last = lastChange();
    Map<Long, PublishRequest.Expectation> expectations = reads();
    last.dropped().forEach(e -> expectations.put(e.tableId(), PublishRequest.Expectation.of(e)));
    GraphSnapshot base = members.get(0).change.base();
    for (Member member : members) {
      for (TableWork work : member.change.work()) {
        TableEntry entry = base.entry(work.tableKey());
        if (entry != null && entry.tableId() == work.tableId()) {
          expectations.put(entry.tableId(), expectation(work, entry));
        }
      }
      for (ManifestOp.Delta delta : member.change.deltas()) {
        TableEntry entry = base.entry(delta.tableKey());
        expectations.put(entry.tableId(), PublishRequest.Expectation.of(entry));
      }
    }
    Optional<String> head =
        last.schema().isPresent() ? Optional.of(last.base().commitId()) : Optional.empty();
    List<PublishRequest.Commit> commits = new ArrayList<>(members.size());
    members.forEach(m -> commits.add(new PublishRequest.Commit(ops(m), lineage(m))));
    return new PublishRequest(last.base().branch(), commits, expectations, head);
  }

  /** Rows may only have come on top of a table whose commit does not claim to hold them. */
  private static PublishRequest.Expectation expectation(TableWork work, TableEntry entry) {
    return work.pinSeq() == 0
        ? PublishRequest.Expectation.of(entry)
        : new PublishRequest.Expectation(entry.tableKey(), entry.version(), entry.branch());
  }

  private List<ManifestOp> ops(Member member) {
    List<ManifestOp> ops = new ArrayList<>();
    for (TableEntry entry : member.change.dropped()) {
      ops.add(new ManifestOp.Tombstone(entry.tableId(), entry.tableKey()));
    }
    for (Effect effect : member.effects) {
      TableWork work = effect.work;
      if (work.isNew()) {
        ops.add(new ManifestOp.Register(work.tableId(), work.tableKey(), work.path()));
      }
      ops.add(
          new ManifestOp.Update(
              work.tableId(),
              work.tableKey(),
              effect.achieved,
              landing(work),
              effect.staged.rowCountAfter(),
              effect.staged.fileSums(),
              work.pinSeq()));
    }
    ops.addAll(member.change.deltas());
    return ops;
  }

  private Lineage lineage(Member member) {
    GraphChange change = member.change;
    String hash = change.schema().map(s -> s.hash()).orElse(change.base().schemaHash());
    return new Lineage(
        member.commitId,
        null,
        change.actorId(),
        operationId,
        change.kind().text(),
        hash,
        createdAtMicros,
        change.metadata());
  }

  @Override
  public void close() {
    for (Effect effect : effects()) {
      if (effect.staged != null) {
        effect.staged.close();
      }
    }
  }
}
