package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_BACK;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_FORWARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.ForgedSidecar;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.Sidecars;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Leftovers that are made by hand: sidecars, and commits behind the graph's back. */
class RecoveryForgedTest extends RecoveryCase {
  private static Map<String, String> of(Sidecar sidecar) {
    return Map.of("operation_id", sidecar.operationId());
  }

  private void feature() {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    insert(session, "Person", row("OnFeature", 1));
  }

  @Test
  @DisplayName("REC-01 a clean graph gets no folder of sidecars and no audit table")
  void clean() throws IOException {
    closeGraph();
    Files.deleteIfExists(root.resolve(Sidecars.FOLDER));
    Graphs.open(root, GraphFixture.options()).close();
    assertThat(root.resolve(Sidecars.FOLDER)).doesNotExist();
    assertThat(root.resolve("_graph_commit_recoveries.lance")).doesNotExist();
    graph = Graphs.open(root, GraphFixture.options());
    session = graph.newSession();
    other = graph.newSession();
    assertThat(audit()).isEmpty();
  }

  @Test
  @DisplayName("REC-02 a sidecar of a newer version refuses a read-write open, and stays")
  void newerSidecar() {
    String id = id();
    ForgedSidecar.write(root, id, "{\"schema_version\": 99}");
    assertRefused(() -> insert(session, "Person", row("X", 1)), ErrorCode.RECOVERY_REQUIRED, "99");
    closeGraph();
    assertRefused(
        () -> Graphs.open(root, GraphFixture.options()),
        ErrorCode.RECOVERY_REQUIRED,
        id,
        "99",
        "reads 1");
    assertThat(sidecars()).containsExactly(id + ".json");
    graph = Graphs.open(root, GraphFixture.options().withReadOnly(true));
    assertThat(read("Person")).hasSize(4);
  }

  @Test
  @DisplayName("REC-03 a sidecar of a table that does not exist is untouched by a read-only open")
  void unknownTable() throws IOException {
    TableEntry none = new TableEntry(4711, "node:None", "nodes/none", 3, null, 0, 1);
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(none));
    forge(sidecar);
    Path file = root.resolve(Sidecars.path(sidecar.operationId()));
    String text = Files.readString(file);
    closeGraph();
    graph = Graphs.open(root, GraphFixture.options().withReadOnly(true));
    assertThat(read("Person")).hasSize(4);
    assertThat(file).hasContent(text);
    graph.close();
    graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
    session = graph.newSession();
    other = graph.newSession();
    AuditRow row = assertRecovered(sidecar, ROLLED_BACK);
    assertThat(row.graphCommitId()).isNull();
  }

  @Test
  @DisplayName("REC-04 a leftover staging file is untouched by a read-only open")
  void leftoverStaging() throws IOException {
    Path staging = root.resolve("_schema.pg.staging");
    Files.writeString(staging, "node Half {");
    closeGraph();
    graph = Graphs.open(root, GraphFixture.options().withReadOnly(true));
    assertThat(read("Person")).hasSize(4);
    assertThat(staging).hasContent("node Half {");
    graph.close();
    graph = Graphs.open(root, GraphFixture.options());
    assertThat(staging).doesNotExist();
    session = graph.newSession();
    other = graph.newSession();
    assertSound();
  }

  @Test
  @DisplayName("REC-05 a drift that the sidecar did not plan is restored and published")
  void unexpectedDrift() {
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(person, person.version(), 99));
    forge(sidecar);
    long drift = rawAppend(person, Map.of(), row("Ghost", 1));
    long before = seq();
    reopen();
    AuditRow row = assertRecovered(sidecar, ROLLED_BACK);
    assertThat(head(person)).isEqualTo(drift + 1);
    assertThat(entry("main", "node:Person").version()).isEqualTo(drift + 1);
    assertThat(row.outcomes())
        .containsExactly(new AuditRow.TableOutcome("node:Person", drift, person.version()));
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(read("Person")).hasSize(4).doesNotContain("Ghost|1");
    insert(session, "Person", row("Next", 1));
    assertThat(read("Person")).hasSize(5);
    assertSound();
  }

  @Test
  @DisplayName("REC-07 a commit as planned rolls forward, and the head stays")
  void matching() {
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(person));
    forge(sidecar);
    long head = rawAppend(person, Map.of(), row("Eve", 22));
    String parent = last("main").commitId();
    reopen();
    AuditRow row = assertRecovered(sidecar, ROLLED_FORWARD);
    assertThat(row.forActor()).isEqualTo("act-alice");
    assertThat(row.graphCommitId()).isEqualTo(sidecar.commitId());
    assertThat(last("main").parentId()).isEqualTo(parent);
    assertThat(last("main").createdAtMicros()).isEqualTo(sidecar.startedAtMicros());
    assertThat(head(person)).isEqualTo(head);
    assertThat(read("Person")).hasSize(5).contains("Eve|22");
    assertThat(entry("main", "node:Person").rowCount()).isEqualTo(5);
  }

  @Test
  @DisplayName("REC-09 a load with a wrong count is undone by the recovery's actor, for act-bob")
  void loadRollsBack() {
    Sidecar sidecar =
        byActor(sidecar(WriterKind.LOAD, pin(person, person.version(), 77)), "act-bob");
    forge(sidecar);
    rawAppend(person, Map.of(), row("Ghost", 1));
    reopen();
    AuditRow row = assertRecovered(sidecar, ROLLED_BACK);
    assertThat(row.writerKind()).isEqualTo("Load");
    assertThat(row.forActor()).isEqualTo("act-bob");
    assertThat(row.graphCommitId()).isEqualTo(sidecar.rollbackCommitId());
  }

  @Test
  @DisplayName("REC-10 a matching EnsureIndices without an actor rolls forward")
  void ensureIndices() {
    Sidecar sidecar = byActor(sidecar(WriterKind.ENSURE_INDICES, pin(person)), null);
    forge(sidecar);
    rawAppend(person, Map.of(), row("Kept", 1));
    rawAppend(person, Map.of(), row("Kept2", 1));
    reopen();
    AuditRow row = assertRecovered(sidecar, ROLLED_FORWARD);
    assertThat(row.forActor()).isNull();
    assertThat(row.outcomes().get(0).toVersion()).isEqualTo(person.version() + 2);
  }

  @Test
  @DisplayName("REC-11 two sidecars on two tables: both gone, two audit rows")
  void twoSidecars() {
    Sidecar one = sidecar(WriterKind.MUTATION, pin(person));
    Sidecar two = sidecar(WriterKind.MUTATION, pin(company));
    forge(one);
    forge(two);
    rawAppend(person, of(one), row("Eve", 22));
    rawAppend(company, of(two), row("New"));
    reopen();
    assertRecovered(one, ROLLED_FORWARD);
    assertRecovered(two, ROLLED_FORWARD);
    assertThat(audit()).hasSize(2);
    assertThat(read("Person")).contains("Eve|22");
    assertThat(read("Company")).contains("New");
  }

  @Test
  @DisplayName("REC-12 two sidecars on one table: the second is seen after the first's publish")
  void twoOnOneTable() {
    long v1 = person.version();
    Sidecar one = sidecar(WriterKind.ENSURE_INDICES, pin(person, v1, v1 + 1));
    Sidecar two = sidecar(WriterKind.ENSURE_INDICES, pin(person, v1 + 1, v1 + 2));
    forge(one);
    forge(two);
    rawAppend(person, Map.of(), row("A", 1));
    long head = rawAppend(person, Map.of(), row("B", 1));
    reopen();
    assertThat(sidecars()).isEmpty();
    assertThat(audit()).hasSize(2);
    assertThat(audit().get(0).kind()).isEqualTo(ROLLED_FORWARD);
    assertThat(audit().get(0).operationId()).isEqualTo(one.operationId());
    assertThat(head(person)).isEqualTo(head);
    assertThat(read("Person")).hasSize(6);
    assertSound();
  }

  @Test
  @DisplayName("REC-13 a sidecar of a branch is classified against that branch")
  void branchForward() {
    feature();
    TableEntry onFeature = entry("feature", "node:Person");
    String parent = last("feature").commitId();
    Sidecar sidecar = onBranch(sidecar(WriterKind.MUTATION, pin(onFeature)), "feature", parent);
    forge(sidecar);
    rawAppend(onFeature, of(sidecar), row("Eve", 22));
    reopen();
    assertRecovered(sidecar, ROLLED_FORWARD);
    assertThat(last("feature").parentId()).isEqualTo(parent);
    assertThat(read("feature", "Person")).hasSize(6);
    assertThat(entry("main", "node:Person")).isEqualTo(person);
    assertThat(read("Person")).hasSize(4);
  }

  @Test
  @DisplayName("REC-14 a sidecar of a branch with a wrong expectation is undone on that branch")
  void branchBack() {
    feature();
    TableEntry onFeature = entry("feature", "node:Person");
    Sidecar sidecar =
        onBranch(
            sidecar(
                WriterKind.MUTATION,
                pin(onFeature, onFeature.version() - 1, onFeature.version() + 1)),
            "feature",
            last("feature").commitId());
    forge(sidecar);
    long drift = rawAppend(onFeature, of(sidecar), row("Ghost", 22));
    reopen();
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(head(onFeature)).isEqualTo(drift + 1);
    assertThat(read("feature", "Person")).hasSize(5).doesNotContain("Ghost|22");
    assertThat(entry("main", "node:Person")).isEqualTo(person);
    session.useBranch("feature");
    insert(session, "Person", row("Next", 1));
    assertSound();
  }

  @Test
  @DisplayName("REC-08 a sidecar whose commit is published: audited under its actor, removed")
  void alreadyPublished() {
    long before = person.version();
    insert(session, "Person", row("Eve", 22));
    Sidecar sidecar =
        SidecarDraft.like(sidecar(WriterKind.MUTATION, pin(person, before, before + 1)))
            .confirmed()
            .committing(last("main").commitId())
            .sidecar();
    forge(sidecar);
    long seq = seq();
    reopen();
    assertThat(sidecars()).isEmpty();
    assertThat(seq()).isEqualTo(seq);
    AuditRow row = audit().get(0);
    assertThat(row.kind()).isEqualTo(ROLLED_FORWARD);
    assertThat(row.forActor()).isEqualTo("act-alice");
    assertThat(row.outcomes())
        .containsExactly(new AuditRow.TableOutcome("node:Person", before, before + 1));
  }

  @Test
  @DisplayName("REC-19 refresh leaves what has to be undone, byte for byte")
  void refreshDefers() throws IOException {
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(person, person.version(), 99));
    forge(sidecar);
    Path file = root.resolve(Sidecars.path(sidecar.operationId()));
    String text = Files.readString(file);
    long drift = rawAppend(person, of(sidecar), row("Ghost", 1));
    session.refresh();
    assertThat(file).hasContent(text);
    assertThat(head(person)).isEqualTo(drift);
    assertThat(audit()).isEmpty();
    reopen();
    // REC-20
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(head(person)).isEqualTo(drift + 1);
  }

  @Test
  @DisplayName("REC-20 what refresh left is undone by the next write")
  void writeAfterRefresh() {
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(person, person.version(), 99));
    forge(sidecar);
    long drift = rawAppend(person, of(sidecar), row("Ghost", 1));
    session.refresh();
    insert(session, "Company", row("New"));
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(head(person)).isEqualTo(drift + 1);
    assertThat(read("Company")).hasSize(3);
  }

  @Test
  @DisplayName("REC-27 a damaged sidecar refuses writes, opens and refresh, and stays")
  void damaged() {
    String id = id();
    ForgedSidecar.write(root, id, "{\"schema_version\": 1, ");
    assertRefused(() -> insert(session, "Person", row("X", 1)), ErrorCode.RECOVERY_REQUIRED, id);
    assertRefused(session::refresh, ErrorCode.RECOVERY_REQUIRED, id);
    closeGraph();
    assertRefused(() -> Graphs.open(root, GraphFixture.options()), ErrorCode.RECOVERY_REQUIRED, id);
    assertThat(sidecars()).containsExactly(id + ".json");
    graph = Graphs.open(root, GraphFixture.options().withReadOnly(true));
    assertThat(read("Person")).hasSize(4);
  }

  @Test
  @DisplayName("REC-28 the sidecar of a dropped branch blocks nobody")
  void droppedBranch() {
    Sidecar sidecar =
        onBranch(sidecar(WriterKind.MUTATION, pin(person)), "gone", last("main").commitId());
    forge(sidecar);
    insert(session, "Person", row("Eve", 22));
    AuditRow row = assertRecovered(sidecar, ROLLED_BACK);
    assertThat(row.outcomes()).isEmpty();
    assertThat(read("Person")).hasSize(5);
  }

  /** A power cut brings a sidecar back whose end was not synced; the table is gone meanwhile. */
  @Test
  void aResolvedOperationOnATableThatWasDroppedSince() {
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(entry("main", "edge:WorksAt")), pin(person));
    session.run(
        scope -> {
          scope.alterSchema(new SchemaEdit.Drop(List.of("WorksAt"), false, false));
          return null;
        });
    forge(sidecar);
    long before = seq();
    reopen();
    AuditRow row = assertRecovered(sidecar, ROLLED_BACK);
    assertThat(row.graphCommitId()).isNull();
    assertThat(row.outcomes()).isEmpty();
    assertThat(seq()).isEqualTo(before);
  }

  /** It is back after a power cut, beside one that was at work: that one comes first. */
  @Test
  void aResolvedOperationWhosePlaceForANewTableIsTaken() {
    failpoints.fail(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND, 1);
    assertThatThrownBy(() -> insert(session, "Person", row("Eve", 22)))
        .hasMessageContaining("injected");
    Sidecar.Pin taken = new Sidecar.Pin("node:X", 4711, company.path(), 0, 1, 1, null, null, 0);
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(person), taken);
    forge(sidecar);
    reopen();
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("REC-29 another writer published the table after a writer that committed nothing")
  void overtaken() {
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(person));
    insert(session, "Person", row("Eve", 22));
    forge(sidecar);
    long before = seq();
    reopen();
    AuditRow row = assertRecovered(sidecar, ROLLED_BACK);
    assertThat(row.graphCommitId()).isNull();
    assertThat(seq()).isEqualTo(before);
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("REC-34 a head below the pin: the open fails, refresh defers, the sidecar stays")
  void headBehindPin() throws IOException {
    insert(session, "Person", row("Eve", 22));
    TableEntry now = entry("main", "node:Person");
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(now));
    forge(sidecar);
    session.refresh();
    closeGraph();
    String newest = Long.toUnsignedString(-1L - now.version()) + ".manifest";
    Path file = root.resolve(now.path()).resolve("_versions").resolve(newest);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    assertRefused(
        () -> Graphs.open(root, GraphFixture.options()),
        ErrorCode.RECOVERY_REQUIRED,
        sidecar.operationId(),
        Sidecars.path(sidecar.operationId()),
        "InvariantViolation");
    assertThat(sidecars()).hasSize(1);
    Files.write(file, bytes);
    graph = Graphs.open(root, GraphFixture.options());
    session = graph.newSession();
    other = graph.newSession();
    assertRecovered(sidecar, ROLLED_BACK);
  }

  @Test
  @DisplayName("REC-35 a commit of another operation above the pin: nothing is restored")
  void foreign() {
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(person));
    forge(sidecar);
    long head = rawAppend(person, Map.of("operation_id", "SOMEBODY"), row("Foreign", 1));
    session.refresh();
    assertThat(sidecars()).hasSize(1);
    assertRefused(
        () -> insert(session, "Company", row("New")),
        ErrorCode.RECOVERY_REQUIRED,
        "ForeignMovement");
    closeGraph();
    assertRefused(
        () -> Graphs.open(root, GraphFixture.options()),
        ErrorCode.RECOVERY_REQUIRED,
        sidecar.operationId(),
        "operator");
    assertThat(sidecars()).hasSize(1);
    assertThat(head(person)).isEqualTo(head);
    graph = Graphs.open(root, GraphFixture.options().withReadOnly(true));
  }

  @Test
  @DisplayName("REC-38 an edge whose end's table changed meanwhile is undone")
  void readSetChanged() {
    TableEntry knows = entry("main", "edge:Knows");
    Sidecar sidecar =
        SidecarDraft.like(sidecar(WriterKind.MUTATION, pin(knows)))
            .confirmed()
            .reading(new Sidecar.Read("node:Person", person.tableId(), person.version()))
            .sidecar();
    insert(session, "Person", row("Eve", 22)); // Person's pin moves
    rawAppend(knows, of(sidecar), row("Alice", "Diana", null, new byte[16]));
    forge(sidecar);
    session.refresh();
    assertThat(sidecars()).hasSize(1);
    reopen();
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(read("Knows")).hasSize(3);
  }

  @Test
  @DisplayName("REC-40 an audit table that was deleted is made again")
  void auditDeleted() {
    Sidecar one = sidecar(WriterKind.MUTATION, pin(person));
    forge(one);
    reopen();
    assertThat(audit()).hasSize(1);
    raw(
        storage -> {
          storage.tables().deleteTable("_graph_commit_recoveries.lance");
          return null;
        });
    Sidecar two = sidecar(WriterKind.MUTATION, pin(person));
    forge(two);
    insert(session, "Company", row("New"));
    assertThat(audit())
        .singleElement()
        .satisfies(r -> assertThat(r.operationId()).isEqualTo(two.operationId()));
  }

  /** A merge of another branch that said that it made so many commits to a table. */
  private Sidecar confirmedMerge(TableEntry entry, int commits, Sidecar.Intent... intents) {
    Sidecar.Pin planned = pin(entry);
    Sidecar.Pin reached =
        new Sidecar.Pin(
            planned.tableKey(),
            planned.tableId(),
            planned.path(),
            planned.expectedVersion(),
            planned.plannedCommits(),
            planned.postCommitPin(),
            planned.branch(),
            planned.firstTouch(),
            entry.version() + commits);
    return SidecarDraft.like(sidecar(WriterKind.BRANCH_MERGE, reached))
        .byActor(null)
        .confirmed()
        .intending(intents)
        .merging(new Sidecar.MergeSource("SOURCECOMMIT", "other"))
        .sidecar();
  }

  @Test
  @DisplayName(
      "a merge that upserted but was not confirmed is undone; confirmed it has two parents")
  void merge() {
    Sidecar armed = sidecar(WriterKind.BRANCH_MERGE, pin(person));
    forge(armed);
    rawAppend(person, of(armed), row("Ghost", 1));
    reopen();
    assertRecovered(armed, ROLLED_BACK);
    TableEntry now = entry("main", "node:Person");
    Sidecar confirmed =
        confirmedMerge(
            now,
            2,
            new Sidecar.Intent(
                Sidecar.Op.UPDATE, "node:Person", now.tableId(), null, null, null, null, null));
    forge(confirmed);
    rawAppend(now, of(confirmed), row("M1", 1));
    rawAppend(now, of(confirmed), row("M2", 2));
    reopen();
    assertRecovered(confirmed, ROLLED_FORWARD);
    assertThat(last("main").mergedParentId()).isEqualTo("SOURCECOMMIT");
    assertThat(read("Person")).hasSize(6);
  }

  @Test
  @DisplayName("a confirmed merge onto a head that moved is never given another parent: undone")
  void mergeOntoMovedHead() {
    Sidecar confirmed = confirmedMerge(person, 1);
    insert(session, "Company", row("New"));
    forge(confirmed);
    rawAppend(person, of(confirmed), row("M1", 1));
    reopen();
    assertRecovered(confirmed, ROLLED_BACK);
    assertThat(read("Person")).hasSize(4);
  }

  @Test
  @DisplayName("LIF-16 a graph that was moved with a pending sidecar recovers where it is now")
  void moved() throws IOException {
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(person));
    forge(sidecar);
    rawAppend(person, of(sidecar), row("Eve", 22));
    closeGraph();
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(root, elsewhere);
    root = elsewhere;
    graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
    session = graph.newSession();
    other = graph.newSession();
    assertRecovered(sidecar, ROLLED_FORWARD);
    assertThat(read("Person")).contains("Eve|22");
  }
}
