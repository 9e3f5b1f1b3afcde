package io.omnigraph.examples.benchmark;

import java.util.Arrays;

/**
 * Durations of one operation, done again and again after a warm-up.
 *
 * @param nanos sorted
 */
record Measurement(long[] nanos) {
  /** One run of the operation; its result counts into a checksum. */
  @FunctionalInterface
  interface Operation {
    long run(int i) throws Exception;
  }

  /** For how long, or how often if that is sooner. */
  record Effort(long warmUpMillis, long millis, int most) {}

  static Measurement of(Operation operation, Effort effort) throws Exception {
    int i = 0;
    long warm = System.nanoTime() + effort.warmUpMillis() * 1_000_000;
    while (System.nanoTime() < warm && i < effort.most()) {
      operation.run(i++);
    }
    long end = System.nanoTime() + effort.millis() * 1_000_000;
    long[] nanos = new long[effort.most()];
    int count = 0;
    while (count == 0 || (System.nanoTime() < end && count < effort.most())) {
      long start = System.nanoTime();
      operation.run(i++);
      nanos[count++] = System.nanoTime() - start;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new Measurement(sorted);
  }

  /** The duration that this share of all runs did not exceed, in microseconds. */
  double micros(double share) {
    int index = (int) Math.ceil(share * nanos.length) - 1;
    return nanos[Math.max(0, index)] / 1e3;
  }
}
