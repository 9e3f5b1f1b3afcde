package io.omnigraph.engine.session;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The threads of this process that want to commit to one branch. One of them leads: it does its own
 * work and may take the next ones along, in order of arrival, whose threads wait meanwhile. Then
 * the first that was not taken leads. So nobody waits longer than it wants to, except for work that
 * has begun.
 *
 * <p>Who leads gathers: when nobody waits any more, it waits for those that committed or wanted to
 * a moment ago. They had their answers at once, and are preparing their next work. Without this the
 * threads fall into two halves that wait for each other in turns. They come one by one, and it does
 * what there is to do for each while the others prepare.
 *
 * <p>Both wait awake ({@link AwakeWait}): the leader at the beginning of its turn, the others as
 * long as turns are short. To wake seven threads one after the other takes a good part of a turn.
 * Where others want the processors they sleep, and the leader does not gather: those that it would
 * wait for wait for a processor.
 *
 * <p>It gathers at most twice as long after the last turn as that one worked: so who waits in vain
 * does not lose much, and the next one does not wait, because nobody else is counted then.
 * Thread-safe.
 *
 * @param <T> what is to be committed; says itself what became of it
 */
final class CommitQueue<T> {
  private static final Duration LONGEST_GATHERING = Duration.ofMillis(3);

  /** So long a thread stays awake at most; beside a longer wait it matters little to be woken. */
  private static final long AWAKE_NANOS = 300_000;

  private static final long NAP_NANOS = 50_000;

  private final long longestGatheringNanos;
  private final AwakeWait awake;

  /** Changed under the monitor. */
  private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();

  private boolean led;

  /** How long the last turn worked. */
  private volatile long lastNanos;

  // Also of the last turn; only a leader looks at them, and it became one after they were set.

  /** How many wanted to commit when the last turn ended, those that it took among them. */
  private int lastCount;

  private long lastEnd;

  CommitQueue() {
    this(LONGEST_GATHERING, new AwakeWait());
  }

  CommitQueue(Duration longestGathering, AwakeWait awake) {
    longestGatheringNanos = longestGathering.toNanos();
    this.awake = awake;
  }

  /** One thread. */
  private final class Waiter {
    final T item;
    final Duration timeout;
    final long deadline;

    /** Told true when it is to lead, false when it was taken along and all is done. */
    final CompletableFuture<Boolean> called = new CompletableFuture<>();

    Waiter(T item, Duration timeout) {
      this.item = item;
      this.timeout = timeout;
      deadline = System.nanoTime() + timeout.toNanos();
    }
  }

  /** What the leader may do. */
  final class Turn {
    private final Waiter own;
    private final List<Waiter> taken = new ArrayList<>();
    private long begun;
    private long gatheringEnd;
    private long gatheredNanos;

    private Turn(Waiter own) {
      this.own = own;
    }

    /** It leads from now on. */
    private void begin() {
      begun = System.nanoTime();
      gatheringEnd = lastEnd + Math.min(2 * lastNanos, longestGatheringNanos);
      gathersUntil(own.deadline);
    }

    private void gathersUntil(long nanoTime) {
      gatheringEnd = gatheringEnd - nanoTime < 0 ? gatheringEnd : nanoTime;
    }

    T first() {
      return own.item;
    }

    /** How much longer the leader's caller is willing to wait; not below zero. */
    Duration left() {
      return Duration.ofNanos(Math.max(0, own.deadline - System.nanoTime()));
    }

    /**
     * The next that waits.
     *
     * @param gathers whether to wait for it a while
     */
    Optional<T> next(boolean gathers) {
      Waiter next = waiting.peek();
      while (next == null && gathers && pausesForMore()) {
        next = waiting.peek();
      }
      return Optional.ofNullable(next).map(waiter -> waiter.item);
    }

    /** False when nobody is waited for any more; else it has let others run. */
    private boolean pausesForMore() {
      long now = System.nanoTime();
      if (taken.size() + 1 >= lastCount
          || now - gatheringEnd >= 0
          || awake.isCrowded()
          || Thread.currentThread().isInterrupted()) {
        return false;
      }
      if (now - begun < AWAKE_NANOS) {
        awake.pause();
      } else {
        LockSupport.parkNanos(this, NAP_NANOS);
      }
      gatheredNanos += System.nanoTime() - now;
      return true;
    }

    /**
     * Takes the next along, if it still is that one. It then no longer gives up.
     *
     * @return false when it has left
     */
    boolean take(T next) {
      synchronized (CommitQueue.this) {
        Waiter waiter = waiting.peek();
        if (waiter == null || waiter.item != next) {
          return false;
        }
        taken.add(waiter); // first: whoever is in neither list would wait for ever
        waiting.remove();
        gathersUntil(waiter.deadline);
        return true;
      }
    }

    private void end() {
      Waiter next;
      synchronized (CommitQueue.this) {
        lastCount = 1 + taken.size() + waiting.size();
        lastEnd = System.nanoTime();
        lastNanos = lastEnd - begun - gatheredNanos;
        next = waiting.poll();
        led = next != null;
      }
      if (next != null) {
        next.called.complete(true); // first: it has a way to go before the disk is busy again
      }
      taken.forEach(waiter -> waiter.called.complete(false));
    }
  }

  /**
   * Returns when the item's work was done, by {@code lead} or by another thread's.
   *
   * @param lead takes along those that {@link Turn#next} tells, or does not ask
   * @throws OmnigraphException LOCK_TIMEOUT, CANCELLED when interrupted; nothing was done then
   */
  void commit(T item, Duration timeout, Consumer<Turn> lead) {
    Waiter own = new Waiter(item, timeout);
    Turn turn = new Turn(own); // before it may be called: there may be no memory for it then
    if (leadsAtOnce(own) || isToLead(turn)) {
      turn.begin();
      try {
        lead.accept(turn);
      } finally {
        turn.end();
      }
    }
  }

  private synchronized boolean leadsAtOnce(Waiter own) {
    if (led) {
      waiting.add(own);
      return false;
    }
    led = true;
    return true;
  }

  private boolean isToLead(Turn turn) {
    Waiter own = turn.own;
    try {
      return awaitCall(own);
    } catch (Error e) { // there may be no memory to wait with
      if (leave(own)) {
        throw e;
      }
      if (isCalledToLead(own)) {
        turn.begin();
        turn.end(); // the next one leads
        throw e;
      }
      return false; // it was taken along, and all is done
    }
  }

  private boolean isCalledToLead(Waiter own) {
    while (!own.called.isDone()) {
      LockSupport.parkNanos(this, 1_000_000);
    }
    return own.called.join();
  }

  /** Returns when it is called, or has to sleep for it, or to leave. */
  private void awaitCallAwake(Waiter own) {
    long now = System.nanoTime();
    long end = Math.min(AWAKE_NANOS, own.deadline - now) + now;
    boolean waits = lastNanos < AWAKE_NANOS;
    while (waits && !own.called.isDone() && !Thread.currentThread().isInterrupted()) {
      waits = System.nanoTime() - end < 0 && awake.pause();
    }
  }

  private boolean awaitCall(Waiter own) {
    awaitCallAwake(own);
    try {
      return own.called.get(own.deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (leave(own)) {
        throw new OmnigraphException(
            ErrorCode.LOCK_TIMEOUT,
            "this one, in another session",
            "commits",
            own.timeout.toMillis());
      }
      return own.called.join();
    } catch (InterruptedException e) {
      boolean left = leave(own);
      boolean leads = !left && own.called.join();
      Thread.currentThread().interrupt();
      if (left) {
        throw new OmnigraphException(ErrorCode.CANCELLED).causedBy(e);
      }
      return leads;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized boolean leave(Waiter own) {
    return waiting.remove(own);
  }
}
