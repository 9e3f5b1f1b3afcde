package io.omnigraph.engine;

import io.omnigraph.engine.publish.Sidecar;
import java.util.List;

/** A sidecar like another one except for what is said. */
final class SidecarDraft {
  private final Sidecar base;
  private String branch;
  private String actor;
  private boolean confirmed;
  private String commitId;
  private String expectedHead;
  private List<Sidecar.Pin> tables;
  private List<Sidecar.GroupCommit> group;
  private List<Sidecar.Read> readSet;
  private List<Sidecar.Intent> intended;
  private Sidecar.MergeSource mergeSource;

  private SidecarDraft(Sidecar base) {
    this.base = base;
    branch = base.branch();
    actor = base.actorId();
    confirmed = base.confirmed();
    commitId = base.commitId();
    expectedHead = base.expectedHead();
    tables = base.tables();
    group = base.group();
    readSet = base.readSet();
    intended = base.intended();
    mergeSource = base.mergeSource();
  }

  static SidecarDraft like(Sidecar base) {
    return new SidecarDraft(base);
  }

  SidecarDraft onBranch(String name, String head) {
    branch = name;
    expectedHead = head;
    return this;
  }

  SidecarDraft byActor(String name) {
    actor = name;
    return this;
  }

  SidecarDraft confirmed() {
    confirmed = true;
    return this;
  }

  SidecarDraft committing(String id) {
    commitId = id;
    return this;
  }

  SidecarDraft moving(Sidecar.Pin... pins) {
    tables = List.of(pins);
    return this;
  }

  SidecarDraft leading(Sidecar.GroupCommit... earlier) {
    group = List.of(earlier);
    return this;
  }

  SidecarDraft reading(Sidecar.Read... reads) {
    readSet = List.of(reads);
    return this;
  }

  SidecarDraft intending(Sidecar.Intent... intents) {
    intended = List.of(intents);
    return this;
  }

  SidecarDraft merging(Sidecar.MergeSource source) {
    mergeSource = source;
    return this;
  }

  Sidecar sidecar() {
    return new Sidecar(
        base.operationId(),
        base.startedAtMicros(),
        branch,
        actor,
        base.writerKind(),
        confirmed,
        commitId,
        base.rollbackCommitId(),
        expectedHead,
        tables,
        group,
        readSet,
        intended,
        mergeSource,
        base.registrations(),
        base.tombstones(),
        base.schemaBaseHash(),
        base.schemaTargetHash());
  }
}
