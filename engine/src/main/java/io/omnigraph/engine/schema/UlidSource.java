package io.omnigraph.engine.schema;

import java.security.SecureRandom;
import java.time.Clock;

/**
 * Makes ULIDs that rise within one source: 48 bits of milliseconds, then 80 random bits, counted up
 * within a millisecond. Thread-safe.
 */
public final class UlidSource {
  private static final long LOW_16 = 0xFFFF;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private long millis = -1;
  private long high16;
  private long low64;

  public UlidSource() {
    this(Clock.systemUTC());
  }

  UlidSource(Clock clock) {
    this.clock = clock;
  }

  /** A new ULID, 16 bytes. */
  public synchronized byte[] next() {
    long now = Math.max(clock.millis(), millis);
    if (now == millis) {
      low64++;
      if (low64 == 0) {
        high16++;
      }
    }
    if (now != millis || high16 > LOW_16) {
      millis = high16 > LOW_16 ? now + 1 : now;
      high16 = random.nextInt() & LOW_16;
      low64 = random.nextLong();
    }
    byte[] bytes = new byte[Ulid.BYTES];
    long first = millis << 16 | high16;
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (first >>> (56 - 8 * i));
      bytes[8 + i] = (byte) (low64 >>> (56 - 8 * i));
    }
    return bytes;
  }

  /** A new ULID, 26 characters. */
  public String nextText() {
    return Ulid.text(next(), 0);
  }
}
