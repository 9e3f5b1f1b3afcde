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
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.InMemoryCommitLog;
import io.omnigraph.storage.table.InMemoryTableStore;
import io.omnigraph.storage.table.InMemoryTables;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer left a whole record behind the log's end; others build on what it says. */
class BehindTheEndTest {
  @TempDir Path root;
  private final InMemoryTables disk = new InMemoryTables();
  private final SimFiles files = new SimFiles(disk);
  private final InMemoryCommitLog.Disk logDisk = new InMemoryCommitLog.Disk();

  @BeforeEach
  void init() {
    ProcessGraph.init(root, storage(), World.SCHEMA);
    ProcessGraph graph = open(9, Steps.NONE);
    try (Session session = graph.session()) {
      GraphFixture.insert(session, "Q", row("q1", 1));
    } finally {
      graph.close();
    }
  }

  private Storage storage() {
    return Storage.open(Path.of("none"), StorageOptions.defaults())
        .withTables(new InMemoryTableStore(disk, place -> {}))
        .withControl(files)
        .withLog(new InMemoryCommitLog(logDisk));
  }

  private ProcessGraph open(long deltaRows, Steps steps) {
    OpenOptions options =
        OpenOptions.defaults()
            .withDeltas(new DeltaOptions(deltaRows, 1 << 20, Long.MAX_VALUE, 1L << 40, false))
            .withLog(new LogOptions(true, 0, Long.MAX_VALUE))
            .withSteps(steps);
    return new ProcessGraph(
        root, storage(), options, new WriterLock(root, new FreeLock(), System::nanoTime));
  }

  private void leaveRecord(Session session) {
    logDisk.failNext(InMemoryCommitLog.Fault.FAILED_SYNC, new Random(1));
    assertThatThrownBy(() -> GraphFixture.insert(session, "Q", row("q2", 2)))
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_UNKNOWN));
  }

  private void assertRows(String... rows) {
    ProcessGraph graph = open(9, Steps.NONE);
    try (Session session = graph.session()) {
      assertThat(GraphFixture.read(session, "main", "Q")).containsExactlyInAnyOrder(rows);
    } finally {
      graph.close();
    }
  }

  @Test
  void nextWriterTakesItOverBeforeItValidates() {
    ProcessGraph next = open(0, Steps.NONE);
    ProcessGraph graph = open(9, Steps.NONE);
    try (Session session = graph.session();
        Session other = next.session()) {
      leaveRecord(session);
      GraphFixture.insert(other, "Q", row("q3", 3));
      assertThat(GraphFixture.read(other, "main", "Q"))
          .containsExactlyInAnyOrder("q1|1", "q2|2", "q3|3");
    }
    next.close();
    assertRows("q1|1", "q2|2", "q3|3");
  }

  @Test
  @SuppressWarnings("resource")
  void operationWithoutItsRowsIsUndone() { // the lock lets both in
    ProcessGraph graph = open(9, Steps.NONE);
    Session session = graph.session();
    Steps dies =
        step -> {
          if (step == PublishStep.SIDECAR_WRITE) {
            leaveRecord(session);
          }
          if (step == PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER) {
            throw new ProcessDeath();
          }
        };
    Session dying = open(0, dies).session();
    assertThatThrownBy(() -> GraphFixture.insert(dying, "Q", row("q3", 3)))
        .isInstanceOf(ProcessDeath.class);
    assertRows("q1|1", "q2|2");
  }
}
