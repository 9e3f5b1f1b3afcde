package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.DeltaChain;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Folds deltas of one graph when there are many: in the background, by one thread that ends when
 * there is nothing left to fold, and when it is asked to. Thread-safe.
 */
final class Folder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Folder.class.getName());

  /** How long a fold waits for other writers. */
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

  /** After a fold that failed: what is in its way seldom goes at once. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** Tables with this part of what starts a fold are folded along with others. */
  private static final int COMPANY = 4;

  private final OpenGraph graph;
  private final DeltaOptions options;

  /** Held by whoever folds: no table is folded by two at once. */
  private final ReentrantLock folding = new ReentrantLock(true);

  /** Branches to be folded, and who waits for it. */
  private final Map<String, CompletableFuture<Void>> wanted = new LinkedHashMap<>();

  /** How many commits pass between two looks for old deltas of a branch's tables. */
  private static final long COMMITS_A_LOOK = 1_024;

  /**
   * Branches on which this process has made deltas; the graph version last searched for old ones.
   */
  private final Map<String, Long> touched = new ConcurrentHashMap<>();

  private Thread worker;
  private boolean closed;
  private long notBefore = System.nanoTime();

  Folder(OpenGraph graph, DeltaOptions options) {
    this.graph = graph;
    this.options = options;
  }

  /**
   * Looks at a branch after deltas were published on it: asks for a fold when one is due, and waits
   * for it when it is overdue.
   *
   * @param changed keys of the tables
   * @param patience longest wait
   */
  void published(GraphSnapshot head, Iterable<String> changed, Duration patience) {
    boolean due = hasOldDeltas(head);
    boolean overdue = false;
    for (String key : changed) {
      TableEntry entry = head.entry(key);
      if (entry != null) {
        DeltaChain deltas = entry.deltas();
        due |= options.isFoldDue(deltas.rows(), deltas.bytes());
        overdue |= options.isFoldOverdue(deltas.rows(), deltas.bytes());
      }
    }
    if (due) {
      CompletableFuture<Void> done = ask(head.branch());
      if (overdue) {
        await(done, patience);
      }
    }
  }

  private boolean hasOldDeltas(GraphSnapshot head) {
    long looked = touched.computeIfAbsent(head.branch(), branch -> head.seq());
    if (head.seq() - looked < COMMITS_A_LOOK) {
      return false;
    }
    touched.put(head.branch(), head.seq());
    return head.entries().values().stream().anyMatch(entry -> isOld(entry, head.seq()));
  }

  private boolean isOld(TableEntry entry, long seq) {
    return !entry.deltas().isEmpty() && options.isFoldDue(seq - entry.deltas().firstSeq());
  }

  /** Asks for a fold of a branch that has been left with many deltas. */
  void opened(GraphSnapshot head) {
    boolean due =
        head.entries().values().stream()
            .anyMatch(
                entry ->
                    options.isFoldDue(entry.deltas().rows(), entry.deltas().bytes())
                        || isOld(entry, head.seq()));
    if (due) {
      var unused = ask(head.branch());
    }
  }

  /** The branch is gone. */
  void forget(String branch) {
    touched.remove(branch);
  }

  private synchronized CompletableFuture<Void> ask(String branch) {
    if (closed || System.nanoTime() - notBefore < 0) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> done = wanted.computeIfAbsent(branch, b -> new CompletableFuture<>());
    if (worker == null) {
      worker = new Thread(this::work, "omnigraph-fold");
      worker.setDaemon(true);
      worker.start();
    }
    return done;
  }

  private static void await(CompletableFuture<Void> done, Duration patience) {
    try {
      done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the commit is done, and says so
    } catch (TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "A fold takes longer than a writer waits for it");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void work() {
    for (Map.Entry<String, CompletableFuture<Void>> next = next(); next != null; next = next()) {
      try {
        long seq = graph.head(next.getKey()).seq();
        fold(next.getKey(), entry -> isWorthwhile(entry) || isOld(entry, seq), LOCK_TIMEOUT);
      } catch (RuntimeException | Error e) { // a thread that is gone would let writers wait
        LOG.log(System.Logger.Level.WARNING, "A fold of " + next.getKey() + " failed", e);
        pause();
      } finally {
        next.getValue().complete(null);
      }
    }
  }

  private synchronized Map.Entry<String, CompletableFuture<Void>> next() {
    Iterator<Map.Entry<String, CompletableFuture<Void>>> all = wanted.entrySet().iterator();
    if (!all.hasNext()) {
      worker = null;
      notifyAll();
      return null;
    }
    Map.Entry<String, CompletableFuture<Void>> first = Map.Entry.copyOf(all.next());
    all.remove();
    return first;
  }

  private synchronized void pause() {
    notBefore = System.nanoTime() + PAUSE_NANOS;
  }

  private boolean isWorthwhile(TableEntry entry) {
    DeltaChain deltas = entry.deltas();
    return options.isFoldDue(COMPANY * deltas.rows(), COMPANY * deltas.bytes());
  }

  /**
   * Folds all deltas of a branch.
   *
   * @throws OmnigraphException LOCK_TIMEOUT, CANCELLED, RECOVERY_REQUIRED, …
   */
  List<Session.Folded> foldAll(String branch, Duration lockTimeout) {
    return fold(branch, entry -> true, lockTimeout);
  }

  private List<Session.Folded> fold(
      String branch, Predicate<TableEntry> which, Duration lockTimeout) {
    lock(lockTimeout);
    try {
      return Fold.run(graph, branch, which, lockTimeout);
    } finally {
      folding.unlock();
    }
  }

  private void lock(Duration timeout) {
    try {
      if (!folding.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new OmnigraphException(
            ErrorCode.LOCK_TIMEOUT, "this one, in another thread", "a fold", timeout.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OmnigraphException(ErrorCode.CANCELLED).causedBy(e);
    }
  }

  /** Leaves no deltas of this process behind, if that can be done soon. */
  void foldTouched() {
    if (!options.foldAtClose()) {
      return;
    }
    long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    for (String branch : List.copyOf(touched.keySet())) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      try {
        foldAll(branch, Duration.ofNanos(left));
        touched.remove(branch);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "Deltas of " + branch + " stay", e);
      }
    }
  }

  /** Returns when no thread folds any more. */
  @Override
  public void close() {
    boolean interrupted = false;
    synchronized (this) {
      closed = true;
      wanted.values().forEach(done -> done.complete(null));
      wanted.clear();
      while (worker != null) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true; // what it works on must not be closed under it
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
