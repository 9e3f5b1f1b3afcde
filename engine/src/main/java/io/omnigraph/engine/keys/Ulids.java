package io.omnigraph.engine.keys;

import io.omnigraph.engine.schema.Ulid;
import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes ULIDs: 48 bits of milliseconds, 80 random bits, as 16 bytes or 26 characters. Those of one
 * process ascend, so that rows and operations sort by age. Thread-safe.
 */
public final class Ulids {
  private final SecureRandom seed = new SecureRandom();
  private long millis;
  private long high; // 16 random bits
  private long low; // 64 random bits

  public String next() {
    byte[] bytes = new byte[16];
    fill(bytes, 0, 1);
    return Ulid.text(bytes, 0);
  }

  /** Writes {@code count} ids one behind the other. */
  public synchronized void fill(byte[] target, int from, int count) {
    long now = Math.max(System.currentTimeMillis(), millis);
    if (now != millis) {
      millis = now;
      high = seed.nextInt() & 0x7FFFL; // the top bit stays free for carries
      low = seed.nextLong();
    }
    int at = from;
    for (int i = 0; i < count; i++) {
      long step = 1 + (ThreadLocalRandom.current().nextLong() & 0xFF_FFFFFFFFL);
      long next = low + step;
      if (Long.compareUnsigned(next, low) < 0) {
        carry();
      }
      low = next;
      put(target, at, (millis << 16) | (high & 0xFFFFL));
      put(target, at + 8, low);
      at += 16;
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
   * ahead.
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
    }
  }

  private static long number(byte[] bytes, int from) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (bytes[from + i] & 0xFF);
    }
    return value;
  }

  private static void put(byte[] target, int at, long value) {
    for (int i = 0; i < 8; i++) {
      target[at + i] = (byte) (value >>> (56 - 8 * i));
    }
  }
}
