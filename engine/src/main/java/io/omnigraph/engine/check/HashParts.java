package io.omnigraph.engine.check;

/** Splits the hashes of a table so that those of one part fit in a budget of memory. */
final class HashParts {
  /** Up to four slots of 8 bytes, for each slot a counter of 4, and an eighth more of both. */
  private static final int BYTES_A_KEY = 4 * (Long.BYTES + Integer.BYTES) * 9 / 8;

  private static final long LEAST = 1 << 16;
  private static final long MOST = 1 << 27;

  private final long mostKeys;

  HashParts(long budgetBytes) {
    mostKeys = Math.min(MOST, Math.max(LEAST, budgetBytes / BYTES_A_KEY));
  }

  /** An eighth of the heap's limit. */
  static HashParts ofHeap() {
    return new HashParts(Runtime.getRuntime().maxMemory() / 8);
  }

  int count(long rows) {
    int count = 1;
    while (count < 1 << 20 && rows / count > mostKeys) {
      count <<= 1;
    }
    return count;
  }

  /** Keys of one part to make room for: hashes do not spread quite evenly. */
  long size(long rows, int count) {
    return count == 1 ? rows : rows / count + rows / count / 8 + 1_024;
  }

  boolean isIn(long hash, int part, int count) {
    return count == 1 || (int) ((hash >>> 44) & (count - 1)) == part;
  }
}
