package io.omnigraph.engine.keys;

import io.omnigraph.engine.schema.Ulid;
import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes ULIDs: 48 bits of milliseconds, 80 random bits, as 16 bytes or 26 characters. Those of
 * commits and operations ascend, and so do those of rows, so that they sort by age; but a fold has
 * its commit's from its beginning, and others may publish before it. Thread-safe.
 */
public final class Ulids {
  private static final long MAX_STEP = 1L << 40;

  private final SecureRandom seed = new SecureRandom();
  private final Counter commits = new Counter();
  private final Counter rows = new Counter();

  /** Where the ids of one kind are. */
  private final class Counter {
    private long millis;
    private long high; // 16 random bits
    private long low; // 64 random bits

    Counter() {
      reseed();
    }

    private void reseed() {
      high = seed.nextInt() & 0x7FFFL; // the top bit stays free for carries
      low = seed.nextLong();
    }

    /** False when it is there already, or further. */
    private boolean advanceTo(long now) {
      boolean later = now > millis;
      millis = Math.max(now, millis);
      return later;
    }

    private void add(long step) {
      low += step;
      if (Long.compareUnsigned(low, step) < 0) {
        high++;
      }
      if (high > 0xFFFFL) {
        high = 0;
        millis++;
      }
    }

    private boolean isBefore(long otherHigh, long otherLow) {
      int order = Long.compareUnsigned(otherHigh, (millis << 16) | high);
      return order > 0 || (order == 0 && Long.compareUnsigned(otherLow, low) > 0);
    }

    private void put(byte[] target, int at) {
      putNumber(target, at, (millis << 16) | high);
      putNumber(target, at + 8, low);
    }
  }

  /**
   * One for a commit or an operation. They count up from a random number: history keeps several of
   * them a commit for good, and so they take a few bytes each when they are compressed instead of
   * all of their random ones.
   */
  public synchronized String next() {
    commits.advanceTo(System.currentTimeMillis());
    commits.add(1);
    byte[] bytes = new byte[16];
    commits.put(bytes, 0);
    return Ulid.text(bytes, 0);
  }

  /** Writes {@code count} ids of rows one behind the other; nobody can guess one from another. */
  public synchronized void fill(byte[] target, int from, int count) {
    if (rows.advanceTo(System.currentTimeMillis())) {
      rows.reseed();
    }
    for (int i = 0; i < count; i++) {
      rows.add(randomStep());
      rows.put(target, from + 16 * i);
    }
  }

  private static long randomStep() {
    return 1 + (ThreadLocalRandom.current().nextLong() & (MAX_STEP - 1));
  }

  /**
   * From now on all ids of commits and operations are greater than this one: it may be another
   * process's, whose clock is ahead, and who counts on from there.
   */
  public synchronized void follow(String ulid) {
    if (!Ulid.isUlid(ulid)) {
      return;
    }
    byte[] bytes = Ulid.parse(ulid);
    long otherHigh = number(bytes, 0);
    long otherLow = number(bytes, 8);
    if (commits.isBefore(otherHigh, otherLow)) {
      commits.millis = otherHigh >>> 16;
      commits.high = otherHigh & 0xFFFFL;
      commits.low = otherLow;
      commits.add(randomStep());
    }
  }

  private static long number(byte[] bytes, int from) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (bytes[from + i] & 0xFF);
    }
    return value;
  }

  private static void putNumber(byte[] target, int at, long value) {
    for (int i = 0; i < 8; i++) {
      target[at + i] = (byte) (value >>> (56 - 8 * i));
    }
  }
}
