package io.omnigraph.engine.recovery;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.engine.step.PublishStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deleting a sidecar is not durable: after a power cut one may be back beside a newer one. */
class StaleSidecarTest {
  private static final String OLDER = "00000000000000000000000001";

  @TempDir Path folder;

  @Test
  void anOlderOneWaitsForTheOneThatMovedItsTable() throws IOException {
    Path root = folder.resolve("g");
    Failpoints failpoints = new Failpoints();
    Graphs.init(root, GraphFixture.T, GraphFixture.options().storage(), failpoints);
    try (Graph graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
        Session session = graph.newSession()) {
      failpoints.fail(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND, 1);
      assertThatThrownBy(() -> insert(session, "Person", row("Eve", 22)))
          .hasMessageContaining("injected");
    }
    Path recovery = root.resolve("__recovery");
    String name = recovery.toFile().list()[0];
    String id = name.replace(".json", "");
    String text =
        Files.readString(recovery.resolve(name))
            .replace(id, OLDER)
            .replaceAll("commit_id\" : \"..", "commit_id\" : \"00");
    Files.writeString(recovery.resolve(OLDER + ".json"), text);
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session session = graph.newSession()) {
      assertThat(GraphFixture.read(session, "Person")).containsExactly("Eve|22");
      assertThat(recovery.toFile().list()).isEmpty();
      insert(session, "Person", row("Fay", 1));
    }
  }

  @Test
  void oneOfABranchThatWasMadeAnewIsNoneOfIts() throws IOException {
    Path root = folder.resolve("g");
    Path recovery = root.resolve("__recovery");
    Failpoints failpoints = new Failpoints();
    Graphs.init(root, GraphFixture.T, GraphFixture.options().storage(), failpoints);
    String name;
    String text;
    try (Graph graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
        Session session = graph.newSession()) {
      insert(session, "Person", row("Main", 1), row("Other", 2));
      insert(session, "Person", row("Third", 3));
      session.createBranch("b", "main", Optional.empty());
      session.useBranch("b");
      insert(session, "Person", row("Forks", 1));
      failpoints.fail(PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT, 1);
      assertThatThrownBy(() -> insert(session, "Person", row("Old", 22)))
          .hasMessageContaining("injected");
      name = recovery.toFile().list()[0];
      text = Files.readString(recovery.resolve(name));
      session.useBranch("main");
      session.dropBranch("b");
      session.createBranch("b", "main", Optional.empty());
      session.useBranch("b");
      insert(session, "Company", row("New"));
    }
    assertThat(recovery.toFile().list()).isEmpty();
    Files.writeString(recovery.resolve(name), text);
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session session = graph.newSession()) {
      assertThat(recovery.toFile().list()).isEmpty();
      assertThat(GraphFixture.read(session, "b", "Person")).hasSize(3);
      assertThat(GraphFixture.read(session, "b", "Company")).containsExactly("New");
      assertThat(session.facts().check(CheckOptions.shallow())).isEmpty();
      session.useBranch("b");
      insert(session, "Person", row("Fay", 1));
    }
  }
}
