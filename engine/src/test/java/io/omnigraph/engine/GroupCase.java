package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.PublishStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Transactions that wait behind one that is under way. */
abstract class GroupCase extends OpenGraphTest {
  /** A step that each publish passes. */
  abstract PublishStep underWay();

  /** What became of each follower: null or its error. */
  final List<Throwable> errors = new CopyOnWriteArrayList<>();

  /** Lets the followers wait in this order while the first commit is under way. */
  @SafeVarargs
  final void behindOne(Consumer<Session>... followers) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    failpoints.set(
        underWay(),
        () -> {
          failpoints.off(underWay());
          for (Consumer<Session> follower : followers) {
            Thread thread = new Thread(() -> run(follower));
            threads.add(thread);
            thread.start();
            awaitQueued(thread);
          }
          afterQueued.run();
        });
    insert(session, "Company", row("First"));
    for (Thread thread : threads) {
      thread.join();
    }
  }

  Runnable afterQueued = () -> {};

  final void run(Consumer<Session> follower) {
    try (Session own = graph.newSession()) {
      follower.accept(own);
    } catch (RuntimeException e) {
      errors.add(e);
    }
  }

  private static void awaitQueued(Thread thread) {
    while (thread.isAlive()) {
      boolean queued =
          thread.getState() == Thread.State.TIMED_WAITING
              && Arrays.stream(thread.getStackTrace())
                  .anyMatch(frame -> frame.getClassName().endsWith(".CommitQueue"));
      if (queued) {
        return;
      }
      Thread.onSpinWait();
    }
  }

  List<GraphCommit> commitsAfter(long seq) {
    return session.facts().commits("main").stream().filter(c -> c.seq() > seq).toList();
  }

  List<String> readAt(long seq, String table) {
    session.createBranch("at" + seq, "main", Optional.of(seq));
    return read("at" + seq, table);
  }

  static Consumer<Session> person(String name, int age) {
    return own -> insert(own, "Person", row(name, age));
  }
}
