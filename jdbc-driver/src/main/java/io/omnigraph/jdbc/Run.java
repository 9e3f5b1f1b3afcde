package io.omnigraph.jdbc;

import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One execution of a statement: its deadline, and whether another thread cancelled it. */
final class Run {
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final long maxRows;
  private final long timeoutMillis;
  private final long begun = System.nanoTime();

  /**
   * @param timeoutMillis 0 = none; planning counts
   */
  Run(long maxRows, long timeoutMillis) {
    this.maxRows = maxRows;
    this.timeoutMillis = timeoutMillis;
  }

  /** May be called from any thread. */
  void cancel() {
    cancelled.set(true);
  }

  /** Options for the next step, with the time that is left. */
  ExecutionOptions options(boolean generatedKeys) {
    if (cancelled.get()) {
      throw new OmnigraphException(ErrorCode.CANCELLED);
    }
    return new ExecutionOptions(maxRows, timeLeft(), cancelled, generatedKeys);
  }

  private long timeLeft() {
    if (timeoutMillis == 0) {
      return 0;
    }
    long left = timeoutMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    if (left <= 0) {
      throw new OmnigraphException(ErrorCode.TIMEOUT, timeoutMillis);
    }
    return left;
  }
}
