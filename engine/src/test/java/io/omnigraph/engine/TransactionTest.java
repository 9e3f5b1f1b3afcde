package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.Session.Isolation;
import io.omnigraph.engine.session.Session.SavepointId;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.engine.topology.Neighbours;
import io.omnigraph.engine.topology.Topology;
import io.omnigraph.storage.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TransactionTest extends OpenGraphTest {
  private static int find(TableView view, String key) {
    return view.find(key.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("TXN-01 own rows are seen inside, by others after commit, as one commit")
  void readsItsOwnWrites() {
    long before = seq();
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    assertThat(GraphFixture.read(session, "Person")).contains("Eve|22");
    assertThat(read("Person")).doesNotContain("Eve|22");
    session.commit();
    assertThat(read("Person")).contains("Eve|22").hasSize(5);
    assertThat(seq()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("TXN-02 a path through pending rows is found inside the transaction")
  void traversesPendingRows() {
    session.setAutoCommit(false);
    topologyOf("Knows"); // warm: the pending one is derived from it
    insert(session, "Person", row("Eve", 22));
    insert(session, "Knows", row("Diana", "Eve"));
    update(session, "Person", row("Diana", 29));
    try (StatementScope scope = session.statement()) {
      TableView people = scope.view().table("Person");
      Topology topology = scope.view().topology("Knows");
      Neighbours run = new Neighbours();
      topology.out().seek(find(people, "Bob"), run);
      assertThat(run.size()).isEqualTo(1);
      int diana = run.nodes()[run.from()];
      assertThat(diana).isEqualTo(find(people, "Diana"));
      topology.out().seek(diana, run);
      assertThat(run.nodes()[run.from()]).isEqualTo(find(people, "Eve"));
    }
  }

  private void topologyOf(String edge) {
    try (StatementScope scope = session.statement()) {
      assertThat(scope.view().topology(edge).out().edgeCount()).isPositive();
    }
  }

  @Test
  @DisplayName("TXN-03 rollback to a savepoint keeps what was before it")
  void savepoint() {
    session.setAutoCommit(false);
    insert(session, "Person", row("A", 1));
    SavepointId mark = session.savepoint();
    insert(session, "Person", row("B", 2));
    session.rollbackTo(mark);
    insert(session, "Person", row("C", 3));
    session.commit();
    assertThat(read("Person")).contains("A|1", "C|3").doesNotContain("B|2");
  }

  @Test
  @DisplayName("TXN-04 savepoints nest and end with what encloses them")
  void nestedSavepoints() {
    session.setAutoCommit(false);
    SavepointId outer = session.savepoint();
    insert(session, "Person", row("A", 1));
    SavepointId inner = session.savepoint();
    insert(session, "Person", row("B", 2));
    session.release(inner);
    assertRefused(() -> session.rollbackTo(inner), ErrorCode.SAVEPOINT_NOT_FOUND);
    session.rollbackTo(outer);
    assertThat(session.hasPendingChanges()).isFalse();
    assertThat(GraphFixture.read(session, "Person")).hasSize(4);
  }

  @Test
  @DisplayName("TXN-05 insert and delete of one key leave no commit")
  void netNothing() {
    long before = seq();
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    delete(session, "Person", "Eve");
    session.commit();
    assertThat(seq()).isEqualTo(before);
    assertThat(read("Person")).hasSize(4);
  }

  @Test
  @DisplayName("TXN-06 an edge to a node deleted in the same transaction fails at commit")
  void edgeToDeletedNode() {
    session.setAutoCommit(false);
    delete(session, "Person", "Alice");
    insert(session, "Knows", row("Bob", "Alice"));
    assertRefused(session::commit, ErrorCode.MISSING_END, "Alice", "not found");
    assertThat(session.inTransaction()).isFalse();
    assertThat(read("Person")).hasSize(4);
    assertThat(read("Knows")).hasSize(3);
  }

  @Test
  @DisplayName("TXN-07, OCC-07 one row written twice is 40001, different rows both land")
  void rowsCollideNotTables() {
    session.setAutoCommit(false);
    update(session, "Person", row("Alice", 31));
    update(other, "Person", row("Alice", 99));
    assertRefused(session::commit, ErrorCode.COMMIT_CONFLICT, "Alice", "retry");
    assertThat(session.inTransaction()).isFalse();
    assertThat(read("Person")).contains("Alice|99");
    update(session, "Person", row("Alice", 32));
    update(other, "Person", row("Bob", 1));
    session.commit();
    assertThat(read("Person")).contains("Alice|32", "Bob|1").hasSize(4);
  }

  @Test
  @DisplayName("TXN-08, OCC-02 inserts of different keys both land")
  void insertsOfDifferentKeys() {
    session.setAutoCommit(false);
    insert(session, "Person", row("X", 1));
    insert(other, "Person", row("Y", 2));
    session.commit();
    assertThat(read("Person")).contains("X|1", "Y|2");
  }

  @Test
  void insertsOfOneKeyCollide() {
    session.setAutoCommit(false);
    insert(session, "Person", row("X", 1));
    insert(other, "Person", row("X", 2));
    assertRefused(session::commit, ErrorCode.COMMIT_CONFLICT, "X");
    assertThat(read("Person")).contains("X|2").hasSize(5);
  }

  @Test
  @DisplayName("TXN-09 a transaction reads one snapshot; READ_COMMITTED a new one a statement")
  void snapshotIsolation() {
    session.setAutoCommit(false);
    assertThat(GraphFixture.read(session, "Person")).hasSize(4);
    insert(other, "Person", row("Eve", 22));
    assertThat(GraphFixture.read(session, "Person")).hasSize(4);
    session.rollback();
    session.setIsolation(Isolation.READ_COMMITTED);
    insert(session, "Person", row("Own", 1));
    insert(other, "Person", row("Fay", 23));
    assertThat(GraphFixture.read(session, "Person")).contains("Eve|22", "Fay|23", "Own|1");
    session.commit();
    assertThat(read("Person")).hasSize(7);
  }

  @Test
  @DisplayName("TXN-10 closing a session with pending changes leaves nothing")
  void closeRollsBack() {
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    session.close();
    assertThat(read("Person")).hasSize(4);
    assertThat(root.resolve("__recovery").toFile().list()).isNullOrEmpty();
  }

  @Test
  @DisplayName("TXN-12 inserts, updates and deletes of three tables are one commit")
  void mixedChanges() {
    long before = seq();
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    update(session, "Person", row("Bob", 26));
    delete(session, "Person", "Alice");
    insert(session, "Person", row("Alice", 1));
    insert(session, "Knows", row("Eve", "Alice"));
    session.commit();
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(read("Person"))
        .containsExactly("Alice|1", "Bob|26", "Charlie|35", "Diana|28", "Eve|22");
    assertThat(read("Knows")).containsExactly("Bob|Diana|null", "Eve|Alice|null");
    assertThat(read("WorksAt")).containsExactly("Bob|Globex");
    assertThat(sidecars()).isEmpty();
  }

  @Test
  void anEdgeThatWaitsForItsEndIsNobodysNeighbour() {
    session.setAutoCommit(false);
    session.run(scope -> scope.view().topology("Knows").out().edgeCount()); // kept from now on
    insert(session, "Knows", row("Zed", "Alice"));
    assertThat(edgeCount()).isEqualTo(3);
    delete(session, "Person", "Bob");
    assertThat(edgeCount()).isEqualTo(1);
    insert(session, "Person", row("Zed", 1));
    assertThat(edgeCount()).isEqualTo(2);
    session.commit();
    assertThat(read("Knows")).containsExactly("Alice|Charlie|null", "Zed|Alice|null");
  }

  private int edgeCount() {
    return session.run(scope -> scope.view().topology("Knows").out().edgeCount());
  }

  @Test
  @DisplayName("TXN-13 branch commands are refused beside changes, DDL joins the transaction")
  void ddlInTransaction() {
    long before = seq();
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    assertRefused(
        () -> session.createBranch("b", "main", Optional.empty()), ErrorCode.PENDING_CHANGES);
    session.run(
        scope -> {
          scope.alterSchema(
              new SchemaEdit.CreateNode(
                  "City",
                  false,
                  List.of(
                      new SchemaEdit.NewProperty(
                          "code",
                          io.omnigraph.engine.schema.PropertyType.of(
                              io.omnigraph.engine.schema.PropertyType.Scalar.STRING),
                          false,
                          Optional.empty(),
                          Optional.empty())),
                  List.of("code"),
                  List.of(),
                  Optional.empty()));
          return null;
        });
    insert(session, "City", row("SPB"));
    assertThat(GraphFixture.read(session, "City")).containsExactly("SPB");
    session.commit();
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(read("City")).containsExactly("SPB");
    assertThat(read("Person")).contains("Eve|22");
    insert(other, "City", row("MSK"));
    delete(other, "City", "SPB");
    other.run(
        scope -> {
          scope.alterSchema(new SchemaEdit.Drop(List.of("City"), false, false));
          return null;
        });
    assertRefused(() -> read("City"), ErrorCode.TABLE_NOT_FOUND, "City");
    graph.close();
    graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
    assertThat(read("Person")).contains("Eve|22");
  }

  @Test
  @DisplayName("APL-35 a created table rolls back with its rows")
  void ddlRollsBack() {
    session.setAutoCommit(false);
    session.run(
        scope -> {
          scope.alterSchema(new SchemaEdit.Drop(List.of("WorksAt"), false, false));
          return null;
        });
    assertRefused(() -> GraphFixture.read(session, "WorksAt"), ErrorCode.TABLE_NOT_FOUND);
    session.rollback();
    assertThat(GraphFixture.read(session, "WorksAt")).hasSize(2);
  }

  @Test
  @DisplayName("TXN-16 an end deleted by another commit is 40001, under autocommit 23503")
  void endDeletedByAnother() {
    session.setAutoCommit(false);
    insert(session, "Knows", row("Alice", "Bob"));
    delete(other, "Person", "Bob");
    assertRefused(session::commit, ErrorCode.COMMIT_CONFLICT, "Bob");
    assertThat(read("Knows")).containsExactly("Alice|Charlie|null");
    session.setAutoCommit(true);
    assertRefused(
        () -> insert(session, "Knows", row("Alice", "Bob")), ErrorCode.MISSING_END, "Bob");
  }

  @Test
  void aNodeDeletedHereThatGotAnEdgeMeanwhileIsAConflict() {
    session.setAutoCommit(false);
    delete(session, "Person", "Diana");
    insert(other, "Knows", row("Charlie", "Diana"));
    assertRefused(session::commit, ErrorCode.COMMIT_CONFLICT, "Diana");
    assertThat(read("Knows")).hasSize(4);
  }

  @Test
  @DisplayName("OCC-19 write skew: SERIALIZABLE refuses one, snapshot lets both land")
  void writeSkew() {
    for (Isolation isolation : List.of(Isolation.SNAPSHOT, Isolation.SERIALIZABLE)) {
      session.setIsolation(isolation);
      session.setAutoCommit(false);
      assertThat(GraphFixture.read(session, "Company")).isNotEmpty();
      update(session, "Person", row("Alice", 7));
      insert(other, "Company", row("New" + isolation));
      if (isolation == Isolation.SERIALIZABLE) {
        assertRefused(session::commit, ErrorCode.READ_SET_CHANGED, "Company");
      } else {
        session.commit();
      }
    }
  }

  @Test
  void aFailedStatementUndoesItselfAlone() {
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    assertRefused(
        () ->
            session.run(
                scope -> {
                  insert(scope, "Person", row("Fay", 1));
                  insert(scope, "Person", row("Eve", 2));
                  return null;
                }),
        ErrorCode.KEY_CONFLICT,
        "Eve");
    session.commit();
    assertThat(read("Person")).contains("Eve|22").hasSize(5);
  }

  @Test
  void aSecondBranchCannotBeWritten() {
    session.createBranch("b", "main", Optional.empty());
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    session.useBranch("b");
    assertThat(GraphFixture.read(session, "Person")).hasSize(4);
    assertRefused(
        () -> insert(session, "Person", row("Fay", 1)), ErrorCode.SECOND_BRANCH, "main", "b");
    session.commit();
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("PUB-20, PUB-22 commits form a chain and carry one head each")
  void lineageIsAChain() {
    insert(session, "Person", row("Eve", 22));
    insert(other, "Company", row("Initech"));
    List<GraphCommit> commits = session.facts().commits("main");
    for (int i = 1; i < commits.size(); i++) {
      assertThat(commits.get(i).parentId()).isEqualTo(commits.get(i - 1).commitId());
      assertThat(commits.get(i).seq()).isEqualTo(commits.get(i - 1).seq() + 1);
    }
    assertThat(other.lastCommit()).contains(commits.get(commits.size() - 1).commitId());
  }

  @Test
  void aStreamingScanIsNotDisturbedByTheEndOfItsTransaction() {
    assertThatThrownBy(
            () -> {
              StatementScope scope = session.statement();
              scope.close();
              scope.view();
            })
        .hasMessageContaining("ended");
  }
}
