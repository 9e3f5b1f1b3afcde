package io.omnigraph.engine.session;

import java.util.function.LongSupplier;

/**
 * Short waits of the threads of one queue that stay awake: each lets others run, and looks again.
 * What it waits for comes sooner than a sleeping thread is woken, and whoever brings it need not
 * wake anybody. Such a wait costs processor time that nobody else wants.
 *
 * <p>That holds while processors are idle. Where other threads compute without a pause, a thread
 * that yields comes back after a whole slice of theirs, milliseconds later; one that slept would
 * have been preferred. So the waits are watched. After two long ones close together nobody of this
 * queue waits awake for a while; a single one may be a collection of garbage. The while is short,
 * since it may be over soon, as a checkpoint is.
 *
 * <p>Thread-safe. A note that another thread overwrites costs one more long wait.
 */
final class AwakeWait {
  /** Others that commit run for some 10 microseconds each, those that compute for a slice. */
  private static final long LONG_NANOS = 1_000_000;

  private static final long CLOSE_NANOS = 10_000_000;
  private static final long CROWDED_NANOS = 20_000_000;

  private final LongSupplier nanoClock;
  private final Runnable yield;
  private volatile long lastLongEnd;
  private volatile long crowdedUntil;

  AwakeWait() {
    this(System::nanoTime, AwakeWait::yieldThread);
  }

  /**
   * @param nanoClock as {@link System#nanoTime}
   * @param yield as {@link Thread#yield}
   */
  AwakeWait(LongSupplier nanoClock, Runnable yield) {
    this.nanoClock = nanoClock;
    this.yield = yield;
    crowdedUntil = nanoClock.getAsLong();
    lastLongEnd = crowdedUntil - CLOSE_NANOS;
  }

  @SuppressWarnings("ThreadPriorityCheck") // a hint: without it others come later, no more
  private static void yieldThread() {
    Thread.yield();
  }

  /** Whether other threads have wanted the processors of late. */
  boolean isCrowded() {
    return isCrowded(nanoClock.getAsLong());
  }

  private boolean isCrowded(long now) {
    return now - crowdedUntil < 0;
  }

  /** Lets others run; does nothing and returns false while it is crowded. */
  boolean pause() {
    long begun = nanoClock.getAsLong();
    if (isCrowded(begun)) {
      return false;
    }
    yield.run();
    long end = nanoClock.getAsLong();
    if (end - begun > LONG_NANOS) {
      noteLong(begun, end);
    }
    return true;
  }

  /** One that began before the last one ended is the same one, seen by another thread. */
  private void noteLong(long begun, long end) {
    long sinceLast = begun - lastLongEnd;
    if (sinceLast < 0) {
      return;
    }
    lastLongEnd = end;
    if (sinceLast < CLOSE_NANOS) {
      crowdedUntil = end + CROWDED_NANOS;
    }
  }
}
