package io.omnigraph.engine.keys;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes ULIDs: 48 bits of milliseconds, 80 random bits, as 16 bytes or 26 characters. Those of one
 * process ascend, so that rows and operations sort by age. Thread-safe.
 */
public final class Ulids {
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

  private final SecureRandom seed = new SecureRandom();
  private long millis;
  private long high; // 16 random bits
  private long low; // 64 random bits

  public String next() {
    byte[] bytes = new byte[16];
    fill(bytes, 0, 1);
    return text(bytes, 0);
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
      put(target, at, millis << 16 | high & 0xFFFFL);
      put(target, at + 8, low);
      at += 16;
    }
  }

  private static void put(byte[] target, int at, long value) {
    for (int i = 0; i < 8; i++) {
      target[at + i] = (byte) (value >>> (56 - 8 * i));
    }
  }

  /** 26 characters of the 16 bytes at {@code from}. */
  public static String text(byte[] bytes, int from) {
    char[] text = new char[26];
    int bits = 2; // 130 bits are shown, the first two are zero
    int pending = 0;
    int at = 0;
    for (int i = 0; i < 16; i++) {
      pending = pending << 8 | bytes[from + i] & 0xFF;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text[at++] = DIGITS[pending >>> bits & 31];
      }
      pending &= (1 << bits) - 1;
    }
    return new String(text);
  }
}
