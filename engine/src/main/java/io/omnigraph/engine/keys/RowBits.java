package io.omnigraph.engine.keys;

import java.util.Arrays;

/** Sets of row numbers as bits of long words; what lies beyond the array is not in the set. */
public final class RowBits {
  private RowBits() {}

  /** False beyond the array's end and for null. */
  public static boolean get(long[] words, int bit) {
    return words != null && bit >> 6 < words.length && (words[bit >> 6] & (1L << bit)) != 0;
  }

  public static void set(long[] words, int bit) {
    words[bit >> 6] |= 1L << bit;
  }

  public static void clear(long[] words, int bit) {
    words[bit >> 6] &= ~(1L << bit);
  }

  public static long[] ofSize(int bits) {
    return new long[(bits + 63) >> 6];
  }

  /** All bits below {@code bits} set. */
  public static long[] ones(int bits) {
    long[] words = ofSize(bits);
    Arrays.fill(words, -1L);
    if ((bits & 63) != 0) {
      words[words.length - 1] = (1L << bits) - 1;
    }
    return words;
  }

  /** A copy with at least room for {@code bits}. */
  public static long[] copy(long[] words, int bits) {
    int length = (bits + 63) >> 6;
    return words == null ? new long[length] : Arrays.copyOf(words, Math.max(length, words.length));
  }
}
