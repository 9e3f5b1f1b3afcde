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
import java.util.function.Consumer;

/**
 * The threads of this process that want to commit to one branch, in order of arrival. One of them
 * leads: it does its own work and may take the next ones along, whose threads wait meanwhile. Then
 * the first that was not taken leads. So nobody waits longer than it wants to, except for work that
 * has begun.
 *
 * <p>Who is to lead gathers first: it waits for those that committed or wanted to a moment ago.
 * They had their answers at once, and are preparing their next work. Without this the threads fall
 * into two halves that wait for each other in turns. The one that completes them leads in its
 * place, because it is running already, and to wake another thread takes as long as much of the
 * work to be done; the one that gathered is the first to be taken along then. Who could not be
 * taken is overtaken once and not again.
 *
 * <p>It gathers at most as long after the last turn as that one took: so who waits in vain does not
 * lose more, and as the count is his own then, the next one does not wait. Thread-safe.
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
    final long deadline;

    /** Told true when it is to lead, false when it was taken along and all is done. */
    CompletableFuture<Boolean> called = new CompletableFuture<>();

    /** Somebody else led in its place. */
    boolean overtaken;

    Waiter(T item, Duration timeout) {
      this.item = item;
      deadline = System.nanoTime() + timeout.toNanos();
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
   * @throws OmnigraphException LOCK_TIMEOUT, CANCELLED when interrupted; nothing was done then
   */
  void commit(T item, Duration timeout, Consumer<Turn> lead) {
    Waiter own = new Waiter(item, timeout);
    arrive(own);
    while (leads(own, timeout)) {
      if (gathered(own)) {
        Turn turn = new Turn(own);
        try {
          lead.accept(turn);
        } finally {
          turn.end();
        }
        return;
      }
    }
  }

  private synchronized void arrive(Waiter own) {
    if (!led) {
      led = true;
      own.called.complete(true);
    } else if (gathering != null && waiting.size() + 1 >= wanted) {
      gathering.overtaken = true;
      waiting.addFirst(gathering);
      gathering = null;
      own.called.complete(true);
    } else {
      waiting.add(own);
    }
  }

  /** Whether it still is the one to lead. */
  private boolean gathered(Waiter own) {
    long left;
    synchronized (this) {
      wanted = lastCount - 1;
      long end = Math.min(lastEnd + Math.min(lastNanos, longestGatheringNanos), own.deadline);
      left = end - System.nanoTime();
      if (left <= 0 || own.overtaken || waiting.size() >= wanted) {
        return true;
      }
      own.called = new CompletableFuture<>();
      gathering = own;
    }
    try {
      own.called.get(left, TimeUnit.NANOSECONDS);
      return false; // somebody led in its place
    } catch (TimeoutException e) {
      return stopGathering(own);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return stopGathering(own);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized boolean stopGathering(Waiter own) {
    if (gathering != own) {
      return false;
    }
    gathering = null;
    return true;
  }

  private boolean leads(Waiter own, Duration timeout) {
    try {
      return own.called.get(own.deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (leave(own)) {
        throw new OmnigraphException(
            ErrorCode.LOCK_TIMEOUT, "this one, in another session", "commits", timeout.toMillis());
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
