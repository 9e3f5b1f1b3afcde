package io.omnigraph.engine.check;

/**
 * A set of 64-bit hashes of keys, open addressing; each has a place for counters beside the set.
 * Keys of one integer column have hashes of their own; of others two may share one.
 */
final class HashedKeys {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final long[] slots;
  private final int shift;
  private boolean hasZero;

  /**
   * @param keys that will be added at most
   */
  HashedKeys(long keys) {
    int bits = Math.max(4, 65 - Long.numberOfLeadingZeros(Math.max(1, keys)));
    slots = new long[1 << bits];
    shift = 64 - bits;
  }

  /** Places there are. */
  int places() {
    return slots.length + 1;
  }

  /** The place of a hash that was there before, or -1 - place of one that is new. */
  int add(long hash) {
    if (hash == 0) {
      boolean known = hasZero;
      hasZero = true;
      return known ? slots.length : -1 - slots.length;
    }
    int at = slot(hash);
    if (slots[at] == hash) {
      return at;
    }
    slots[at] = hash;
    return -1 - at;
  }

  /** The place of a hash, or -1. */
  int find(long hash) {
    if (hash == 0) {
      return hasZero ? slots.length : -1;
    }
    int at = slot(hash);
    return slots[at] == hash ? at : -1;
  }

  /** Where the hash is or may go. */
  private int slot(long hash) {
    int mask = slots.length - 1;
    int at = (int) ((hash * MIX) >>> shift);
    while (slots[at] != 0 && slots[at] != hash) {
      at = (at + 1) & mask;
    }
    return at;
  }
}
