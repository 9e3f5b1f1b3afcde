package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.PublishStep;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Folds and checkpoints beside writers. */
@Timeout(60)
class BackgroundWorkTest extends OpenGraphTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayGoOn = new CountDownLatch(1);

  @Override
  OpenOptions options() {
    return super.options().withLog(new LogOptions(true, 20, 1L << 30));
  }

  @AfterEach
  void letGo() {
    failpoints.off(PublishStep.LOG_CHECKPOINT_BEFORE_MANIFEST_COMMIT);
    mayGoOn.countDown();
  }

  private void holdCheckpoint() {
    begun.countDown();
    try {
      mayGoOn.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFoldWaitsForACheckpointAndWritersForNeither() throws Exception {
    failpoints.set(PublishStep.LOG_CHECKPOINT_BEFORE_MANIFEST_COMMIT, this::holdCheckpoint);
    for (int i = 0; i < 20; i++) {
      insert(session, "Person", row("b" + i, i));
    }
    begun.await();
    FutureTask<List<Session.Folded>> task =
        new FutureTask<>(
            () -> {
              try (Session folder = graph.newSession()) {
                return folder.fold();
              }
            });
    Thread fold = new Thread(task);
    fold.start();
    awaitWaiting(fold);
    insert(session, "Person", row("meanwhile", 1));
    assertThat(fold.isAlive()).isTrue();
    assertThat(hasDeltas()).isTrue();
    letGo();
    assertThat(task.get()).isNotEmpty();
    assertThat(read("Person")).hasSize(4 + 21);
    session.fold();
    assertThat(hasDeltas()).isFalse();
  }

  private boolean hasDeltas() {
    return session.facts().tables("main").stream().anyMatch(entry -> !entry.deltas().isEmpty());
  }
}
