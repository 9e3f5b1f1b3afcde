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
        high++;
      }
      low = next;
      put(target, at, (millis << 16) | (high & 0xFFFFL));
      put(target, at + 8, low);
      at += 16;
    }
  }

  private static void put(byte[] target, int at, long value) {
    for (int i = 0; i < 8; i++) {
      target[at + i] = (byte) (value >>> (56 - 8 * i));
    }
  }
}
