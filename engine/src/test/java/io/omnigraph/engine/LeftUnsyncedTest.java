package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.OpenGraphTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.Severity;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.PowerCutDisk;
import io.omnigraph.storage.table.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is committed and not synced, because the process died or the sync failed, and what others
 * build on it. Then the power is cut, and nothing survives but what was synced.
 */
class LeftUnsyncedTest {
  private static final StorageOptions OPTIONS =
      new StorageOptions(Durability.FULL, 64L << 20, null);

  @TempDir Path folder;
  private final Failpoints failpoints = new Failpoints();

  /** The process dies before it syncs the first of these: from then on nothing reaches the disk. */
  private volatile Predicate<Path> deadly = path -> false;

  private final AtomicBoolean dead = new AtomicBoolean();

  private PowerCutDisk disk;
  private Path root;
  private SharedGraph graph;
  private Session session;
  private int cuts;

  /** Whether commits go to a log, and not each to its tables and the manifest. */
  private boolean hasLog;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectories(folder.toRealPath().resolve("graph"));
    disk = new PowerCutDisk(folder.resolve("inodes"));
    new GraphInit(root, this::storage, Steps.NONE).strict(GraphFixture.T);
    start();
    GraphFixture.fillT(session);
  }

  private Storage storage() {
    return Storage.open(root, OPTIONS, new Durable(Durability.FULL, this::force));
  }

  private void force(Path path) throws IOException {
    if (deadly.test(path)) {
      dead.set(true);
    }
    if (!dead.get()) {
      disk.force(path);
    }
  }

  private void start() {
    OpenOptions options =
        (hasLog ? GraphFixture.withSmallCommits() : GraphFixture.optionsWithoutLog())
            .withStorage(OPTIONS)
            .withSteps(failpoints);
    graph = new SharedGraph(root, options, storage());
    graph.retain(false);
    session = graph.handle(options).newSession();
  }

  @AfterEach
  void end() {
    session.close();
    graph.leave();
    graph.closeIfUnused();
  }

  /** Another process goes on, with what the first one left. */
  private void restart() {
    end();
    deadly = path -> false;
    dead.set(false);
    start();
  }

  private static Predicate<Path> versionsIn(String table) {
    return path -> path.toString().contains("/" + table) && path.toString().endsWith(".manifest");
  }

  private void failsWhileUnsynced(Predicate<Path> meant, Runnable write, ErrorCode code) {
    disk.failFor(meant);
    assertRefused(write::run, code);
    disk.failFor(path -> false);
  }

  /** One of two tables is moved, so that it must be undone. */
  private void failHalf() {
    session.setAutoCommit(false);
    insert(session, "Person", row("Half", 1));
    insert(session, "Company", row("Half"));
    failpoints.fail(PublishStep.MUTATION_POST_TABLE_COMMIT, 1);
    assertRefused(session::commit, ErrorCode.RECOVERY_REQUIRED);
    session.setAutoCommit(true);
  }

  private void assertSurvives() {
    Map<String, List<String>> expected =
        PowerCuts.content(graph.handle(OpenOptions.defaults().withStorage(OPTIONS)));
    Path copy = folder.resolve("cut" + cuts++);
    disk.survive(root, copy);
    try (Graph survivor = Graphs.open(copy, GraphFixture.options())) {
      assertThat(PowerCuts.content(survivor)).isEqualTo(expected);
    }
    assertThat(Graphs.check(copy, CheckOptions.deepest().withStorage(OPTIONS)))
        .noneMatch(finding -> finding.severity() == Severity.ERROR);
    try (Storage storage = Storage.open(copy, OPTIONS)) {
      long newest = storage.tables().latestVersion("__manifest", null);
      for (long version = 1; version <= newest; version++) {
        assertThat(storage.tables().isReadable(new TableRef("__manifest", null, version)))
            .as("version %d of the manifest", version)
            .isTrue();
      }
    }
  }

  @Test
  @DisplayName("SUB-18 a commit whose sync failed is published by recovery and survives")
  void rolledForward() {
    failsWhileUnsynced(
        versionsIn("nodes/"),
        () -> insert(session, "Person", row("Eve", 22)),
        ErrorCode.RECOVERY_REQUIRED);
    insert(session, "Company", row("After"));
    assertThat(GraphFixture.read(session, "main", "Person")).contains("Eve|22");
    assertSurvives();
  }

  @Test
  @DisplayName("SUB-18 a commit that a dead process did not sync is published and survives")
  void rolledForwardForTheDead() {
    deadly = versionsIn("nodes/");
    failpoints.fail(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER, 1);
    assertRefused(() -> insert(session, "Company", row("Dead")), ErrorCode.RECOVERY_REQUIRED);
    restart();
    assertThat(GraphFixture.read(session, "main", "Company")).contains("Dead");
    assertSurvives();
  }

  @Test
  @DisplayName("SUB-18 a restore whose sync failed is pinned by the next recovery and survives")
  void restored() {
    failHalf();
    failsWhileUnsynced(
        versionsIn("nodes/"),
        () -> insert(session, "Company", row("Refused")),
        ErrorCode.STORAGE_FAULT);
    insert(session, "Company", row("After"));
    assertThat(GraphFixture.read(session, "main", "Person")).hasSize(4);
    assertSurvives();
  }

  @Test
  @DisplayName("SUB-18 a restore that a dead recovery did not sync is pinned and survives")
  void restoredByTheDead() {
    failHalf();
    deadly = versionsIn("nodes/");
    failpoints.fail(PublishStep.RECOVERY_POST_TABLE_RESTORE_PRE_PUBLISH, 1);
    assertThatThrownBy(() -> insert(session, "Company", row("Refused")))
        .hasMessageContaining("recovery.post_table_restore_pre_publish");
    restart();
    assertThat(GraphFixture.read(session, "main", "Company")).hasSize(2);
    assertSurvives();
  }

  @Test
  @DisplayName("SUB-18 a publish whose sync failed survives once somebody has written after it")
  void published() {
    failsWhileUnsynced(
        versionsIn("__manifest"),
        () -> insert(session, "Person", row("Eve", 22)),
        ErrorCode.COMMIT_UNKNOWN);
    insert(session, "Company", row("After"));
    assertThat(GraphFixture.read(session, "main", "Person")).contains("Eve|22");
    assertSurvives();
  }

  @Test
  @DisplayName("SUB-18 the publish that undoes survives too")
  void rollBackPublished() {
    failHalf();
    failsWhileUnsynced(
        versionsIn("__manifest"),
        () -> insert(session, "Company", row("Refused")),
        ErrorCode.COMMIT_UNKNOWN);
    insert(session, "Company", row("After"));
    assertSurvives();
  }

  @Test
  @DisplayName("SUB-18 what recovery did is told after a power cut, though its row's sync failed")
  void audited() {
    failHalf();
    failsWhileUnsynced(
        versionsIn("_graph_commit_recoveries.lance"),
        () -> insert(session, "Company", row("Refused")),
        ErrorCode.STORAGE_FAULT);
    insert(session, "Company", row("After"));
    assertSurvives();
    try (Graph survivor = Graphs.open(folder.resolve("cut0"), GraphFixture.options());
        Session far = survivor.newSession()) {
      assertThat(session.facts().recoveries()).hasSize(1);
      assertThat(far.facts().recoveries()).containsAll(session.facts().recoveries());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName(
      "SUB-18 a branch that a dead process did not sync survives with what is written there")
  void branchOfTheDead(boolean log) {
    hasLog = log;
    restart();
    dead.set(true);
    session.createBranch("b", "main", Optional.empty());
    restart();
    session.useBranch("b");
    insert(session, "Person", row("Eve", 22));
    assertSurvives();
  }

  @Test
  @DisplayName("SUB-18 a branch that could not be synced is refused")
  void branchThatCannotBeSynced() {
    failsWhileUnsynced(
        path -> path.toString().endsWith(".json"),
        () -> session.createBranch("b", "main", Optional.empty()),
        ErrorCode.STORAGE_FAULT);
    assertThat(session.branches()).containsExactly("main");
    session.createBranch("b", "main", Optional.empty());
    assertSurvives();
  }
}
