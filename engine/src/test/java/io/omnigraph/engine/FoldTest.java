package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.Session.Isolation;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deltas that become files: no row changes, whatever happens meanwhile. */
class FoldTest extends OpenGraphTest {
  private static final List<String> TABLES = List.of("Person", "Company", "Knows", "WorksAt");

  private DeltaOptions deltas = new DeltaOptions(100, 1 << 20, 1_000, 1 << 20, false);

  @Override
  OpenOptions options() {
    return super.options().withDeltas(deltas);
  }

  @Override
  void fill() {
    super.fill();
    session.fold();
  }

  private TableEntry entry(String branch, String table) {
    return session.facts().tables(branch).stream()
        .filter(entry -> entry.tableKey().endsWith(":" + table))
        .findFirst()
        .orElseThrow();
  }

  private TableEntry entry(String table) {
    return entry("main", table);
  }

  private List<String> everything(String branch) {
    List<String> rows = new ArrayList<>();
    TABLES.forEach(table -> read(branch, table).forEach(text -> rows.add(table + " " + text)));
    return rows;
  }

  /** Rows of the files and of deltas come, change and go. */
  private void change(Session writer) {
    insert(writer, "Person", row("Eve", 22), row("Frank", 23));
    insert(writer, "Knows", row("Eve", "Bob"));
    update(writer, "Person", row("Alice", 31), row("Eve", 32));
    delete(writer, "Person", "Frank", "Charlie");
    insert(writer, "Person", row("Charlie", 1));
  }

  private boolean hasDeltas(String branch) {
    return session.facts().tables(branch).stream().anyMatch(e -> !e.deltas().isEmpty());
  }

  private void assertWhole() {
    try (Session each = graph.newSession()) {
      for (String branch : each.branches()) {
        each.useBranch(branch);
        each.fold();
      }
    }
    assertNothingFound();
  }

  @Test
  void aFoldMovesRowsIntoFilesAndIsOneCommit() {
    change(session);
    List<String> rows = everything("main");
    TableEntry before = entry("Person");
    long seq = seq();
    assertThat(session.fold())
        .containsExactly(
            new Session.Folded("node:Person", "main", 7, before.contentSeq()),
            new Session.Folded("edge:Knows", "main", 2, entry("Knows").contentSeq()));
    TableEntry after = entry("Person");
    assertThat(after.deltas().isEmpty()).isTrue();
    assertThat(after.version()).isEqualTo(before.version() + 1);
    assertThat(after.rowCount()).isEqualTo(before.rowCount());
    assertThat(after.hasContentOf(before)).isTrue();
    assertThat(seq()).isEqualTo(seq + 1);
    List<GraphCommit> commits = session.facts().commits("main");
    GraphCommit fold = commits.get(commits.size() - 1);
    assertThat(fold.writerKind()).isEqualTo("Fold");
    assertThat(fold.actorId()).isEqualTo("omnigraph:fold");
    assertThat(everything("main")).isEqualTo(rows);
    assertThat(session.fold()).isEmpty();
    assertThat(seq()).isEqualTo(seq + 1);
    reopen();
    assertThat(everything("main")).isEqualTo(rows);
    assertWhole();
  }

  /** The first to commit on top of a fold would wait for the file, and all others with it. */
  @Test
  void whatAFoldHasWrittenIsNotReadAgain() throws IOException {
    change(session);
    assertFoldIsNotReadAgain();
    assertThat(read("Person")).contains("Eve|32", "Alice|31").doesNotContain("Frank|23");
    assertWhole();
  }

  @Test
  void whatAFoldOfTheDefaultSizeHasWrittenIsNotReadAgain() throws IOException {
    deltas = new DeltaOptions(2_048, 1 << 20, 1 << 30, 1 << 30, false);
    reopen();
    long rows = DeltaOptions.defaults().foldRows();
    for (long made = 0; made < rows; made += 2_048) {
      Object[][] some = new Object[2_048][];
      for (int i = 0; i < some.length; i++) {
        some[i] = row("d" + (made + i), i);
      }
      insert(session, "Person", some);
    }
    assertThat(entry("Person").deltas().rows()).isGreaterThanOrEqualTo(rows);
    assertFoldIsNotReadAgain();
  }

  private void assertFoldIsNotReadAgain() throws IOException {
    Set<Path> before = dataFiles();
    session.fold();
    Set<Path> made = dataFiles();
    made.removeAll(before);
    assertThat(made).isNotEmpty();
    for (Path file : made) {
      Files.move(file, away(file));
    }
    insert(session, "Person", row("Zed", 1));
    assertThat(read("Person")).contains("Zed|1");
    for (Path file : made) {
      Files.move(away(file), file);
    }
  }

  private static Path away(Path file) {
    return file.resolveSibling(file.getFileName() + ".away");
  }

  /** Of Person. */
  private Set<Path> dataFiles() throws IOException {
    try (Stream<Path> all = Files.list(root.resolve(entry("Person").path()).resolve("data"))) {
      return all.collect(Collectors.toSet());
    }
  }

  @Test
  void deltasThatCancelEachOtherAreFoldedToo() {
    insert(session, "Company", row("Initech"));
    delete(session, "Company", "Initech");
    assertThat(session.fold()).hasSize(1);
    assertThat(entry("Company").deltas().isEmpty()).isTrue();
    assertThat(read("Company")).containsExactly("Acme", "Globex");
    insert(session, "Company", row("Initech"));
    assertThat(session.fold()).hasSize(1);
    reopen();
    assertThat(read("Company")).containsExactly("Acme", "Globex", "Initech");
    assertWhole();
  }

  @Test
  void aBranchGetsItsForkWithTheFold() {
    insert(session, "Person", row("Eve", 22));
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    change2();
    List<String> rows = everything("feature");
    List<String> main = everything("main");
    assertThat(session.fold()).isNotEmpty();
    assertThat(entry("feature", "Person").branch()).isEqualTo("feature");
    assertThat(hasDeltas("feature")).isFalse();
    assertThat(entry("Person").deltas().length()).isEqualTo(1);
    assertThat(everything("feature")).isEqualTo(rows);
    assertThat(everything("main")).isEqualTo(main);
    reopen();
    assertThat(everything("feature")).isEqualTo(rows);
    assertThat(everything("main")).isEqualTo(main);
    assertWhole();
  }

  private void change2() {
    update(session, "Person", row("Eve", 33), row("Bob", 26));
    delete(session, "Person", "Diana");
  }

  @Test
  void anEmptyTableOnABranchGetsFilesOfItsOwn() {
    session.setAutoCommit(false);
    delete(session, "Company", "Acme", "Globex");
    session.commit();
    session.fold();
    session.setAutoCommit(true);
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    insert(session, "Company", row("Initech"));
    assertThat(session.fold()).hasSize(1);
    insert(session, "Company", row("Hooli"));
    insert(other, "Company", row("Acme"));
    reopen();
    assertThat(read("feature", "Company")).containsExactly("Hooli", "Initech");
    assertThat(read("Company")).containsExactly("Acme");
    assertWhole();
  }

  @Test
  void whatIsCommittedWhileAFoldIsPreparedStaysOnTop() {
    change(session);
    long folded = entry("Person").contentSeq();
    boolean[] done = new boolean[1];
    Runnable meanwhile =
        () -> {
          if (!done[0]) {
            done[0] = true;
            update(session, "Person", row("Eve", 77), row("Bob", 78));
            insert(session, "Person", row("Late", 1));
          }
        };
    foldBeside(meanwhile);
    TableEntry after = entry("Person");
    assertThat(after.pinSeq()).isEqualTo(folded);
    assertThat(after.deltas().length()).isEqualTo(2);
    List<String> people =
        List.of("Alice|31", "Bob|78", "Charlie|1", "Diana|28", "Eve|77", "Late|1");
    assertThat(after.rowCount()).isEqualTo(people.size());
    assertThat(read("Person")).isEqualTo(people);
    session.fold();
    assertThat(entry("Person").deltas().isEmpty()).isTrue();
    reopen();
    assertThat(read("Person")).isEqualTo(people);
    assertWhole();
  }

  @Test
  void aFoldThatLosesItsPinGivesUpAndComesAgain() {
    change(session);
    Object[][] many = new Object[101][];
    for (int i = 0; i < many.length; i++) {
      many[i] = row("p" + i, i);
    }
    boolean[] done = new boolean[1];
    foldBeside(
        () -> {
          if (!done[0]) {
            done[0] = true;
            insert(session, "Person", many);
          }
        });
    assertThat(entry("Person").deltas().isEmpty()).isTrue();
    assertThat(entry("Knows").deltas().isEmpty()).isTrue(); // nobody was in the way of this one
    assertThat(read("Person")).hasSize(106).contains("Eve|32", "p100|100");
    assertWhole();
  }

  /** Folds as another process, with something else before the first table commit is staged. */
  private void foldBeside(Runnable meanwhile) {
    try (SecondOpener second =
            new SecondOpener(root, options(), tables -> before(tables, meanwhile));
        Session folder = second.session()) {
      folder.fold();
    }
  }

  private static TableStore before(TableStore tables, Runnable stage) {
    return (TableStore)
        Proxy.newProxyInstance(
            TableStore.class.getClassLoader(),
            new Class<?>[] {TableStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("stage")) {
                stage.run();
              }
              try {
                return method.invoke(tables, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aFoldIsNoConflict() {
    change(session);
    session.setAutoCommit(false);
    session.setIsolation(Isolation.SERIALIZABLE);
    GraphFixture.read(session, "Person");
    update(session, "Person", row("Eve", 50), row("Alice", 51));
    delete(session, "Person", "Bob");
    insert(session, "Knows", row("Eve", "Diana"));
    assertThat(other.fold()).isNotEmpty();
    session.commit();
    assertThat(read("Person")).containsExactly("Alice|51", "Charlie|1", "Diana|28", "Eve|50");
    assertThat(read("Knows")).containsExactly("Eve|Diana|null");
  }

  @Test
  void rowsCollideAcrossAFold() {
    change(session);
    session.setAutoCommit(false);
    update(session, "Person", row("Eve", 50));
    other.fold();
    update(other, "Person", row("Eve", 51));
    other.fold();
    assertRefused(session::commit, ErrorCode.COMMIT_CONFLICT, "Eve");
  }

  @Test
  void theFilesWayGoesOnAfterAFold() {
    change(session);
    session.fold();
    List<String> people = new ArrayList<>(read("Person"));
    Object[][] many = new Object[101][];
    for (int i = 0; i < many.length; i++) {
      many[i] = row("q" + i, i);
      people.add("q" + i + "|" + i);
    }
    insert(session, "Person", many);
    people.sort(null);
    assertThat(read("Person")).isEqualTo(people);
    reopen();
    assertThat(read("Person")).isEqualTo(people);
  }

  @ParameterizedTest
  @EnumSource(
      value = PublishStep.class,
      names = {
        "SIDECAR_WRITE",
        "MUTATION_POST_TABLE_COMMIT",
        "SIDECAR_CONFIRM",
        "MUTATION_POST_FINALIZE_PRE_PUBLISHER",
        "FOLD_BEFORE_SWAP",
        "PUBLISH_BEFORE_COMMIT_APPEND",
        "PUBLISH_AFTER_MANIFEST_COMMIT",
        "SIDECAR_DELETE"
      })
  void aFoldThatFailsIsFinishedOrUndone(PublishStep step) {
    change(session);
    List<String> rows = everything("main");
    failpoints.fail(step, 1);
    attempt(session::fold);
    assertSettled("main", rows);
  }

  @ParameterizedTest
  @EnumSource(
      value = PublishStep.class,
      names = {
        "MUTATION_POST_SIDECAR_PRE_FORK",
        "MUTATION_POST_TABLE_COMMIT",
        "MUTATION_POST_FINALIZE_PRE_PUBLISHER",
        "PUBLISH_AFTER_MANIFEST_COMMIT"
      })
  void aFoldThatForksAndFailsIsFinishedOrUndone(PublishStep step) {
    insert(session, "Person", row("Eve", 22));
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    change2();
    List<String> rows = everything("feature");
    failpoints.fail(step, 1);
    attempt(session::fold);
    assertSettled("feature", rows);
  }

  @ParameterizedTest
  @EnumSource(
      value = PublishStep.class,
      names = {
        "RECOVERY_POST_TABLE_RESTORE_PRE_PUBLISH",
        "RECOVERY_POST_ROLLBACK_PUBLISH_PRE_AUDIT",
        "RECOVERY_RECORD_AUDIT"
      })
  void theUndoingOfAFoldMayFailToo(PublishStep step) {
    change(session);
    List<String> rows = everything("main");
    failpoints.fail(PublishStep.MUTATION_POST_TABLE_COMMIT, 1); // the first of two tables
    attempt(session::fold);
    failpoints.fail(step, 1);
    assertThatThrownBy(() -> insert(other, "Company", row("Initech")))
        .hasMessageContaining("injected failpoint");
    assertThat(everything("main")).isEqualTo(rows);
    assertSettled("main", rows);
    assertThat(audit()).isNotEmpty();
  }

  @Test
  void deltasOnTopOfAnUndoneCommitStay() {
    change(session);
    List<String> rows = everything("main");
    Object[][] many = new Object[101][];
    for (int i = 0; i < many.length; i++) {
      many[i] = row("r" + i, i);
    }
    session.setAutoCommit(false);
    insert(session, "Person", many);
    insert(session, "Company", row("Initech"));
    failpoints.fail(PublishStep.MUTATION_POST_TABLE_COMMIT, 1);
    assertRefused(session::commit, ErrorCode.RECOVERY_REQUIRED);
    session.setAutoCommit(true);
    assertSettled("main", rows);
  }

  private static void attempt(Runnable fold) {
    try {
      fold.run();
    } catch (OmnigraphException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.RECOVERY_REQUIRED);
    } catch (RuntimeException e) {
      assertThat(e).hasMessageContaining("injected failpoint");
    }
  }

  private void assertSettled(String branch, List<String> rows) {
    String table = "Person";
    assertThat(everything(branch)).isEqualTo(rows);
    reopen();
    assertThat(everything(branch)).isEqualTo(rows);
    assertThat(sidecars()).isEmpty();
    session.useBranch(branch);
    update(session, table, row("Alice", 1_000));
    session.fold();
    assertThat(hasDeltas(branch)).isFalse();
    List<String> changed =
        rows.stream()
            .map(text -> text.startsWith("Person Alice|") ? "Person Alice|1000" : text)
            .toList();
    assertThat(everything(branch)).isEqualTo(changed);
    reopen();
    assertThat(everything(branch)).isEqualTo(changed);
    assertWhole();
  }

  @Test
  void theLastWritersHandleFoldsWhatIsLeft() {
    deltas = new DeltaOptions(100, 1 << 20, 1_000, 1 << 20, true);
    reopen();
    change(session);
    List<String> rows = everything("main");
    reopen();
    assertThat(hasDeltas("main")).isFalse();
    assertThat(everything("main")).isEqualTo(rows);
  }

  @Test
  void whoHasOnlyReadFoldsNothing() {
    change(session);
    reopen();
    deltas = new DeltaOptions(100, 1 << 20, 1_000, 1 << 20, true);
    reopen();
    List<String> rows = everything("main");
    long seq = session.facts().branches().get(0).seq();
    reopen();
    assertThat(session.facts().branches().get(0).seq()).isEqualTo(seq);
    assertThat(hasDeltas("main")).isTrue();
    assertThat(everything("main")).isEqualTo(rows);
  }

  @Test
  void manyDeltasAreFoldedInTheBackground() throws InterruptedException {
    deltas = new DeltaOptions(100, 1 << 20, 10, 1 << 20, false);
    reopen();
    for (int i = 0; i < 12; i++) {
      insert(session, "Person", row("b" + i, i));
    }
    long end = System.nanoTime() + 30_000_000_000L;
    while (entry("Person").deltas().rows() >= 10 || isFolderRunning()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
    assertThat(read("Person")).hasSize(16);
  }

  /** Opening reads the manifest back to the oldest delta. */
  @Test
  void aFewDeltasAreFoldedAfterManyCommits() throws InterruptedException {
    deltas = new DeltaOptions(100, 1 << 20, 1 << 30, 1 << 30, false);
    reopen();
    insert(session, "Company", row("Old"));
    for (int i = 0; i < 9_300; i++) {
      update(session, "Person", row("Alice", i));
    }
    long end = System.nanoTime() + 60_000_000_000L;
    while (!entry("Company").deltas().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
    assertThat(read("Company")).anyMatch(text -> text.contains("Old"));
  }

  private static boolean isFolderRunning() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("omnigraph-fold"));
  }

  @Test
  void aWriterWaitsForAFoldThatIsOverdue() {
    deltas = new DeltaOptions(100, 1 << 20, 1, 1 << 20, false);
    reopen();
    insert(session, "Person", row("w1", 1), row("w2", 2), row("w3", 3), row("w4", 4));
    assertThat(entry("Person").deltas().isEmpty()).isTrue();
    assertThat(read("Person")).hasSize(8);
  }

  @Test
  void aWriterGoesOnWhenTheFoldFails() {
    deltas = new DeltaOptions(100, 1 << 20, 1, 1 << 20, false);
    reopen();
    failpoints.fail(PublishStep.SIDECAR_WRITE);
    for (int i = 0; i < 5; i++) {
      insert(session, "Person", row("x" + i, 1), row("y" + i, 2), row("z" + i, 3), row("u" + i, 4));
    }
    assertThat(entry("Person").deltas().length()).isEqualTo(5);
    assertThat(read("Person")).hasSize(24);
    failpoints.off(PublishStep.SIDECAR_WRITE);
    session.fold();
    assertThat(entry("Person").deltas().isEmpty()).isTrue();
  }

  @Test
  void whatADeadProcessLeftIsFoldedWhenTheGraphIsOpened() {
    change(session);
    List<String> rows = everything("main");
    deltas = new DeltaOptions(100, 1 << 20, 1, 1 << 20, false);
    reopen();
    graphIsFolded();
    assertThat(everything("main")).isEqualTo(rows);
  }

  private void graphIsFolded() {
    long end = System.nanoTime() + 30_000_000_000L;
    while (hasDeltas("main")) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void aReadOnlySessionDoesNotFold() {
    change(session);
    session.setReadOnly(true);
    assertRefused(session::fold, ErrorCode.READ_ONLY);
  }
}
