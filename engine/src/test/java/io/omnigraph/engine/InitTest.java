package io.omnigraph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.schema.NodeType;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitTest {
  private static final StorageOptions STORAGE = GraphFixture.options().storage();
  private static final List<String> CONTRACT =
      List.of("_schema.pg", "_schema.ir.json", "__schema_state.json");

  @TempDir Path folder;
  private Path root;
  private final Failpoints failpoints = new Failpoints();

  @BeforeEach
  void prepare() {
    root = folder.resolve("g");
  }

  private void init(String source) {
    Graphs.init(root, source, STORAGE, failpoints);
  }

  private List<String> entries() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private void assertOpens() {
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session session = graph.newSession();
        StatementScope scope = session.statement()) {
      assertThat(GraphFixture.counts(scope.view()).keySet())
          .containsExactly("Company", "Knows", "Person", "WorksAt");
    }
  }

  @Test
  @DisplayName("INIT-01 init writes the contract and an entry for each type")
  void writesContractAndTables() {
    init(GraphFixture.T);
    CONTRACT.forEach(file -> assertThat(root.resolve(file)).exists());
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session session = graph.newSession();
        StatementScope scope = session.statement()) {
      assertThat(session.facts().tables("main")).hasSize(4);
      assertThat(scope.view().schema().nodeTypes()).hasSize(2);
      assertThat(scope.view().schema().edgeTypes()).hasSize(2);
      NodeType person = scope.view().schema().nodeType("Person").orElseThrow();
      assertThat(person.columns().get(person.keyColumns()[0]).name()).isEqualTo("name");
    }
  }

  @Test
  @DisplayName("INIT-02 failure after the claim leaves no schema file")
  void failureAfterClaim() {
    failpoints.fail(PublishStep.INIT_AFTER_SCHEMA_PG_WRITTEN);
    assertThatThrownBy(() -> init(GraphFixture.T))
        .hasMessage("injected failpoint triggered: init.after_schema_pg_written");
    assertThat(root.resolve("_schema.pg")).doesNotExist();
  }

  @Test
  @DisplayName("INIT-03, INIT-04 failure after the contract leaves nothing and init works again")
  void failureAfterContract() throws IOException {
    failpoints.fail(PublishStep.INIT_AFTER_SCHEMA_CONTRACT_WRITTEN);
    assertThatThrownBy(() -> init(GraphFixture.T))
        .hasMessage("injected failpoint triggered: init.after_schema_contract_written");
    assertThat(entries()).containsExactly("__writer.lock");
    failpoints.off(PublishStep.INIT_AFTER_SCHEMA_CONTRACT_WRITTEN);
    init(GraphFixture.T);
    assertOpens();
  }

  @Test
  @DisplayName("INIT-05 failure after the manifest exists keeps a complete graph")
  void failureAfterCoordinator() {
    failpoints.fail(PublishStep.INIT_AFTER_COORDINATOR_INIT);
    assertThatThrownBy(() -> init(GraphFixture.T))
        .hasMessage("injected failpoint triggered: init.after_coordinator_init");
    CONTRACT.forEach(file -> assertThat(root.resolve(file)).exists());
    assertOpens();
  }

  @Test
  @DisplayName("INIT-06, INIT-07 the reported error is the first one, whatever clean-up meets")
  void reportsTheFirstError() {
    failpoints.set(
        PublishStep.INIT_AFTER_SCHEMA_PG_WRITTEN,
        () -> {
          // A folder in the way of the file makes its removal fail.
          root.resolve("_schema.ir.json").resolve("x").toFile().mkdirs();
          throw new IllegalStateException("the first error");
        });
    assertThatThrownBy(() -> init(GraphFixture.T))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the first error");
  }

  @Test
  @DisplayName("INIT-08 a second init is refused and changes no byte")
  void secondInitIsRefused() throws IOException {
    init(GraphFixture.T);
    List<String> before = CONTRACT.stream().map(file -> read(root.resolve(file))).toList();
    assertThatThrownBy(() -> init("node Other { id: I64 @key }"))
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_INITIALIZED));
    assertThat(CONTRACT.stream().map(file -> read(root.resolve(file))).toList()).isEqualTo(before);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("INIT-09 an orphan _schema.pg refuses strict init; force writes the full contract")
  void forceOverAnOrphan() throws IOException {
    Files.createDirectory(root);
    Files.writeString(root.resolve("_schema.pg"), "node X { id: I64 @key }");
    assertThatThrownBy(() -> init(GraphFixture.T))
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_INITIALIZED));
    Graphs.forceInit(root, GraphFixture.T, STORAGE, failpoints);
    CONTRACT.forEach(file -> assertThat(root.resolve(file)).exists());
    assertOpens();
  }

  @Test
  @DisplayName("INIT-10 of eight concurrent inits exactly one succeeds")
  void oneOfEightWins() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Boolean> attempt =
          () -> {
            try {
              init(GraphFixture.T);
              return true;
            } catch (OmnigraphException e) {
              assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_INITIALIZED);
              return false;
            }
          };
      int won = 0;
      for (Future<Boolean> result : threads.invokeAll(java.util.Collections.nCopies(8, attempt))) {
        won += result.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
    assertOpens();
  }

  @Test
  @DisplayName("INIT-11 an invalid schema leaves the root empty")
  void invalidSchema() throws IOException {
    assertThatThrownBy(() -> init("node Person { name: Nonsense }"))
        .isInstanceOf(OmnigraphException.class);
    assertThat(entries()).isEmpty();
  }

  @Test
  @DisplayName("INIT-12 force over an existing manifest is refused")
  void forceOverAGraph() {
    init(GraphFixture.T);
    assertThatThrownBy(() -> Graphs.forceInit(root, "node X { id: I64 @key }", STORAGE, failpoints))
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_INITIALIZED));
    assertOpens();
  }

  @Test
  @DisplayName("INIT-13 a store without atomic create is refused at once and keeps nothing")
  void noAtomicCreate() throws IOException {
    Files.createDirectory(root);
    Storage real = Storage.open(root, STORAGE);
    ControlStore control =
        (ControlStore)
            Proxy.newProxyInstance(
                ControlStore.class.getClassLoader(),
                new Class<?>[] {ControlStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("probeAtomicCreate")) {
                    throw new OmnigraphException(
                        ErrorCode.UNSUPPORTED, "A graph on this file system", "");
                  }
                  return method.invoke(real.control(), arguments);
                });
    GraphInit init = new GraphInit(root, () -> real.withControl(control), failpoints);
    assertThatThrownBy(() -> init.strict(GraphFixture.T)).hasMessageContaining("file system");
    assertThat(entries()).isEmpty();
  }

  @Test
  @DisplayName("INIT-14 the genesis commit has seq 1, no parent and the state's schema hash")
  void genesis() {
    init(GraphFixture.T);
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session session = graph.newSession();
        StatementScope scope = session.statement()) {
      List<GraphCommit> commits = session.facts().commits("main");
      assertThat(commits).hasSize(1);
      GraphCommit genesis = commits.get(0);
      assertThat(genesis.seq()).isEqualTo(1);
      assertThat(genesis.parentId()).isNull();
      assertThat(scope.view().commitId()).isEqualTo(genesis.commitId());
      assertThat(read(root.resolve("__schema_state.json"))).contains(genesis.schemaHash());
    }
  }

  @Test
  @DisplayName("INIT-16 a fresh root holds only known files")
  void onlyKnownFiles() throws IOException {
    init(GraphFixture.T);
    assertOpens();
    assertThat(entries())
        .containsExactly(
            "__manifest",
            "__schema_state.json",
            "__schemas",
            "__writer.lock",
            "_schema.ir.json",
            "_schema.pg",
            "edges",
            "nodes");
  }

  @Test
  @DisplayName("INIT-17 failure right after the commit point leaves an openable graph")
  void failureAfterCommitPoint() {
    failpoints.fail(PublishStep.INIT_POST_MANIFEST_CREATE);
    assertThatThrownBy(() -> init(GraphFixture.T)).hasMessageContaining("post_manifest_create");
    assertOpens();
  }
}
