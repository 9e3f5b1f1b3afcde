package io.omnigraph.engine.keys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Hashes of key values; equal values of one layout hash alike, whatever column holds them. */
final class KeyHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private KeyHash() {}

  static long of(long value) {
    long h = value * MIX;
    return (h ^ (h >>> 32)) * MIX;
  }

  static long of(byte[] bytes, int from, int to) {
    long h = (to - from) * MIX;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      h = (h ^ (long) LONG.get(bytes, i)) * MIX;
      h ^= h >>> 29;
    }
    for (; i < to; i++) {
      h = (h ^ bytes[i]) * MIX;
    }
    return (h ^ (h >>> 32)) * MIX;
  }

  static int fold(long hash) {
    return (int) (hash >>> 32);
  }
}
