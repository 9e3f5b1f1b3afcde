package io.omnigraph.engine.publish;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
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
  private final ThreadFactory threads;
  private boolean pausing;
  private long pausedAt;

  /** Another process waited at the last look: nothing is kept until the next one. */
  private boolean awaited;

  private boolean closed;
  private Thread watch;

  /** The thread has nothing to look at until the next pause. */
  private boolean asleep;

  KeptLock(ProcessLock lock) {
    this(lock, System::nanoTime, KeptLock::thread);
  }

  KeptLock(ProcessLock lock, LongSupplier nanoClock, ThreadFactory threads) {
    this.lock = lock;
    this.nanoClock = nanoClock;
    this.threads = threads;
  }

  private static Thread thread(Runnable watch) {
    Thread thread = new Thread(watch, "omnigraph-lock");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public synchronized boolean tryLock() {
    if (pausing) {
      pausing = false;
      return true;
    }
    return lock.tryLock();
  }

  @Override
  public synchronized void pause() {
    if (closed || !isWatched() || awaited) {
      unlock();
      return;
    }
    pausing = true;
    pausedAt = nanoClock.getAsLong();
  }

  /** Whether a thread will have a look soon. */
  private boolean isWatched() {
    if (watch == null) {
      Thread started = threads.newThread(this::watch);
      try {
        started.start();
      } catch (OutOfMemoryError e) { // so the JVM says that there are too many threads
        return false;
      }
      watch = started;
    } else if (asleep) {
      asleep = false;
      LockSupport.unpark(watch);
    }
    return true;
  }

  private void watch() {
    try {
      while (awaitPause()) {
        LockSupport.parkNanos(this, KEPT_NANOS);
        look();
      }
    } finally {
      ended();
    }
  }

  /** False when there will be none any more. */
  private boolean awaitPause() {
    while (true) {
      synchronized (this) {
        if (closed || !asleep) {
          return !closed;
        }
      }
      LockSupport.park(this);
    }
  }

  private synchronized void ended() {
    watch = null;
    asleep = false;
    if (pausing) {
      unlock();
    }
  }

  /** Gives the lock back if it is time. */
  synchronized void look() {
    awaited = pausing && lock.isAwaited();
    if (pausing && (awaited || nanoClock.getAsLong() - pausedAt >= KEPT_NANOS)) {
      unlock();
    }
    asleep = !pausing && !awaited;
  }

  @Override
  public synchronized void unlock() {
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
    pausing = false;
    lock.close();
    LockSupport.unpark(watch);
  }
}
