package io.omnigraph.storage.column;

import java.util.Arrays;

/**
 * Bitmaps as {@code long[]}: bit {@code i} is bit {@code i & 63} of word {@code i >> 6}. Null
 * bitmaps of columns and deletions of fragments have this form; a bitmap that is null has no bit
 * set. Bits past the last row are 0.
 */
public final class Bits {
  private Bits() {}

  /** A bitmap of {@code length} bits, none set. */
  public static long[] create(int length) {
    return new long[words(length)];
  }

  /** Words needed for {@code length} bits. */
  public static int words(int length) {
    return (length + 63) >>> 6;
  }

  public static boolean get(long[] bits, int index) {
    return bits != null && (bits[index >> 6] & (1L << index)) != 0;
  }

  public static void set(long[] bits, int index) {
    bits[index >> 6] |= 1L << index;
  }

  /** Set bits; 0 for null. */
  public static int count(long[] bits) {
    int count = 0;
    if (bits != null) {
      for (long word : bits) {
        count += Long.bitCount(word);
      }
    }
    return count;
  }

  /** Whether one of {@code count} bits from {@code from} on is set; false for null. */
  public static boolean any(long[] bits, int from, int count) {
    if (bits == null || count == 0) {
      return false;
    }
    int last = from + count - 1;
    long first = -1L << from;
    if (from >> 6 == last >> 6) {
      return (bits[from >> 6] & first & (-1L >>> ~last)) != 0;
    }
    if ((bits[from >> 6] & first) != 0 || (bits[last >> 6] & (-1L >>> ~last)) != 0) {
      return true;
    }
    for (int word = (from >> 6) + 1; word < last >> 6; word++) {
      if (bits[word] != 0) {
        return true;
      }
    }
    return false;
  }

  /** A bitmap with the bits of both, neither of which is null. */
  public static long[] union(long[] a, long[] b) {
    long[] both = Arrays.copyOf(a, Math.max(a.length, b.length));
    for (int i = 0; i < b.length; i++) {
      both[i] |= b[i];
    }
    return both;
  }

  /** The same bitmap, or null when no bit is set. */
  public static long[] orNull(long[] bits) {
    if (bits != null) {
      for (long word : bits) {
        if (word != 0) {
          return bits;
        }
      }
    }
    return null;
  }

  /** Whether every bit of {@code inner} is set in {@code outer}. */
  public static boolean contains(long[] outer, long[] inner) {
    if (inner == null || inner == outer) {
      return true;
    }
    for (int i = 0; i < inner.length; i++) {
      long covered = outer == null || i >= outer.length ? 0 : outer[i];
      if ((inner[i] & ~covered) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Bits {@code from .. from + length} as a new bitmap that starts at 0, or null when none is set.
   */
  public static long[] slice(long[] bits, int from, int length) {
    if (bits == null) {
      return null;
    }
    long[] result = create(length);
    int shift = from & 63;
    int first = from >> 6;
    for (int i = 0; i < result.length; i++) {
      long word = first + i < bits.length ? bits[first + i] >>> shift : 0;
      if (shift != 0 && first + i + 1 < bits.length) {
        word |= bits[first + i + 1] << -shift;
      }
      result[i] = word;
    }
    clearTail(result, length);
    return orNull(result);
  }

  /**
   * Sets in {@code target}, from {@code at} on, the bits that the first {@code length} of bits has.
   */
  public static void copy(long[] bits, int length, long[] target, int at) {
    if (bits == null || length == 0) {
      return;
    }
    int shift = at & 63;
    int first = at >> 6;
    int words = words(length);
    for (int i = 0; i < words; i++) {
      long word = bits[i];
      if (i == words - 1 && (length & 63) != 0) {
        word &= (1L << length) - 1;
      }
      target[first + i] |= word << shift;
      if (shift != 0 && word >>> -shift != 0) {
        target[first + i + 1] |= word >>> -shift;
      }
    }
  }

  /** A copy for at least {@code length} bits. */
  static long[] grow(long[] bits, int length) {
    return Arrays.copyOf(bits, Math.max(words(length), bits.length + (bits.length >> 1)));
  }

  private static void clearTail(long[] bits, int length) {
    if ((length & 63) != 0) {
      bits[bits.length - 1] &= (1L << length) - 1;
    }
  }
}
