package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.publish.FreeLock;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fold and commits of one process, while another one waits for the writer lock. */
@Timeout(30)
class FoldBesideWaitingProcessTest {
  @TempDir Path folder;
  private final Failpoints failpoints = new Failpoints();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicBoolean awaited = new AtomicBoolean();
  private ProcessGraph graph;
  private Session session;
  private Session other;

  /** The other process never gets it: what is looked at is who of this one does. */
  private final class AwaitedLock extends FreeLock {
    @Override
    public boolean isAwaited() {
      return awaited.get();
    }
  }

  @BeforeEach
  void open() {
    Path root = folder.resolve("g");
    Graphs.init(root, GraphFixture.T, GraphFixture.options().storage(), failpoints);
    OpenOptions options =
        GraphFixture.withSmallCommits()
            .withDeltas(new DeltaOptions(100, 1 << 20, 1_000, 1 << 20, false))
            .withSteps(failpoints);
    WriterLock lock = new WriterLock(root, new AwaitedLock(), nanos::get);
    graph = new ProcessGraph(root, Storage.open(root, options.storage()), options, lock);
    session = graph.session();
    other = graph.session();
    GraphFixture.fillT(session);
  }

  @AfterEach
  void close() {
    awaited.set(false);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos()); // the other process's turn is over
    session.close();
    other.close();
    graph.close();
  }

  /**
   * A commit has the branch's gate and is refused a share of the lock, because the fold has one for
   * longer than others should wait; the fold waits for the gate.
   */
  @Test
  void aFoldLetsTheCommitIntoTheLockThatItWaitsFor() throws Exception {
    FutureTask<Void> commit = new FutureTask<>(() -> update(other, "Person", row("Bob", 34)), null);
    AtomicBoolean begun = new AtomicBoolean();
    failpoints.set(
        PublishStep.MUTATION_POST_TABLE_COMMIT,
        () -> {
          if (begun.compareAndSet(false, true)) {
            nanos.addAndGet(Duration.ofMillis(600).toNanos());
            awaited.set(true);
            Thread writer = new Thread(commit);
            writer.start();
            OpenGraphTest.awaitWaiting(writer);
          }
        });
    assertThat(session.fold()).isNotEmpty();
    commit.get(20, TimeUnit.SECONDS);
    assertThat(begun).isTrue();
    assertThat(GraphFixture.read(session, "Person")).contains("Bob|34");
  }
}
