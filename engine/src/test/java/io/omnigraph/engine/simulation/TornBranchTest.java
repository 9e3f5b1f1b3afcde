package io.omnigraph.engine.simulation;

import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.ProcessGraph;
import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.publish.FreeLock;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.session.OpenGraph;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.log.InMemoryCommitLog;
import io.omnigraph.storage.table.InMemoryTableStore;
import io.omnigraph.storage.table.InMemoryTables;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A power cut tears the version of a branch's manifest that was made last, and no sidecar tells of
 * it. Nobody closes the graph before.
 */
class TornBranchTest {
  private static final String BRANCH = "b";

  @TempDir Path root;
  private final InMemoryTables disk = new InMemoryTables();
  private final List<TableRef> synced = new ArrayList<>();
  private final SimFiles files = new SimFiles(disk);
  private final InMemoryCommitLog.Disk logDisk = new InMemoryCommitLog.Disk();

  @BeforeEach
  void init() {
    ProcessGraph.init(root, storage(), World.SCHEMA);
  }

  private Storage storage() {
    return Storage.open(Path.of("none"), StorageOptions.defaults())
        .withTables(noting(new InMemoryTableStore(disk, place -> {})))
        .withControl(files)
        .withLog(new InMemoryCommitLog(logDisk));
  }

  private TableStore noting(TableStore tables) {
    return (TableStore)
        Proxy.newProxyInstance(
            TableStore.class.getClassLoader(),
            new Class<?>[] {TableStore.class},
            (proxy, method, args) -> {
              if (method.getName().equals("syncVersion")) {
                synced.add((TableRef) args[0]);
              }
              try {
                return method.invoke(tables, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private ProcessGraph open(boolean log, Steps steps) {
    OpenOptions options =
        OpenOptions.defaults()
            .withDeltas(new DeltaOptions(9, 1 << 20, Long.MAX_VALUE, Long.MAX_VALUE, false))
            .withLog(new LogOptions(log, 0, Long.MAX_VALUE))
            .withSteps(steps);
    return new ProcessGraph(
        root, storage(), options, new WriterLock(root, new FreeLock(), System::nanoTime));
  }

  private static Session onBranch(ProcessGraph graph) {
    Session session = graph.session();
    session.createBranch(BRANCH, "main", Optional.empty());
    session.useBranch(BRANCH);
    GraphFixture.insert(session, "Q", row("q1", 1));
    GraphFixture.insert(session, "Q", row("q2", 2));
    return session;
  }

  private List<String> afterOpening(boolean log) {
    ProcessGraph graph = open(log, Steps.NONE);
    try (Session session = graph.session()) {
      session.useBranch(BRANCH);
      GraphFixture.insert(session, "Q", row("q3", 3));
      return GraphFixture.read(session, BRANCH, "Q");
    } finally {
      graph.close();
    }
  }

  @Test
  @SuppressWarnings("resource")
  void deltasThatWereNotAcknowledgedAreGone() {
    onBranch(open(false, Steps.NONE));
    disk.tearNewest(World.MANIFEST, BRANCH);
    assertThat(afterOpening(false)).containsExactlyInAnyOrder("q1|1", "q3|3");
  }

  /** Its writer may have died before the sync, and nothing that can be torn may be built on it. */
  @Test
  @SuppressWarnings("resource")
  void nextWriterSyncsWhatAnotherProcessPublished() {
    onBranch(open(false, Steps.NONE));
    synced.clear();
    ProcessGraph graph = open(false, Steps.NONE);
    try (Session session = graph.session()) {
      session.useBranch(BRANCH);
      long newest = new InMemoryTableStore(disk, place -> {}).latestVersion(World.MANIFEST, BRANCH);
      GraphFixture.insert(session, "Q", row("q3", 3));
      assertThat(synced).containsExactly(new TableRef(World.MANIFEST, BRANCH, newest));
      GraphFixture.insert(session, "Q", row("q4", 4));
      assertThat(synced).hasSize(1);
    } finally {
      graph.close();
    }
  }

  /** Else the branch would have a commit that a power cut takes away from where it comes from. */
  @Test
  @SuppressWarnings("resource")
  void branchStartsFromWhatIsOnTheDisk() {
    GraphFixture.insert(open(false, Steps.NONE).session(), "Q", row("q1", 1));
    synced.clear();
    ProcessGraph graph = open(false, Steps.NONE);
    try (Session session = graph.session()) {
      long newest = new InMemoryTableStore(disk, place -> {}).latestVersion(World.MANIFEST, null);
      session.createBranch(BRANCH, "main", Optional.empty());
      assertThat(synced).contains(new TableRef(World.MANIFEST, null, newest));
    } finally {
      graph.close();
    }
  }

  @Test
  @SuppressWarnings("resource")
  void checkpointIsMadeAgain() {
    Steps dies =
        step -> {
          if (step == PublishStep.LOG_CHECKPOINT_AFTER_MANIFEST_COMMIT) {
            throw new ProcessDeath();
          }
        };
    Session session = onBranch(open(true, dies));
    OpenGraph graph = (OpenGraph) session.facts();
    assertThatThrownBy(graph.manifest()::checkpoint).isInstanceOf(ProcessDeath.class);
    disk.tearNewest(World.MANIFEST, BRANCH);
    assertThat(afterOpening(true)).containsExactlyInAnyOrder("q1|1", "q2|2", "q3|3");
  }
}
