package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.session.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstPathTest {
  @TempDir Path root;

  @Test
  void insertsAreReadBackByAnotherSessionAndAfterReopening() {
    Graphs.init(root, GraphFixture.T, GraphFixture.options().storage(), s -> {});
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session session = graph.newSession();
        Session other = graph.newSession()) {
      GraphFixture.fillT(session);
      assertThat(GraphFixture.read(other, "Person"))
          .containsExactly("Alice|30", "Bob|25", "Charlie|35", "Diana|28");
      GraphFixture.update(session, "Person", row("Bob", 26));
      GraphFixture.delete(session, "Person", "Alice");
      assertThat(GraphFixture.read(other, "Knows")).containsExactly("Bob|Diana|null");
      assertThat(GraphFixture.read(other, "WorksAt")).containsExactly("Bob|Globex");
    }
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session session = graph.newSession()) {
      assertThat(GraphFixture.read(session, "Person"))
          .containsExactly("Bob|26", "Charlie|35", "Diana|28");
    }
  }
}
