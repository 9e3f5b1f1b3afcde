package io.omnigraph.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.PrivateGraph;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An init that dies anywhere: the graph is there as a whole, or can be made anew. */
class InitCrashTest {
  private static final StorageOptions STORAGE = GraphFixture.options().storage();
  private static final OpenOptions EXISTING = GraphFixture.options().withCreateIfAbsent(false);

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private List<CrashState> states(String source) throws IOException {
    Path live = Files.createDirectory(folder.resolve("live"));
    CrashRecorder recorder = new CrashRecorder(live, folder);
    Storage storage = recorder.wrap(Storage.open(live, STORAGE));
    recorder.record(() -> PrivateGraph.init(live, storage, recorder, source));
    assertThat(recorder.progress().published()).isTrue();
    return recorder.states();
  }

  private Path copy(CrashState state) {
    Path root = folder.resolve("c");
    Directory.delete(root);
    Directory.copy(state.root(), root);
    return root;
  }

  @Test
  void theGraphIsThereOnceItsManifestIs() throws IOException {
    Rows empty = new Rows().branch("main", null);
    for (String type : List.of("Person", "Company", "Knows", "WorksAt")) {
      empty.type("main", type);
    }
    for (CrashState state : states(GraphFixture.T)) {
      Path root = copy(state);
      if (!state.progress().published()) {
        assertThatThrownBy(() -> Graphs.open(root, EXISTING))
            .as(state.label())
            .isInstanceOf(OmnigraphException.class)
            .hasMessageContaining(root.toString());
        Graphs.forceInit(root, GraphFixture.T, STORAGE, Steps.NONE);
      }
      Verdict.check(root, StoreKind.LOG_DELTAS, empty);
      Map<String, String> files = Directory.listing(root);
      assertThatThrownBy(() -> Graphs.init(root, GraphFixture.T, STORAGE, Steps.NONE))
          .as(state.label())
          .hasMessageContaining("already");
      assertThat(Directory.listing(root)).isEqualTo(files);
    }
  }

  @Test
  void anOpenThatMakesTheGraphFinishesWhatADeadOneBegan() throws IOException {
    Rows empty = new Rows().branch("main", null);
    List<CrashState> states = states("");
    assertThat(states).hasSizeGreaterThan(8);
    for (CrashState state : states) {
      Path root = copy(state);
      Verdict.check(root, StoreKind.MANIFEST, empty);
    }
  }

  @Test
  void filesOfAUserAreNoUnfinishedGraph() throws IOException {
    CrashState state = states("").get(4);
    Path root = copy(state);
    Files.writeString(root.resolve("letter.txt"), "mine");
    Map<String, String> files = Directory.listing(root);
    assertThatThrownBy(() -> Graphs.open(root, GraphFixture.options()))
        .isInstanceOf(OmnigraphException.class)
        .hasMessageContaining("is not a graph");
    assertThat(Directory.listing(root)).isEqualTo(files);
  }
}
