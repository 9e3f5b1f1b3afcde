package io.omnigraph.engine.session;

import java.util.function.LongSupplier;

/**
 * Short waits of threads that stay awake and let others run meanwhile. What they wait for is there
 * sooner than a sleeping thread is woken, and who brings it has nobody to wake. They cost processor
 * time that nobody else wants.
 *
 * <p>That holds while processors have nothing else to do. Where threads compute without a pause,
 * who lets one of them run comes back after its whole slice, milliseconds later, while a woken
 * thread would have been preferred to it. So the waits are watched: after two long ones in a row,
 * and not just one of a collection of garbage, nobody waits awake for a while. Thread-safe; threads
 * that overlook each other's notes wait once more in vain.
 */
final class AwakeWait {
  /** Others that commit run for some 10 microseconds each, those that compute for a slice. */
  private static final long LONG_NANOS = 1_000_000;

  private static final long IN_A_ROW_NANOS = 10_000_000;
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
    lastLongEnd = crowdedUntil - IN_A_ROW_NANOS;
  }

  @SuppressWarnings("ThreadPriorityCheck") // a hint: without it others come later, no more
  private static void yieldThread() {
    Thread.yield();
  }

  /** Lets others run. False, and at once, while it is not worth while to be awake. */
  boolean pause() {
    long begun = nanoClock.getAsLong();
    if (begun - crowdedUntil < 0) {
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
    if (sinceLast < IN_A_ROW_NANOS) {
      crowdedUntil = end + CROWDED_NANOS;
    }
  }
}
