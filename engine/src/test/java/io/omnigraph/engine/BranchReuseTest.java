package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.Session;
import io.omnigraph.storage.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A branch name whose branch was dropped and made again, here or by another process. */
class BranchReuseTest extends OpenGraphTest {
  /** No commit is small: it goes through files. */
  @Override
  OpenOptions options() {
    return GraphFixture.options();
  }

  private void create(Session by) {
    by.createBranch("b", "main", Optional.empty());
  }

  private void write(Session by, String name) {
    by.useBranch("b");
    insert(by, "Person", row(name, 1));
    by.useBranch("main");
  }

  @Test
  void rowsOfTheDroppedBranchAreGone() {
    create(session);
    write(session, "Old");
    assertThat(read("b", "Person")).contains("Old|1");
    session.dropBranch("b");
    create(session);
    write(session, "New");
    assertThat(read("b", "Person")).hasSize(5).contains("New|1").doesNotContain("Old|1");
  }

  @Test
  void anotherProcessRemadeItWithAsManyCommits() {
    create(session);
    write(session, "Old");
    try (SecondOpener second = new SecondOpener(root);
        Session far = second.session()) {
      assertThat(GraphFixture.read(far, "b", "Person")).contains("Old|1");
      session.dropBranch("b");
      create(session);
      write(session, "New");
      assertThat(GraphFixture.read(far, "b", "Person"))
          .hasSize(5)
          .contains("New|1")
          .doesNotContain("Old|1");
      write(far, "Far");
      assertThat(read("b", "Person")).hasSize(6).contains("New|1", "Far|1");
    }
  }

  @Test
  void anotherProcessRemadeItWithMoreCommits() {
    create(session);
    write(session, "Old");
    try (SecondOpener second = new SecondOpener(root);
        Session far = second.session()) {
      assertThat(GraphFixture.read(far, "b", "Person")).contains("Old|1");
      session.dropBranch("b");
      create(session);
      write(session, "New");
      write(session, "Newer");
      assertThat(GraphFixture.read(far, "b", "Person"))
          .contains("New|1", "Newer|1")
          .doesNotContain("Old|1");
    }
  }

  @Test
  void aTransactionOfTheDroppedBranchDoesNotLandOnTheNewOne() {
    create(session);
    write(session, "Old");
    other.setAutoCommit(false);
    other.useBranch("b");
    insert(other, "Person", row("Late", 1));
    session.dropBranch("b");
    create(session);
    write(session, "New");
    assertRefused(other::commit, ErrorCode.READ_SET_CHANGED, "b");
    assertThat(read("b", "Person")).hasSize(5).contains("New|1");
  }

  /** Its tree is still there, until somebody makes a branch of that name. */
  @Test
  void whatAProcessDroppedThatDiedAfterTheRefIsGone() throws IOException {
    create(session);
    write(session, "Old");
    other.setAutoCommit(false);
    other.useBranch("b");
    insert(other, "Person", row("Late", 1));
    Files.delete(root.resolve("__manifest/_refs/branches/b.json"));
    assertRefused(other::commit, ErrorCode.BRANCH_NOT_FOUND, "b");
    assertRefused(() -> read("b", "Person"), ErrorCode.BRANCH_NOT_FOUND, "b");
    create(session);
    assertThat(read("b", "Person")).hasSize(4);
  }

  @Test
  void aTransactionReadsNothingOfTheBranchThatReplacedItsOwn() {
    create(session);
    write(session, "Old");
    try (SecondOpener second = new SecondOpener(root);
        Session far = second.session()) {
      far.setAutoCommit(false);
      far.useBranch("b");
      far.run(scope -> scope.view().seq()); // takes the snapshot
      session.dropBranch("b");
      assertRefused(
          () -> GraphFixture.read(far, "b", "Person"), ErrorCode.BRANCH_NOT_FOUND, "\"b\"");
      create(session);
      write(session, "New");
      assertRefused(
          () -> GraphFixture.read(far, "b", "Person"), ErrorCode.COMMIT_CONFLICT, "made again");
    }
  }

  @Test
  void aTableThatADroppedBranchHadDroppedCanBeWrittenOnTheNextOne() {
    create(session);
    session.useBranch("b");
    insert(session, "WorksAt", row("Bob", "Acme"));
    session.run(
        scope -> {
          scope.alterSchema(new SchemaEdit.Drop(List.of("WorksAt"), false, false));
          return null;
        });
    session.useBranch("main");
    session.dropBranch("b");
    create(session);
    session.useBranch("b");
    insert(session, "WorksAt", row("Diana", "Acme"));
    assertThat(read("b", "WorksAt")).hasSize(3).contains("Diana|Acme");
  }

  @Test
  void aBranchMayStartAtAnInheritedVersionOfABranch() {
    long early = seq();
    insert(session, "Person", row("Eve", 1));
    create(session);
    write(session, "Old");
    session.createBranch("c", "b", Optional.of(early));
    assertThat(read("c", "Person")).hasSize(4);
    session.useBranch("c");
    insert(session, "Person", row("Fay", 1));
    assertThat(read("c", "Person")).hasSize(5).contains("Fay|1");
  }

  @Test
  void aTableEmptiedOnABranchTakesRowsAgain() {
    create(session);
    session.useBranch("b");
    delete(session, "Person", "Alice", "Bob", "Charlie", "Diana");
    assertThat(read("b", "Person")).isEmpty();
    insert(session, "Person", row("X", 1), row("Y", 2));
    GraphFixture.update(session, "Person", row("X", 3));
    assertThat(read("b", "Person")).containsExactly("X|3", "Y|2");
    session.createBranch("c", "b", Optional.empty());
    session.useBranch("c");
    GraphFixture.update(session, "Person", row("Y", 4));
    assertThat(read("c", "Person")).containsExactly("X|3", "Y|4");
    assertThat(read("b", "Person")).containsExactly("X|3", "Y|2");
    assertThat(read("main", "Person")).hasSize(4);
  }

  @Test
  void aTableEmptiedOnMainTakesRowsAgain() {
    delete(session, "Person", "Alice", "Bob", "Charlie", "Diana");
    insert(session, "Person", row("X", 1), row("Y", 2));
    GraphFixture.update(session, "Person", row("X", 3));
    delete(session, "Person", "Y");
    assertThat(read("Person")).containsExactly("X|3");
  }
}
