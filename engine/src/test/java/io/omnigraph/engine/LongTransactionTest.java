package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.engine.topology.Neighbours;
import io.omnigraph.engine.topology.Topology;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions whose rows are carried to other fragments by commits of others meanwhile. */
class LongTransactionTest extends OpenGraphTest {
  /** More than it takes to merge. */
  private static final int COMMITS = 40;

  private static int find(TableView view, String key) {
    return view.find(key.getBytes(StandardCharsets.UTF_8));
  }

  @BeforeEach
  void manySmallFragments() {
    for (int i = 0; i < 14; i++) {
      insert(session, "Person", row("a" + i, i));
    }
    insert(session, "Knows", row("Alice", "a3"));
  }

  private void writeMuch(Session other, String prefix) {
    for (int i = 0; i < COMMITS; i++) {
      insert(other, "Person", row(prefix + i, i));
    }
  }

  /** Somebody else in this process sees each version; another process only the last. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a long transaction commits although its rows were carried elsewhere meanwhile")
  void carriedRowsDoNotCollide(boolean elsewhere) {
    session.setAutoCommit(false);
    update(session, "Person", row("a3", 333), row("Bob", 77));
    delete(session, "Person", "a5");
    insert(session, "Knows", row("a4", "Bob"));
    try (SecondOpener opener = new SecondOpener(root);
        Session there = opener.session();
        Session here = graph.newSession()) {
      writeMuch(elsewhere ? there : here, "b");
    }
    session.commit();
    assertThat(read("Person"))
        .hasSize(4 + 14 + COMMITS - 1)
        .contains("a3|333", "Bob|77", "b39|39", "a4|4")
        .doesNotContain("a5|5");
    assertThat(read("Knows")).contains("a4|Bob|null", "Alice|a3|null");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a row that was written and then carried still collides")
  void writtenRowsCollideWhereverTheyAre(boolean elsewhere) {
    session.setAutoCommit(false);
    update(session, "Person", row("a3", 333));
    try (SecondOpener opener = new SecondOpener(root);
        Session there = opener.session();
        Session here = graph.newSession()) {
      Session other = elsewhere ? there : here;
      update(other, "Person", row("a3", 1));
      writeMuch(other, "b");
    }
    assertThatThrownBy(session::commit)
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_CONFLICT))
        .hasMessageContaining("a3");
    session.setAutoCommit(true);
    assertThat(read("Person")).contains("a3|1");
  }

  @Test
  @DisplayName(
      "edges of carried nodes, and carried edges, stay in the topology under their numbers")
  void topologyKeepsItsNumbers() {
    int before = numberOf("a3");
    assertThat(neighbourOfAlice()).isEqualTo(before);
    try (Session other = graph.newSession()) {
      writeMuch(other, "b");
      for (int i = 0; i < 20; i++) {
        insert(other, "Knows", row("b" + i, "b" + (i + 1)));
      }
    }
    assertThat(numberOf("a3")).isEqualTo(before);
    assertThat(neighbourOfAlice()).isEqualTo(before);
    try (StatementScope scope = session.statement()) {
      Topology topology = scope.view().topology("Knows");
      Neighbours run = new Neighbours();
      topology.out().seek(find(scope.view().table("Person"), "b7"), run);
      assertThat(run.size()).isEqualTo(1);
      assertThat(run.nodes()[run.from()]).isEqualTo(find(scope.view().table("Person"), "b8"));
      scope.complete();
    }
  }

  private int numberOf(String name) {
    try (StatementScope scope = session.statement()) {
      return find(scope.view().table("Person"), name);
    }
  }

  private int neighbourOfAlice() {
    try (StatementScope scope = session.statement()) {
      Neighbours run = new Neighbours();
      scope.view().topology("Knows").out().seek(find(scope.view().table("Person"), "Alice"), run);
      for (int i = run.from(); i < run.to(); i++) {
        if (run.nodes()[i] == find(scope.view().table("Person"), "a3")) {
          return run.nodes()[i];
        }
      }
      return -1;
    }
  }

  @Test
  @DisplayName("a fork carries inherited rows; the branch it came from keeps its own")
  void forksCarryInheritedRows() {
    session.createBranch("side", "main", java.util.Optional.empty());
    try (Session other = graph.newSession()) {
      other.useBranch("side");
      update(other, "Person", row("a3", 333));
      writeMuch(other, "s");
      delete(other, "Person", "a5");
      assertThat(GraphFixture.read(other, "Person"))
          .hasSize(4 + 14 + COMMITS - 1)
          .contains("a3|333", "s39|39");
    }
    writeMuch(session, "m");
    assertThat(read("Person")).hasSize(4 + 14 + COMMITS).contains("a3|3", "a5|5", "m39|39");
    session.dropBranch("side");
    assertThat(read("Person")).hasSize(4 + 14 + COMMITS).contains("a3|3");
  }
}
