package io.omnigraph.sql.session;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limits of one execution.
 *
 * @param maxRows most rows of a query, 0 = all
 * @param timeoutMillis after which it ends with TIMEOUT, 0 = never
 * @param cancelled set by another thread to end it with CANCELLED within a batch of work
 * @param generatedKeys columns wanted of inserted rows, empty = none; see {@link
 *     SqlResult#generatedKeys()}
 */
public record ExecutionOptions(
    long maxRows, long timeoutMillis, AtomicBoolean cancelled, boolean generatedKeys) {
  public static ExecutionOptions none() {
    return new ExecutionOptions(0, 0, new AtomicBoolean(), false);
  }
}
