package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every commit stays in the manifest. */
class HistorySizeTest {
  private static final int COMMITS = 2_000;

  @TempDir Path root;

  @Test
  void smallCommitTakesThirtyBytesOfHistory() throws IOException {
    Graphs.init(root, GraphFixture.T);
    try (Graph graph = Graphs.open(root, GraphFixture.withSmallCommits());
        Session session = graph.newSession()) {
      for (int i = 0; i < COMMITS; i++) {
        insert(session, "Person", row("person " + i, i % 100));
      }
    }
    assertThat(size(root.resolve("__manifest/data")) / COMMITS).isBetween(5L, 30L);
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
