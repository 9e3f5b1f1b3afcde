package io.omnigraph.engine.publish;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A lock that its holder keeps for a moment when it pauses, because the next commit is often not
 * far: to give it back and to take it again are four system calls, and whoever had no break in
 * between need not look at what others may have done. A thread gives it back when nothing follows,
 * or when another process waits. Thread-safe.
 */
final class KeptLock implements ProcessLock {
  private static final long KEPT_NANOS = Duration.ofMillis(5).toNanos();

  private final ProcessLock lock;
  private final LongSupplier nanoClock;
  private boolean held;
  private boolean pausing;
  private boolean awaited;
  private boolean closed;
  private long pausedAt;
  private Thread watch;

  /** The thread sleeps until somebody wakes it. */
  private boolean asleep;

  KeptLock(ProcessLock lock, LongSupplier nanoClock) {
    this.lock = lock;
    this.nanoClock = nanoClock;
  }

  @Override
  public synchronized boolean tryLock() {
    if (held && pausing) {
      pausing = false;
      return true;
    }
    held = lock.tryLock();
    return held;
  }

  @Override
  public synchronized void pause() {
    if (awaited || closed) {
      unlock();
      return;
    }
    pausing = true;
    pausedAt = nanoClock.getAsLong();
    if (watch == null) {
      watch = new Thread(this::watch, "omnigraph-lock");
      watch.setDaemon(true);
      watch.start();
    } else if (asleep) {
      asleep = false;
      LockSupport.unpark(watch);
    }
  }

  private void watch() {
    while (true) {
      long nanos = look();
      if (nanos < 0) {
        return;
      }
      if (nanos == 0) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
    }
  }

  /**
   * Gives the lock back if it is time.
   *
   * @return until the next look; 0 = until somebody wakes us, below = never again
   */
  synchronized long look() {
    awaited = held && lock.isAwaited();
    if (held && pausing && (awaited || nanoClock.getAsLong() - pausedAt >= KEPT_NANOS)) {
      unlock();
    }
    asleep = !held;
    return closed ? -1 : asleep ? 0 : KEPT_NANOS;
  }

  @Override
  public synchronized void unlock() {
    held = false;
    pausing = false;
    lock.unlock();
  }

  @Override
  public synchronized long tenure() {
    return lock.tenure();
  }

  @Override
  public synchronized void announce() {
    lock.announce();
  }

  @Override
  public synchronized void withdraw() {
    lock.withdraw();
  }

  @Override
  public synchronized boolean isAwaited() {
    return lock.isAwaited();
  }

  @Override
  public synchronized String holder() {
    return lock.holder();
  }

  @Override
  public synchronized void close() {
    closed = true;
    held = false;
    lock.close();
    LockSupport.unpark(watch);
  }
}
