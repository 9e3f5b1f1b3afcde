package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_BACK;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_FORWARD;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.table.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many leftovers, several processes, groups, and the writers that a leftover came from. */
class RecoverySweepTest extends RecoveryCase {
  private static final int LEFT = "full".equals(System.getProperty("reliability")) ? 1_000 : 60;
  private static final String AUDIT = "_graph_commit_recoveries.lance";

  private void load(String csv, LoadRequest.Mode mode) {
    Path file = folder.resolve("in.csv");
    try {
      Files.writeString(file, csv);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    session.load(
        new LoadRequest(
            Optional.of("Person"),
            List.of(),
            file,
            LoadRequest.Format.CSV,
            mode,
            LoadRequest.CsvOptions.defaults(),
            LoadRequest.Progress.NONE));
  }

  @Test
  @DisplayName(
      "many leftover sidecars are resolved, a thousand in the long run, and the audit table stays compact")
  void manySidecars() {
    for (int i = 0; i < LEFT; i++) {
      forge(sidecar(WriterKind.MUTATION, pin(person), pin(company)));
    }
    reopen();
    assertThat(sidecars()).isEmpty();
    List<AuditRow> rows = audit();
    assertThat(rows).hasSize(LEFT);
    assertThat(rows.stream().map(AuditRow::operationId).distinct()).hasSize(LEFT);
    assertThat(rows).allSatisfy(row -> assertThat(row.kind()).isEqualTo(ROLLED_BACK));
    int fragments =
        raw(
            storage -> {
              long version = storage.tables().latestVersion(AUDIT, null);
              try (var open = storage.tables().open(new TableRef(AUDIT, null, version))) {
                return open.fragments().size();
              }
            });
    assertThat(fragments).isLessThanOrEqualTo(17);
    assertThat(read("Person")).hasSize(4);
    insert(session, "Person", row("Next", 1));
    assertThat(read("Person")).hasSize(5);
    assertSound();
  }

  @Test
  @DisplayName("leftovers cost readers nothing; the next write resolves them all")
  void manySidecarsAtAWrite() {
    for (int i = 0; i < 20; i++) {
      forge(sidecar(WriterKind.MUTATION, pin(person)));
    }
    assertThat(read("Person")).hasSize(4);
    assertThat(sidecars()).hasSize(20);
    insert(session, "Person", row("Next", 1));
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).hasSize(5);
    assertSound();
  }

  @Test
  @DisplayName("two processes that recover at once: one commit, one audit row")
  void twoProcesses() throws Exception {
    Sidecar sidecar = sidecar(WriterKind.MUTATION, pin(person));
    forge(sidecar);
    rawAppend(person, Map.of("operation_id", sidecar.operationId()), row("Eve", 22));
    long before = seq();
    closeGraph();
    CyclicBarrier start = new CyclicBarrier(2);
    try (SecondOpener one = new SecondOpener(root);
        SecondOpener two = new SecondOpener(root)) {
      CompletableFuture<?>[] both = {recovering(one, start, "P1"), recovering(two, start, "P2")};
      CompletableFuture.allOf(both).get(60, TimeUnit.SECONDS);
    }
    graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
    session = graph.newSession();
    other = graph.newSession();
    assertThat(sidecars()).isEmpty();
    assertThat(audit())
        .singleElement()
        .satisfies(row -> assertThat(row.kind()).isEqualTo(ROLLED_FORWARD));
    assertThat(seq()).isEqualTo(before + 3);
    assertThat(read("Person")).hasSize(7).contains("Eve|22", "P1|1", "P2|1");
    assertSound();
  }

  private static CompletableFuture<?> recovering(
      SecondOpener opener, CyclicBarrier start, String name) {
    return CompletableFuture.runAsync(
        () -> {
          try (Session s = opener.session()) {
            start.await(20, TimeUnit.SECONDS);
            insert(s, "Person", row(name, 1));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private Sidecar group(TableEntry entry) {
    Sidecar.Pin pin =
        Sidecar.Pin.planned(
            entry.tableKey(), entry.tableId(), entry.path(), entry.version(), 2, null, null);
    return SidecarDraft.like(sidecar(WriterKind.MUTATION, pin))
        .byActor("act-second")
        .leading(
            new Sidecar.GroupCommit(
                "FIRST" + id(), "act-first", STARTED_MICROS, List.of(update(entry, 1))))
        .intending(update(entry, 2))
        .sidecar();
  }

  private static Sidecar.Intent update(TableEntry entry, int commits) {
    return new Sidecar.Intent(
        Sidecar.Op.UPDATE,
        entry.tableKey(),
        entry.tableId(),
        null,
        entry.version() + commits,
        null,
        null,
        null);
  }

  @Test
  @DisplayName("a group rolls forward as a whole: each its commit and seq, by one publish")
  void groupForward() {
    Sidecar group = group(person);
    forge(group);
    Map<String, String> ours = Map.of("operation_id", group.operationId());
    rawAppend(person, ours, row("First", 1));
    rawAppend(person, ours, row("Second", 2));
    long before = seq();
    reopen();
    assertRecovered(group, ROLLED_FORWARD);
    assertThat(seq()).isEqualTo(before + 2);
    var commits = session.facts().commits("main");
    assertThat(commits.get(commits.size() - 2).commitId())
        .isEqualTo(group.group().get(0).commitId());
    assertThat(commits.get(commits.size() - 2).createdAtMicros()).isEqualTo(STARTED_MICROS);
    assertThat(commits.get(commits.size() - 1).commitId()).isEqualTo(group.commitId());
    assertThat(read("Person")).hasSize(6).contains("First|1", "Second|2");
    insert(session, "Person", row("Third", 3));
    assertSound();
  }

  @Test
  @DisplayName("half a group is undone, also when the recovery stops after its restore")
  void groupBack() {
    Sidecar group = group(person);
    forge(group);
    rawAppend(person, Map.of("operation_id", group.operationId()), row("First", 1));
    long before = seq();
    closeGraph();
    failpoints.fail(PublishStep.RECOVERY_POST_TABLE_RESTORE_PRE_PUBLISH, 1);
    try {
      Graphs.open(root, GraphFixture.options().withSteps(failpoints)).close();
    } catch (RuntimeException e) {
      assertThat(e).hasMessageContaining("injected");
    }
    // One commit and its restore are as many versions as the two commits that were planned.
    assertThat(head(person)).isEqualTo(person.version() + 2);
    graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
    session = graph.newSession();
    other = graph.newSession();
    assertRecovered(group, ROLLED_BACK);
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(read("Person")).hasSize(4).doesNotContain("First|1");
  }

  @Test
  @DisplayName("REC-17 an overwrite that failed before its publish is finished")
  void overwrite() {
    session.run(
        scope -> {
          GraphFixture.delete(scope, "Person", "Alice", "Bob", "Charlie", "Diana");
          return null;
        });
    failpoints.fail(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER, 1);
    assertRefused(
        () -> load("name,age\nOnly,1\n", LoadRequest.Mode.OVERWRITE),
        ErrorCode.RECOVERY_REQUIRED,
        "injected");
    Sidecar sidecar = onlySidecar();
    reopen();
    assertRecovered(sidecar, ROLLED_FORWARD);
    assertThat(read("Person")).containsExactly("Only|1");
    load("name,age\nNext,1\n", LoadRequest.Mode.APPEND);
    assertThat(read("Person")).hasSize(2);
  }

  @Test
  @DisplayName("REC-21 REC-22 after a failed load the next write of another table succeeds")
  void loadHeals() {
    failpoints.fail(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER, 1);
    assertRefused(
        () -> load("name,age\nEve,22\n", LoadRequest.Mode.APPEND),
        ErrorCode.RECOVERY_REQUIRED,
        "injected");
    Sidecar sidecar = onlySidecar();
    assertThat(sidecar.writerKind()).isEqualTo(WriterKind.LOAD);
    insert(session, "Company", row("New"));
    assertRecovered(sidecar, ROLLED_FORWARD);
    assertThat(read("Person")).contains("Eve|22");
    load("name,age\nFrank,22\n", LoadRequest.Mode.APPEND);
    assertThat(read("Person")).hasSize(6);
  }

  @Test
  @DisplayName("REC-18 refresh on the same handle publishes, and the next insert works")
  void refresh() {
    failpoints.fail(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER, 1);
    assertRefused(() -> insert(session, "Person", row("Eve", 22)), ErrorCode.RECOVERY_REQUIRED);
    Sidecar sidecar = onlySidecar();
    session.refresh();
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).contains("Eve|22");
    insert(session, "Person", row("Frank", 1));
    assertThat(audit())
        .singleElement()
        .satisfies(row -> assertThat(row.operationId()).isEqualTo(sidecar.operationId()));
  }

  @Test
  @DisplayName("TXN-14 a transaction of several tables that failed before its publish is finished")
  void transactionForward() {
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    insert(session, "Company", row("New"));
    insert(session, "WorksAt", row("Eve", "New"));
    failpoints.fail(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER, 1);
    assertRefused(session::commit, ErrorCode.RECOVERY_REQUIRED, "injected");
    assertThat(read("Person")).hasSize(4);
    Sidecar sidecar = onlySidecar();
    reopen();
    assertThat(assertRecovered(sidecar, ROLLED_FORWARD).outcomes()).hasSize(3);
    assertThat(read("Person")).contains("Eve|22");
    assertThat(read("WorksAt")).contains("Eve|New");
  }

  @Test
  @DisplayName("REC-06 after a roll-back the next schema change needs no second attempt")
  void schemaAfterRollback() {
    forge(sidecar(WriterKind.MUTATION, pin(person, person.version(), 99)));
    rawAppend(person, Map.of(), row("Ghost", 1));
    reopen();
    TableEntry now = entry("main", "node:Person");
    assertThat(now.version()).isEqualTo(head(now));
    session.run(
        scope -> {
          String source = scope.view().schema().source();
          scope.alterSchema(
              new io.omnigraph.engine.schema.SchemaEdit.Replace(
                  source.replace("age: I32?", "age: I32? @index")));
          return null;
        });
    assertSound();
  }
}
