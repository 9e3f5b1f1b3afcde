package io.omnigraph.engine.session;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.read;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadRequest.Mode;
import io.omnigraph.engine.load.RowSource;
import io.omnigraph.engine.load.RowSources;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits of others between the reading of a file and its publish. */
class StreamingLoadRaceTest {
  @TempDir Path folder;
  private Storage storage;
  private OpenGraph graph;
  private Session other;

  @BeforeEach
  void open() {
    Path root = folder.resolve("g");
    Graphs.init(root, GraphFixture.T, GraphFixture.options().storage(), Steps.NONE);
    storage = Storage.open(root, GraphFixture.options().storage());
    graph = new OpenGraph(root, storage.tables(), storage.control(), Steps.NONE);
    other = new GraphSession(graph, false);
    GraphFixture.fillT(other);
  }

  @AfterEach
  void close() {
    other.close();
    graph.close();
    storage.close();
  }

  private void load(String branch, Mode mode, String lines, Runnable meanwhile) throws IOException {
    Path file = folder.resolve("in.jsonl");
    Files.writeString(file, lines);
    LoadRequest request =
        new LoadRequest(
            Optional.empty(),
            List.of(),
            file,
            LoadRequest.Format.JSONL,
            mode,
            LoadRequest.CsvOptions.defaults(),
            LoadRequest.Progress.NONE);
    CommittedView view = graph.head(branch);
    try (StreamingLoad load = new StreamingLoad(graph, view, mode == Mode.OVERWRITE);
        RowSource source = RowSources.open(request, view.schema(), branch)) {
      load.read(source, request);
      meanwhile.run();
      load.publish(new PublishTerms(Duration.ofSeconds(10), null, Optional.empty()));
    }
  }

  private static String person(String name) {
    return "{\"type\":\"Person\",\"data\":{\"name\":\"" + name + "\"}}\n";
  }

  private static void assertConflict(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_CONFLICT));
  }

  @Test
  void anOverwriteRemovesNoNodeThatGotAnEdgeMeanwhile() {
    insert(other, "Person", row("Zoe"));
    String all = person("Alice") + person("Bob") + person("Charlie") + person("Diana");
    assertConflict(
        () -> load("main", Mode.OVERWRITE, all, () -> insert(other, "Knows", row("Alice", "Zoe"))));
    assertThat(read(other, "Person")).hasSize(5);
    assertThat(read(other, "Knows")).hasSize(4);
  }

  @Test
  void aTableThatSomebodyElseMadeMeanwhileIsAConflict() {
    delete(other, "Company", "Acme", "Globex");
    other.createBranch("b", "main", Optional.empty());
    other.useBranch("b");
    assertConflict(
        () ->
            load(
                "b",
                Mode.APPEND,
                "{\"type\":\"Company\",\"data\":{\"name\":\"Loaded\"}}\n",
                () -> insert(other, "Company", row("Meanwhile"))));
    assertThat(read(other, "Company")).containsExactly("Meanwhile");
  }

  @Test
  void appendedEdgesOfANodeDeletedMeanwhileAreAConflict() {
    assertConflict(
        () ->
            load(
                "main",
                Mode.APPEND,
                "{\"edge\":\"Knows\",\"from\":\"Alice\",\"to\":\"Diana\"}\n",
                () -> delete(other, "Person", "Diana")));
    assertThat(read(other, "Knows")).hasSize(2);
  }
}
