package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A graph whose last handle is closed while sessions work. */
class CloseWhileRunningTest extends OpenGraphTest {
  private static final int ROUNDS = 25;
  private static final int THREADS = 4;

  @Test
  void aStatementThatRunsKeepsTheFilesOpen() {
    try (StatementScope scope = session.statement()) {
      graph.close();
      assertThat(GraphFixture.read(scope.view(), "Person")).hasSize(4);
      assertThat(scope.view().topology("Knows").out().edgeCount()).isEqualTo(3);
      scope.complete();
    }
    assertClosed(() -> session.statement().close());
    assertClosed(() -> session.look().close());
    assertClosed(() -> session.branches());
    assertClosed(() -> session.useBranch("main"));
    assertClosed(() -> graph.newSession());
  }

  @Test
  void aStatementThatWritesIsPublished() {
    try (StatementScope scope = session.statement()) {
      insert(scope, "Person", row("Eve", 1));
      graph.close();
      scope.complete();
    }
    assertClosed(() -> other.statement().close());
    try (Graph again = Graphs.open(root, GraphFixture.options());
        Session fresh = again.newSession()) {
      assertThat(GraphFixture.read(fresh, "Person")).contains("Eve|1");
    }
  }

  @Test
  void pendingChangesOfAClosedGraphAreRefusedAndLeaveNothing() {
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 1));
    graph.close();
    assertClosed(() -> session.commit());
    try (Graph again = Graphs.open(root, GraphFixture.options());
        Session fresh = again.newSession()) {
      assertThat(GraphFixture.read(fresh, "Person")).hasSize(4);
    }
  }

  private static void assertClosed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_CLOSED));
  }

  @Test
  void closingUnderLoadEndsInAClearErrorOrNotAtAll() throws Exception {
    graph.close();
    AtomicInteger inserted = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Graph opened = Graphs.open(root, GraphFixture.options());
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          boolean writes = i == 0;
          Session mine = opened.newSession();
          running.add(
              threads.submit(
                  () -> {
                    untilClosed(mine, writes, inserted);
                    return null;
                  }));
        }
        TimeUnit.MILLISECONDS.sleep(round % 7);
        opened.close();
        for (Future<?> thread : running) {
          thread.get(60, TimeUnit.SECONDS);
        }
      }
    } finally {
      threads.shutdownNow();
    }
    try (Graph again = Graphs.open(root, GraphFixture.options());
        Session fresh = again.newSession()) {
      assertThat(GraphFixture.read(fresh, "Person")).hasSize(4 + inserted.get());
    }
  }

  /** Works until it is told that the graph is closed; any other error fails the test. */
  private static void untilClosed(Session mine, boolean writes, AtomicInteger inserted) {
    try {
      while (true) {
        if (writes) {
          insert(mine, "Person", row("w" + inserted.get(), 1));
          inserted.incrementAndGet();
        } else {
          assertThat(GraphFixture.read(mine, "Person").size()).isGreaterThanOrEqualTo(4);
          try (StatementScope scope = mine.statement()) {
            assertThat(scope.view().topology("Knows").out().edgeCount()).isEqualTo(3);
          }
        }
      }
    } catch (OmnigraphException e) {
      assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.CONNECTION_CLOSED);
    }
  }
}
