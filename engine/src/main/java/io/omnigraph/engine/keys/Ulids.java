package io.omnigraph.engine.keys;

import io.omnigraph.engine.schema.Ulid;
import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes ULIDs: 48 bits of milliseconds, 80 random bits, as 16 bytes or 26 characters. Those of one
 * process ascend, so that rows and operations sort by age. Thread-safe.
 */
public final class Ulids {
  private static final long MAX_STEP = 1L << 40;

  private final SecureRandom seed = new SecureRandom();
  private long millis;
  private long high; // 16 random bits
  private long low; // 64 random bits

  public Ulids() {
    reseed();
  }

  /**
   * One for a commit or an operation. They count up from a random number, of which there is one a
   * process: history keeps several of them a commit for good, and so they take a few bytes each
   * when they are compressed instead of all of their random ones.
   */
  public synchronized String next() {
    millis = Math.max(System.currentTimeMillis(), millis);
    add(1);
    byte[] bytes = new byte[16];
    put(bytes, 0);
    return Ulid.text(bytes, 0);
  }

  /** Writes {@code count} ids of rows one behind the other; nobody can guess one from another. */
  public synchronized void fill(byte[] target, int from, int count) {
    long now = Math.max(System.currentTimeMillis(), millis);
    if (now != millis) {
      millis = now;
      reseed();
    }
    for (int i = 0; i < count; i++) {
      add(randomStep());
      put(target, from + 16 * i);
    }
  }

  private void reseed() {
    high = seed.nextInt() & 0x7FFFL; // the top bit stays free for carries
    low = seed.nextLong();
  }

  private static long randomStep() {
    return 1 + (ThreadLocalRandom.current().nextLong() & (MAX_STEP - 1));
  }

  private void add(long step) {
    low += step;
    if (Long.compareUnsigned(low, step) < 0) {
      carry();
    }
  }

  private void carry() {
    high++;
    if (high > 0xFFFFL) {
      high = 0;
      millis++;
    }
  }

  /**
   * From now on all ids are greater than this one: it may be another process's, whose clock is
   * ahead, and who counts on from there.
   */
  public synchronized void follow(String ulid) {
    if (!Ulid.isUlid(ulid)) {
      return;
    }
    byte[] bytes = Ulid.parse(ulid);
    long otherHigh = number(bytes, 0);
    long otherLow = number(bytes, 8);
    int order = Long.compareUnsigned(otherHigh, (millis << 16) | high);
    if (order > 0 || (order == 0 && Long.compareUnsigned(otherLow, low) > 0)) {
      millis = otherHigh >>> 16;
      high = otherHigh & 0xFFFFL;
      low = otherLow;
      add(randomStep());
    }
  }

  private static long number(byte[] bytes, int from) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (bytes[from + i] & 0xFF);
    }
    return value;
  }

  private void put(byte[] target, int at) {
    put(target, at, (millis << 16) | high);
    put(target, at + 8, low);
  }

  private static void put(byte[] target, int at, long value) {
    for (int i = 0; i < 8; i++) {
      target[at + i] = (byte) (value >>> (56 - 8 * i));
    }
  }
}
