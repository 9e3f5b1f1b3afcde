package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BranchTest extends OpenGraphTest {
  /** No commit is small: it goes through files. */
  @Override
  OpenOptions options() {
    return GraphFixture.options();
  }

  private void feature() {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
  }

  private TableEntry entry(String branch, String key) {
    return session.facts().tables(branch).stream()
        .filter(e -> e.tableKey().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("BR-01 a new branch has the rows of its source and owns no table")
  void newBranchInherits() {
    feature();
    assertThat(session.branches()).containsExactly("main", "feature");
    assertThat(read("feature", "Person")).hasSize(4);
    assertThat(entry("feature", "node:Person").branch()).isNull();
  }

  @Test
  @DisplayName(
      "BR-02, BR-03, BR-05, PUB-16, LOD-15 a write forks only its table, main keeps its rows")
  void firstWriteForks() {
    feature();
    insert(session, "Person", row("Eve", 22));
    assertThat(entry("feature", "node:Person").branch()).isEqualTo("feature");
    assertThat(entry("feature", "edge:Knows").branch()).isNull();
    assertThat(read("feature", "Person")).hasSize(5);
    assertThat(read("main", "Person")).hasSize(4);
    insert(session, "Knows", row("Eve", "Alice"));
    assertThat(read("feature", "Knows")).hasSize(4);
    assertThat(read("main", "Knows")).hasSize(3);
    update(session, "Person", row("Alice", 1));
    delete(session, "Person", "Bob");
    assertThat(read("feature", "Person"))
        .containsExactly("Alice|1", "Charlie|35", "Diana|28", "Eve|22");
    assertThat(read("main", "Person")).contains("Alice|30", "Bob|25");
  }

  @Test
  void aFirstWriteMayReplaceAndDeleteInheritedRows() {
    feature();
    session.setAutoCommit(false);
    update(session, "Person", row("Alice", 1));
    delete(session, "Person", "Bob");
    session.commit();
    assertThat(read("feature", "Person")).containsExactly("Alice|1", "Charlie|35", "Diana|28");
    assertThat(read("feature", "WorksAt")).containsExactly("Alice|Acme");
    assertThat(read("main", "WorksAt")).hasSize(2);
  }

  @Test
  @DisplayName("BR-04 a pinned snapshot does not move")
  void pinnedSnapshot() {
    try (StatementScope scope = session.statement()) {
      var pinned = scope.view();
      insert(other, "Person", row("Eve", 22));
      assertThat(GraphFixture.read(pinned, "Person")).hasSize(4);
    }
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("BR-06 a branch of a branch")
  void branchOfBranch() {
    feature();
    insert(session, "Person", row("Eve", 22));
    session.createBranch("experiment", "feature", Optional.empty());
    assertThat(session.branches()).containsExactly("main", "experiment", "feature");
    assertThat(read("experiment", "Person")).contains("Eve|22");
    session.useBranch("experiment");
    insert(session, "Person", row("Fay", 1));
    assertThat(read("experiment", "Person")).hasSize(6);
    assertThat(read("feature", "Person")).hasSize(5);
    assertThat(read("main", "Person")).hasSize(4);
  }

  @Test
  @DisplayName("BR-07, BR-08, BR-11, BR-22, BR-24, BR-29 names and branches that are refused")
  void refusals() {
    feature();
    assertRefused(
        () -> session.createBranch("main", "main", Optional.empty()),
        ErrorCode.BRANCH_NAME_INVALID,
        "main");
    assertRefused(() -> session.dropBranch("main"), ErrorCode.BRANCH_IN_USE, "main");
    assertRefused(() -> session.dropBranch("feature"), ErrorCode.BRANCH_IN_USE, "currently active");
    assertRefused(
        () -> session.createBranch("feature", "main", Optional.empty()), ErrorCode.BRANCH_EXISTS);
    for (String name : List.of("a..b", "a.lock", "__i2/x", "", "a b", "feature/x", ".")) {
      assertRefused(
          () -> session.createBranch(name, "main", Optional.empty()),
          ErrorCode.BRANCH_NAME_INVALID);
    }
    assertRefused(
        () -> session.createBranch("/__schema_apply_lock__", "main", Optional.empty()),
        ErrorCode.BRANCH_NAME_INVALID,
        "internal system ref");
    session.createBranch("__run__x", "main", Optional.empty());
    assertThat(session.branches()).containsExactly("main", "__run__x", "feature");
    assertRefused(() -> session.useBranch("nope"), ErrorCode.BRANCH_NOT_FOUND, "nope", "feature");
  }

  @Test
  @DisplayName("BR-09, PUB-29 a branch dropped and made anew starts fresh")
  void dropAndRecreate() {
    feature();
    insert(session, "Person", row("Eve", 22));
    session.useBranch("main");
    session.dropBranch("feature");
    assertThat(session.branches()).containsExactly("main");
    assertRefused(() -> session.useBranch("feature"), ErrorCode.BRANCH_NOT_FOUND);
    feature();
    insert(session, "Person", row("Frank", 1));
    assertThat(read("feature", "Person")).hasSize(5).contains("Frank|1");
    session.useBranch("main");
    session.dropBranch("feature");
    session.createBranch("experiment", "main", Optional.empty());
    session.useBranch("experiment");
    insert(session, "Person", row("Gil", 1));
    session.createBranch("feature", "experiment", Optional.empty());
    assertThat(read("feature", "Person")).hasSize(5).contains("Gil|1");
  }

  @Test
  @DisplayName("BR-10 a branch that another starts from cannot be dropped")
  void dependents() {
    feature();
    session.createBranch("experiment", "feature", Optional.empty());
    session.useBranch("main");
    assertRefused(
        () -> session.dropBranch("feature"), ErrorCode.DEPENDENT_OBJECTS, "still depends on it");
    session.dropBranch("experiment");
    session.dropBranch("feature");
    assertThat(session.branches()).containsExactly("main");
  }

  @Test
  @DisplayName("BR-13 a branch written by another session is read without refresh")
  void othersAreSeen() {
    feature();
    other.useBranch("feature");
    assertThat(GraphFixture.read(other, "Person")).hasSize(4);
    insert(session, "Person", row("Eve", 22));
    assertThat(GraphFixture.read(other, "Person")).hasSize(5);
  }

  @Test
  @DisplayName("BR-14, BR-15 a failed create leaves no name")
  void failedCreate() {
    failpoints.fail(PublishStep.BRANCH_CREATE_AFTER_MANIFEST_BRANCH_CREATE, 1);
    assertThatThrownBy(this::feature)
        .hasMessageContaining("branch_create.after_manifest_branch_create");
    assertThat(session.branches()).containsExactly("main");
    feature();
    assertThat(session.branches()).containsExactly("main", "feature");
  }

  @Test
  @DisplayName("BR-16, BR-17 a fork that could not be reclaimed refuses the next first write")
  void orphanFork() {
    feature();
    insert(session, "Person", row("Eve", 22));
    session.useBranch("main");
    failpoints.fail(PublishStep.BRANCH_DELETE_BEFORE_TABLE_CLEANUP, 1);
    session.dropBranch("feature");
    assertThat(session.branches()).containsExactly("main");
    feature();
    assertThatThrownBy(() -> insert(session, "Person", row("Frank", 1)))
        .hasMessageContaining("cleanup")
        .hasMessageContaining("incomplete prior delete");
    assertThat(root.resolve("__recovery").toFile().list()).isEmpty();
  }

  @Test
  @DisplayName("BR-21 residue of the manifest's tree is removed by the next create")
  void residueIsHealed() {
    feature();
    session.useBranch("main");
    failpoints.fail(PublishStep.BRANCH_DELETE_BEFORE_COMMIT_GRAPH_RECLAIM, 1);
    session.dropBranch("feature");
    root.resolve("__manifest/tree/feature/_versions").toFile().mkdirs();
    feature();
    assertThat(session.branches()).contains("feature");
  }

  @Test
  @DisplayName("BR-20 two first writes on one branch both land")
  void concurrentFirstWrites() {
    feature();
    other.useBranch("feature");
    failpoints.set(
        PublishStep.FORK_BEFORE_CLASSIFY,
        () -> {
          failpoints.off(PublishStep.FORK_BEFORE_CLASSIFY);
          insert(other, "Person", row("Frank", 1));
        });
    insert(session, "Person", row("Eve", 22));
    assertThat(read("feature", "Person")).contains("Eve|22", "Frank|1").hasSize(6);
  }

  @Test
  @DisplayName("BR-28 twenty creates and drops leave no residue")
  void noResidue() {
    for (int i = 0; i < 20; i++) {
      session.createBranch("b", "main", Optional.empty());
      if (i % 5 == 0) {
        session.useBranch("b");
        insert(session, "Company", row("C" + i));
        session.useBranch("main");
      }
      session.dropBranch("b");
    }
    assertThat(root.resolve("__manifest/tree/b")).doesNotExist();
  }

  @Test
  void aBranchMayStartAtAnOlderVersion() {
    long before = seq();
    insert(session, "Person", row("Eve", 22));
    update(session, "Person", row("Alice", 1));
    session.createBranch("past", "main", Optional.of(before));
    assertThat(read("past", "Person")).hasSize(4).contains("Alice|30");
    session.useBranch("past");
    insert(session, "Person", row("Fay", 1));
    assertThat(read("past", "Person")).hasSize(5).contains("Alice|30", "Fay|1");
    assertThat(read("main", "Person")).hasSize(5).contains("Alice|1");
    assertRefused(
        () -> session.createBranch("never", "main", Optional.of(99L)),
        ErrorCode.COMMIT_NOT_FOUND,
        "99");
  }

  @Test
  @DisplayName("OCC-08 one table on two branches is written independently")
  void branchesDoNotConflict() {
    feature();
    session.setAutoCommit(false);
    update(session, "Person", row("Alice", 1));
    update(other, "Person", row("Alice", 2));
    session.commit();
    assertThat(read("feature", "Person")).contains("Alice|1");
    assertThat(read("main", "Person")).contains("Alice|2");
  }

  @Test
  void tablesCanBeMadeAndDroppedOnABranchAlone() {
    feature();
    session.run(
        scope -> {
          scope.alterSchema(
              new io.omnigraph.engine.schema.SchemaEdit.Drop(List.of("WorksAt"), false, false));
          return null;
        });
    assertRefused(() -> read("feature", "WorksAt"), ErrorCode.TABLE_NOT_FOUND);
    assertThat(read("main", "WorksAt")).hasSize(2);
    session.close();
    other.close();
    graph.close();
    graph = Graphs.open(root, GraphFixture.options());
    assertThat(read("main", "WorksAt")).hasSize(2);
  }
}
