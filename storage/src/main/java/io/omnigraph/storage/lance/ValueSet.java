package io.omnigraph.storage.lance;

import java.util.Arrays;
import java.util.List;

/** Constants of an In, for membership tests without boxing. */
final class ValueSet {
  private ValueSet() {}

  private static int slots(int values) {
    return Integer.highestOneBit(Math.max(4, 4 * values - 1));
  }

  /** Whole numbers. */
  static final class OfLongs {
    private final long[] slots;
    private final boolean[] used;

    OfLongs(List<Object> constants) {
      slots = new long[slots(constants.size())];
      used = new boolean[slots.length];
      for (Object constant : constants) {
        add(((Number) constant).longValue());
      }
    }

    private void add(long value) {
      int at = slot(value);
      while (used[at] && slots[at] != value) {
        at = (at + 1) & (slots.length - 1);
      }
      slots[at] = value;
      used[at] = true;
    }

    boolean contains(long value) {
      int at = slot(value);
      while (used[at]) {
        if (slots[at] == value) {
          return true;
        }
        at = (at + 1) & (slots.length - 1);
      }
      return false;
    }

    private int slot(long value) {
      long mixed = value * 0x9E3779B97F4A7C15L;
      return (int) (mixed >>> 32) & (slots.length - 1);
    }
  }

  /** Texts and binaries. */
  static final class OfBytes {
    private final byte[][] slots;

    OfBytes(List<Object> constants) {
      slots = new byte[slots(constants.size())][];
      for (Object constant : constants) {
        byte[] value = (byte[]) constant;
        int at = slot(value, 0, value.length);
        while (slots[at] != null && !Arrays.equals(slots[at], value)) {
          at = (at + 1) & (slots.length - 1);
        }
        slots[at] = value;
      }
    }

    boolean contains(byte[] bytes, int from, int to) {
      int at = slot(bytes, from, to);
      while (slots[at] != null) {
        if (Arrays.equals(slots[at], 0, slots[at].length, bytes, from, to)) {
          return true;
        }
        at = (at + 1) & (slots.length - 1);
      }
      return false;
    }

    private int slot(byte[] bytes, int from, int to) {
      int hash = 1;
      for (int i = from; i < to; i++) {
        hash = 31 * hash + bytes[i];
      }
      return (hash ^ (hash >>> 15)) & (slots.length - 1);
    }
  }
}
