package io.omnigraph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.Severity;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A graph with schema T and its data, and two sessions on it. */
abstract class OpenGraphTest {
  @TempDir Path folder;
  final Failpoints failpoints = new Failpoints();
  Path root;
  Graph graph;
  Session session;
  Session other;

  String schema() {
    return GraphFixture.T;
  }

  OpenOptions options() {
    return GraphFixture.withSmallCommits();
  }

  void fill() {
    GraphFixture.fillT(session);
  }

  @BeforeEach
  final void openGraph() {
    root = folder.resolve("g");
    Graphs.init(root, schema(), GraphFixture.options().storage(), failpoints);
    graph = Graphs.open(root, options().withSteps(failpoints));
    session = graph.newSession();
    other = graph.newSession();
    fill();
  }

  @AfterEach
  final void closeGraph() {
    session.close();
    other.close();
    graph.close();
  }

  /** Ends all use of the graph, as a process that ends does, and opens it anew. */
  final void reopen() {
    closeGraph();
    graph = Graphs.open(root, options().withSteps(failpoints));
    session = graph.newSession();
    other = graph.newSession();
  }

  /** The whole directory, with all that a check can look at. */
  final void assertNothingFound() {
    assertThat(Graphs.check(root, CheckOptions.deepest()))
        .noneMatch(finding -> finding.severity() != Severity.INFO);
  }

  /** Returns when a thread waits for something, and when it has ended. */
  static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
  }

  /** Names of sidecar files. */
  final List<String> sidecars() {
    String[] names = root.resolve("__recovery").toFile().list();
    return names == null ? List.of() : List.of(names);
  }

  final List<AuditRow> audit() {
    return session.facts().recoveries();
  }

  static void assertRefused(ThrowingCallable call, ErrorCode code, String... texts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              for (String text : texts) {
                assertThat(e).hasMessageContaining(text);
              }
            });
  }

  long seq() {
    return seq("main");
  }

  long seq(String branch) {
    try (Session fresh = graph.newSession();
        StatementScope scope = fresh.statement()) {
      return scope.view(branch).seq();
    }
  }

  /** What a new session sees. */
  List<String> read(String table) {
    return read("main", table);
  }

  List<String> read(String branch, String table) {
    try (Session fresh = graph.newSession()) {
      return GraphFixture.read(fresh, branch, table);
    }
  }
}
