package io.omnigraph.engine.publish;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The lock between processes that write one local graph. All writers of this process share one
 * holding, which ends a moment after the last of them ({@link KeptLock}), or is given up after a
 * burst so that other processes that wait get their turn. The operating system drops it when the
 * process dies. Thread-safe.
 */
public final class WriterLock implements AutoCloseable {
  public static final String FILE = "__writer.lock";

  private static final long MAX_BURST_NANOS = Duration.ofMillis(500).toNanos();
  private static final long LONGEST_PAUSE_MILLIS = 20;
  private static final long OTHERS_TURN_NANOS =
      Duration.ofMillis(LONGEST_PAUSE_MILLIS + 5).toNanos();

  private final Path root;
  private final ProcessLock lock;
  private final LongSupplier nanoClock;
  private int holders;

  /** How many of the holders wait for others of this process. */
  private int waitingForOwn;

  private long burstSince;
  private long releasedAt;
  private long notBefore;

  public WriterLock(Path root) {
    this(root, new KeptLock(new FileProcessLock(root.resolve(FILE))), System::nanoTime);
  }

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  public WriterLock(Path root, ProcessLock lock, LongSupplier nanoClock) {
    this.root = root;
    this.lock = lock;
    this.nanoClock = nanoClock;
    this.notBefore = nanoClock.getAsLong();
    this.releasedAt = notBefore - OTHERS_TURN_NANOS;
  }

  /** One writer's share of the lock. */
  public interface Share extends AutoCloseable {
    /** As long as it is the same number, no other process has written in between. */
    long tenure();

    /**
     * Waits for another writer of this process. Meanwhile none of them is refused a share for the
     * sake of other processes: it might be the one that is waited for.
     */
    <T> T waitForOwn(Supplier<T> wait);

    @Override
    void close();
  }

  /**
   * @throws OmnigraphException LOCK_TIMEOUT with the holder, PERMISSION_DENIED
   */
  public synchronized Share acquire(Duration timeout) {
    await(timeout);
    long tenure = lock.tenure();
    return new Share() {
      @Override
      public long tenure() {
        return tenure;
      }

      @Override
      public <T> T waitForOwn(Supplier<T> wait) {
        waitsForOwn(1);
        try {
          return wait.get();
        } finally {
          waitsForOwn(-1);
        }
      }

      @Override
      public void close() {
        release(true);
      }
    };
  }

  private synchronized void waitsForOwn(int more) {
    waitingForOwn += more;
    notifyAll();
  }

  private void await(Duration timeout) {
    long deadline = nanoClock.getAsLong() + timeout.toNanos();
    long pause = 1;
    try {
      while (!join()) {
        if (nanoClock.getAsLong() >= deadline) {
          throw new OmnigraphException(
              ErrorCode.LOCK_TIMEOUT, lock.holder(), root, timeout.toMillis());
        }
        wait(pause);
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OmnigraphException(ErrorCode.CANCELLED).causedBy(e);
    } finally {
      lock.withdraw();
    }
  }

  /**
   * Whether another process has it, by a look that makes no file. Where the file may not be written
   * nobody is expected to write the graph.
   *
   * @param patience how long it may have it before it counts
   */
  public synchronized boolean isHeldElsewhere(Duration patience) {
    Path file = root.resolve(FILE);
    if (!Files.isRegularFile(file) || !Files.isWritable(file)) {
      return false;
    }
    try {
      await(patience);
      release(false); // whoever only looks does not stand in anybody's way
      return false;
    } catch (OmnigraphException e) {
      if (e.code() == ErrorCode.LOCK_TIMEOUT) {
        return true;
      }
      throw e;
    }
  }

  /** {@link #isHeldElsewhere(Duration)} at this moment. */
  public boolean isHeldElsewhere() {
    return isHeldElsewhere(Duration.ZERO);
  }

  private boolean join() {
    if (holders > 0) {
      // Else writers of this process would wait for each other, for nobody's good.
      if (waitingForOwn == 0 && isBurstOver() && lock.isAwaited()) {
        return false;
      }
      holders++;
      return true;
    }
    long now = nanoClock.getAsLong();
    if (now - notBefore < 0) {
      return false;
    }
    if (!lock.tryLock()) {
      lock.announce();
      return false;
    }
    holders = 1;
    if (now - releasedAt >= OTHERS_TURN_NANOS) {
      burstSince = now; // commits in quick succession are one burst: others hardly get in between
    }
    return true;
  }

  /**
   * @param mayKeep whether this process may want it again soon
   */
  private synchronized void release(boolean mayKeep) {
    if (--holders == 0) {
      releasedAt = nanoClock.getAsLong();
      boolean over = isBurstOver();
      if (over) {
        if (lock.isAwaited()) {
          // Other processes look every LONGEST_PAUSE_MILLIS; waiters of this one would be faster.
          notBefore = releasedAt + OTHERS_TURN_NANOS;
        } else {
          burstSince = releasedAt;
        }
      }
      if (mayKeep && !over) {
        lock.pause();
      } else {
        lock.unlock(); // whoever takes it anew looks at what others may have done to the files
      }
    }
    notifyAll();
  }

  private boolean isBurstOver() {
    return nanoClock.getAsLong() - burstSince > MAX_BURST_NANOS;
  }

  @Override
  public synchronized void close() {
    lock.close();
  }
}
