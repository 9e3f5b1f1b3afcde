package io.omnigraph.engine.session;

import io.omnigraph.storage.error.ErrorCategory;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * How often work that lost against another writer runs again: at most five times, after pauses that
 * double, from 2 ms on. One object counts for one piece of work.
 */
public final class Retries {
  private static final int MOST = 5;
  private static final long FIRST_PAUSE_NANOS = 2_000_000;

  private int made;

  /** Whether the work may run again after this failure; if so, waits first. */
  public boolean again(OmnigraphException failure) {
    if (failure.code().category() != ErrorCategory.RETRY || made == MOST) {
      return false;
    }
    long longest = FIRST_PAUSE_NANOS << made;
    made++;
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    return true;
  }
}
