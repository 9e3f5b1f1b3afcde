package io.omnigraph.engine.session;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
 * <p>Who is to lead gathers first: it waits for those that committed or wanted to a moment ago.
 * They had their answers at once, and are preparing their next work. Without this the threads fall
 * into two halves that wait for each other in turns. The one that completes them leads in place of
 * the one that gathers, and takes it along: it is running already, and to wake another thread costs
 * as much as a good part of the work. That happens among those that go together as a rule, and to
 * each once at most.
 *
 * <p>It gathers at most as long after the last turn as that one took: so who waits in vain does not
 * lose more, and the next one does not wait, because nobody else is counted then. Thread-safe.
 *
 * @param <T> what is to be committed; says itself what became of it
 */
final class CommitQueue<T> {
  private static final Duration LONGEST_GATHERING = Duration.ofMillis(3);

  private final long longestGatheringNanos;
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private boolean led;

  /** How many wanted to commit when the last turn ended, those that it took among them. */
  private int lastCount;

  private long lastNanos;
  private long lastEnd;

  /** It is to lead and waits for so many others. */
  private Waiter gathering;

  private int wanted;

  CommitQueue() {
    this(LONGEST_GATHERING);
  }

  CommitQueue(Duration longestGathering) {
    longestGatheringNanos = longestGathering.toNanos();
  }

  /** One thread. */
  private final class Waiter {
    final T item;
    final Object company;
    final Duration timeout;
    final long deadline;

    /**
     * Told true when it is to lead, false when it was taken along and all is done. One that gathers
     * puts a new one in its place, under the monitor and before anybody else knows of it.
     */
    CompletableFuture<Boolean> called = new CompletableFuture<>();

    /** It leads at once when it is to lead. */
    boolean gathersNoMore;

    Waiter(T item, Object company, Duration timeout) {
      this.item = item;
      this.company = company;
      this.timeout = timeout;
      deadline = System.nanoTime() + timeout.toNanos();
      gathersNoMore = company == null;
    }

    boolean goesWith(Waiter other) {
      return company != null && company.equals(other.company);
    }
  }

  /** What the leader may do. */
  final class Turn {
    private final Waiter own;
    private final List<Waiter> taken = new ArrayList<>();
    private final long begun = System.nanoTime();

    private Turn(Waiter own) {
      this.own = own;
    }

    T first() {
      return own.item;
    }

    /** How much longer the leader's caller is willing to wait; not below zero. */
    Duration left() {
      return Duration.ofNanos(Math.max(0, own.deadline - System.nanoTime()));
    }

    /** The next that waits. */
    Optional<T> next() {
      synchronized (CommitQueue.this) {
        return Optional.ofNullable(waiting.peek()).map(waiter -> waiter.item);
      }
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
        taken.add(waiting.remove());
        return true;
      }
    }

    private void end() {
      Waiter next;
      synchronized (CommitQueue.this) {
        lastCount = 1 + taken.size() + waiting.size();
        lastEnd = System.nanoTime();
        lastNanos = lastEnd - begun;
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
   * @param company items with an equal one can take each other along, as a rule; null = none can
   * @throws OmnigraphException LOCK_TIMEOUT, CANCELLED when interrupted; nothing was done then
   */
  void commit(T item, Object company, Duration timeout, Consumer<Turn> lead) {
    Waiter own = new Waiter(item, company, timeout);
    arrive(own);
    if (isToLead(own)) {
      Turn turn = new Turn(own);
      try {
        lead.accept(turn);
      } finally {
        turn.end();
      }
    }
  }

  private synchronized void arrive(Waiter own) {
    if (!led) {
      led = true;
      own.called.complete(true);
      return;
    }
    boolean completes = gathering != null && waiting.size() + 1 >= wanted;
    if (completes && own.goesWith(gathering)) {
      waiting.addFirst(gathering);
      own.gathersNoMore = true;
      own.called.complete(true);
    } else {
      waiting.add(own);
      if (completes) {
        gathering.called.complete(true);
      }
    }
    if (completes) {
      gathering.gathersNoMore = true;
      gathering = null;
    }
  }

  private boolean isToLead(Waiter own) {
    try {
      while (leads(own)) {
        if (gathered(own)) {
          return true;
        }
      }
      return false;
    } catch (Error e) { // there may be no memory to wait with
      if (leave(own)) {
        throw e;
      }
      if (stopGathering(own) || isCalledToLead(own)) {
        new Turn(own).end(); // the next one leads
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

  /** Whether it still is the one to lead. */
  private boolean gathered(Waiter own) {
    CompletableFuture<Boolean> called = new CompletableFuture<>();
    long left;
    synchronized (this) {
      wanted = lastCount - 1;
      long end = Math.min(lastEnd + Math.min(lastNanos, longestGatheringNanos), own.deadline);
      left = end - System.nanoTime();
      if (left <= 0 || own.gathersNoMore || waiting.size() >= wanted) {
        return true;
      }
      own.called = called;
      gathering = own;
    }
    try {
      called.get(left, TimeUnit.NANOSECONDS);
      return false; // what it was told, and by whom, is looked at again
    } catch (TimeoutException e) {
      return stopGathering(own);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return stopGathering(own);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** False when it gathers no more because somebody has come. */
  private synchronized boolean stopGathering(Waiter own) {
    if (gathering != own) {
      return false;
    }
    gathering = null;
    return true;
  }

  private boolean leads(Waiter own) {
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
