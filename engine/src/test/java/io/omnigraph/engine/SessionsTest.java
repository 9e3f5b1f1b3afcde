package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.topology.Adjacency;
import io.omnigraph.storage.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two sessions on one graph. */
class SessionsTest extends OpenGraphTest {
  @Test
  @DisplayName("OCC-01 a stale session updates another row than the one that was added")
  void staleUpdate() {
    other.setAutoCommit(false);
    assertThat(GraphFixture.read(other, "Person")).hasSize(4);
    insert(session, "Person", row("Eve", 22));
    update(other, "Person", row("Bob", 77));
    other.commit();
    assertThat(read("Person")).contains("Eve|22", "Bob|77").hasSize(5);
  }

  @Test
  @DisplayName("OCC-02 a stale session inserts")
  void staleInsert() {
    other.setAutoCommit(false);
    assertThat(GraphFixture.read(other, "Person")).hasSize(4);
    insert(session, "Person", row("WriterA", 1));
    insert(other, "Person", row("WriterB", 2));
    other.commit();
    assertThat(read("Person")).contains("WriterA|1", "WriterB|2").hasSize(6);
  }

  @Test
  @DisplayName("OCC-03 a new statement sees what was committed, without a refresh")
  void noRefresh() {
    assertThat(GraphFixture.read(other, "Person")).hasSize(4);
    insert(session, "Person", row("Eve", 22));
    assertThat(GraphFixture.read(other, "Person")).contains("Eve|22");
  }

  @Test
  @DisplayName("OCC-04 a warm topology follows an edge that another session added")
  void warmTopology() {
    assertThat(neighboursOfDiana()).isZero();
    insert(session, "Knows", row("Diana", "Alice"));
    assertThat(neighboursOfDiana()).isEqualTo(1);
  }

  private int neighboursOfDiana() {
    try (StatementScope scope = other.statement()) {
      ReadView view = scope.view();
      int diana = view.table("Person").find("Diana".getBytes(StandardCharsets.UTF_8));
      Adjacency out = view.topology("Knows").out();
      return out.degree(diana);
    }
  }

  @Test
  @DisplayName("OCC-05 a snapshot of before the insert and one of after it")
  void twoSnapshots() {
    try (StatementScope before = other.statement()) {
      ReadView old = before.view();
      insert(session, "Person", row("Eve", 22));
      assertThat(GraphFixture.read(old, "Person")).hasSize(4).doesNotContain("Eve|22");
    }
    assertThat(GraphFixture.read(other, "Person")).hasSize(5).contains("Eve|22");
  }

  @Test
  @DisplayName("OCC-16 an insert whose read set moved harmlessly commits on the newer base")
  void harmlessMove() {
    other.setAutoCommit(false);
    insert(other, "Knows", row("Diana", "Alice"));
    for (int i = 0; i < 3; i++) {
      insert(session, "Person", row("p" + i, i)); // the table of both its ends
    }
    other.commit();
    assertThat(read("Knows")).contains("Diana|Alice|null").hasSize(4);
  }

  @Test
  @DisplayName("LIF-11 a schema change on drifted files is refused")
  void driftedSchema() throws Exception {
    Path source = root.resolve("_schema.pg");
    String text = Files.readString(source);
    Files.writeString(source, text.replace("age: I32", "age: I64"));
    Thread.sleep(25); // checks are 20 ms apart
    assertRefused(
        () ->
            session.run(
                scope -> {
                  scope.alterSchema(new SchemaEdit.Drop(List.of("WorksAt"), false, false));
                  return null;
                }),
        ErrorCode.SCHEMA_CONTRACT,
        "source no longer matches");
    Files.writeString(source, text);
    assertThat(read("WorksAt")).hasSize(2);
  }

  @Test
  @DisplayName("BR-12 a branch needs no file but the manifest")
  void noCommitGraph() {
    assertThat(root.resolve("_graph_commits.lance")).doesNotExist();
    session.createBranch("feature", "main", Optional.empty());
    assertThat(read("feature", "Person")).hasSize(4);
    assertThat(root.resolve("_graph_commits.lance")).doesNotExist();
  }

  @Test
  @DisplayName("BR-27 a write captured on a branch that was made anew is fenced")
  void replacedBranch() {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    other.dropBranch("feature");
    other.createBranch("feature", "main", Optional.empty());
    assertRefused(session::commit, ErrorCode.READ_SET_CHANGED, "feature");
    assertThat(read("feature", "Person")).hasSize(4);
    insert(session, "Person", row("Eve", 22));
    session.commit();
    assertThat(read("feature", "Person")).hasSize(5);
  }
}
